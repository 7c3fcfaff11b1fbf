from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.domain.ids import ChannelId, MessageRef, MessageTs
from bot.domain.member import Visibility
from bot.domain.periods import Period, Week
from bot.domain.reminder import State
from bot.ports import Errand
from bot.store.transaction import SqlStore
from tests.store.rows import ACME, ANA, BEN, HOUR, MINUTE, NINE, add, join, member, reminder, sent

NIGHTS = Week(((Period.of(22 * 60, 6 * 60),), (), (), (), (Period(540, 750), Period(795, 24 * 60)), (), ()))
STRANGE = 'Zoë "O\'Hara" \\ {}\n\u2028 12e3 null'


async def test_members_saved_together_come_back_just_as_they_were(store: SqlStore) -> None:
    ana = member(
        name=STRANGE,
        zone=None,
        interval=timedelta(hours=2, minutes=45),
        week=NIGHTS,
        visibility=Visibility.SHOWN,
        paused=True,
        paused_until=NINE.astimezone(ZoneInfo("Asia/Kathmandu")) + timedelta.resolution,
        suspended_reason="12",
    )
    ben = replace(member(BEN), next_at=NINE)
    async with store.transaction() as tx:
        await join(tx, member(), member(BEN, paused_until=NINE))
        await tx.members.save_all([ben, ana])

    async with store.transaction() as tx:
        assert [await tx.members.get(ACME, each.id) for each in (ana, ben)] == [ana, ben]


async def test_reminders_added_together_come_back_just_as_they_were(store: SqlStore) -> None:
    plain = reminder(NINE)
    full = replace(
        sent(NINE + HOUR),
        exercises=("hip_stretch",),
        ref=MessageRef(ChannelId("D1"), MessageTs("1790000000.000100")),
        snoozed_until=NINE + 2 * HOUR,
        closes_at=NINE + 3 * HOUR + timedelta.resolution,
        counted=False,
        removed=True,
        reason=STRANGE,
    )
    await add(store, plain, full)

    async with store.transaction() as tx:
        assert [await tx.reminders.get(ACME, each.id) for each in (plain, full)] == [plain, full]


async def test_reminders_saved_together_change_in_everything_and_count_their_versions(store: SqlStore) -> None:
    first, second = reminder(NINE), reminder(NINE + HOUR)
    await add(store, first, second)
    async with store.transaction() as tx:
        saved = await tx.reminders.save_all(
            [replace(first, state=State.EXPIRED, reason="late"), replace(second, attempted_at=NINE + HOUR, looks=2)]
        )

    async with store.transaction() as tx:
        assert [await tx.reminders.get(ACME, each.id) for each in (first, second)] == saved
    assert [each.version for each in saved] == [1, 1]


async def test_what_is_there_already_is_left_as_it_is(store: SqlStore) -> None:
    known, new = reminder(NINE), reminder(NINE + HOUR)
    await add(store, known)
    await add(store, replace(known, reason="another"), new)

    async with store.transaction() as tx:
        assert await tx.reminders.unsent(ACME, ANA) == [known, new]


async def test_of_two_errands_for_one_reminder_the_sooner_counts(store: SqlStore) -> None:
    old = sent(NINE)
    sooner, later = (Errand(workspace=ACME, reminder=old.id, due_at=NINE + minutes * MINUTE) for minutes in (1, 2))
    await add(store, old)
    async with store.transaction() as tx:
        await tx.errands.add(sooner, later)

        assert await tx.errands.due(ACME, now=NINE + HOUR, limit=9) == [sooner]
