from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.ids import MemberId
from bot.domain.member import Visibility
from bot.domain.periods import Period, Week
from bot.store.portions import LARGEST_PORTION
from bot.store.transaction import SqlStore
from tests.store.rows import ACME, ANA, BEN, CLEO, HOUR, MINUTE, NINE, SECOND, join, member

NIGHTS = Week(((Period.of(22 * 60, 6 * 60),), (), (), (), (Period(540, 750), Period(795, 24 * 60)), (), ()))


async def test_a_member_comes_back_just_as_they_were_saved(store: SqlStore) -> None:
    changed = member(
        name="Zoë",
        zone=None,
        zone_chosen=True,
        interval=timedelta(hours=2, minutes=45),
        week=NIGHTS,
        visibility=Visibility.SHOWN,
        stopped_at=NINE + MINUTE,
        paused=True,
        paused_until=NINE + HOUR,
        resumed_at=NINE + 2 * HOUR,
        last_sent_at=NINE + 3 * HOUR,
        last_completed_at=NINE + 4 * HOUR,
        moved_at=NINE + 5 * HOUR,
        skipped_at=NINE + 6 * HOUR,
        next_at=NINE + 7 * HOUR,
        suspended_reason="channel_not_found",
    )
    async with store.transaction() as tx:
        await join(tx, member())
        assert await tx.members.get(ACME, ANA) == member()
        await tx.members.save(changed)

    async with store.transaction() as tx:
        assert await tx.members.get(ACME, ANA, lock=True) == changed


async def test_a_stranger_is_nobody(store: SqlStore) -> None:
    async with store.transaction() as tx:
        assert await tx.members.get(ACME, ANA) is None


async def test_joining_twice_leaves_the_member_as_they_are(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await join(tx, member())
        assert not await tx.members.add(member(name="Another"))

        assert await tx.members.get(ACME, ANA) == member()


async def test_only_those_who_joined_are_found_among_many(store: SqlStore) -> None:
    strangers = [MemberId(f"X{number}") for number in range(LARGEST_PORTION)]
    async with store.transaction() as tx:
        await join(tx, member(ANA), member(BEN), member(CLEO))

        found = await tx.members.of(ACME, [ANA, *strangers, BEN])

    assert {each.id for each in found} == {ANA, BEN}


async def test_everybody_who_has_not_stopped_is_active(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await join(tx, member(ANA), member(BEN, stopped_at=NINE), member(CLEO, paused=True))

        assert {each.id for each in await tx.members.all_active(ACME)} == {ANA, CLEO}


@pytest.mark.parametrize(("early", "found"), [(SECOND, []), (timedelta(), [ANA])])
async def test_a_member_is_due_from_their_moment_on(store: SqlStore, early: timedelta, found: list[MemberId]) -> None:
    async with store.transaction() as tx:
        await join(tx, member(next_at=NINE), member(BEN), member(CLEO, next_at=NINE - HOUR, stopped_at=NINE))

        due = await tx.members.claim_due(ACME, now=NINE - early, limit=10)

    assert [each.id for each in due] == found


async def test_those_due_longest_are_claimed_first_and_no_more_than_asked_for(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await join(tx, *(member(MemberId(f"U{number}"), next_at=NINE - number * MINUTE) for number in range(4)))

        due = await tx.members.claim_due(ACME, now=NINE, limit=3)

    assert [each.id for each in due] == ["U3", "U2", "U1"]


async def test_many_plans_are_saved_at_once(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await join(tx, member(ANA, next_at=NINE), member(BEN), member(CLEO, next_at=NINE))
        await tx.members.save_plans(ACME, {})
        await tx.members.save_plans(ACME, {ANA: None, BEN: NINE + HOUR})

        found = await tx.members.of(ACME, [ANA, BEN, CLEO])

    assert {each.id: each.next_at for each in found} == {ANA: None, BEN: NINE + HOUR, CLEO: NINE}


async def test_saving_one_member_changes_no_other(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await join(tx, member(ANA), member(BEN))
        await tx.members.save(replace(member(ANA), name="Changed"))

        assert await tx.members.get(ACME, BEN) == member(BEN)
