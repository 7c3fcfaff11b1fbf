from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import StatementError

from bot.domain.periods import DAY, Period, Week
from bot.store.columns import Duration, UtcDateTime, WeekHours
from bot.store.transaction import SqlStore
from tests.store.rows import ACME, ANA, NINE, join, member

ON_SQLITE = SQLiteDialect_pysqlite()
KATHMANDU = timezone(timedelta(hours=5, minutes=45))
moments = some.datetimes(timezones=some.timezones(), allow_imaginary=False, min_value=datetime(1900, 1, 1))  # noqa: DTZ001 - the strategy adds the zone


@given(moments, moments)
def test_moments_sort_in_sqlite_as_they_follow_each_other(one: datetime, other: datetime) -> None:
    stored = [UtcDateTime().bind_processor(ON_SQLITE)(moment) for moment in (one, other)]

    assert (stored[0] < stored[1]) is (one.astimezone(UTC) < other.astimezone(UTC))


@given(moments)
def test_a_moment_of_any_zone_comes_back_as_the_same_moment_in_utc(moment: datetime) -> None:
    stored = UtcDateTime().bind_processor(ON_SQLITE)(moment)
    restore = UtcDateTime().result_processor(ON_SQLITE, None)
    assert restore is not None
    restored = restore(stored)

    assert restored is not None
    assert restored == moment.astimezone(UTC)
    assert restored.tzinfo is UTC


@pytest.mark.parametrize("fold", [0, 1])
async def test_both_passes_of_a_repeated_autumn_hour_are_kept_apart(store: SqlStore, fold: int) -> None:
    night = datetime(2026, 10, 25, 2, 30, 0, 123456, tzinfo=ZoneInfo("Europe/Berlin"), fold=fold)
    async with store.transaction() as tx:
        await join(tx, member(next_at=night))

    async with store.transaction() as tx:
        found = await tx.members.get(ACME, ANA)
    assert found is not None
    assert found.next_at == datetime(2026, 10, 25, fold, 30, 0, 123456, tzinfo=UTC)
    assert found.next_at.tzinfo is UTC


async def test_moments_of_other_zones_are_compared_as_moments(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await join(tx, member(next_at=NINE))

        assert await tx.members.claim_due(ACME, now=NINE.astimezone(KATHMANDU), limit=1)
        assert not await tx.members.claim_due(ACME, now=NINE.astimezone(KATHMANDU) - timedelta(seconds=1), limit=1)


async def test_a_naive_moment_is_refused(store: SqlStore) -> None:
    with pytest.raises(StatementError, match="naive"):
        async with store.transaction() as tx:
            await join(tx, member(next_at=NINE.replace(tzinfo=None)))


@given(some.lists(some.integers(0, DAY - 1), min_size=0, max_size=8, unique=True))
def test_a_week_comes_back_as_it_was(minutes: list[int]) -> None:
    minutes.sort()
    day = tuple(Period(start, end) for start, end in zip(minutes[::2], minutes[1::2], strict=False))
    week = Week((day, (), (Period(22 * 60, 30 * 60),), (), day, (), ()))

    assert WeekHours().restored(WeekHours().stored(week)) == week


def test_a_week_is_kept_in_minutes_after_midnight() -> None:
    week = Week(((Period(540, 750), Period(795, 1050)), (), (), (), (Period(1320, 1800),), (), ()))

    assert WeekHours().stored(week) == "540-750 795-1050////1320-1800//"


@given(some.integers(-(10**6), 10**6))
def test_a_duration_comes_back_in_whole_seconds(seconds: int) -> None:
    assert Duration().restored(Duration().stored(timedelta(seconds=seconds))) == timedelta(seconds=seconds)
