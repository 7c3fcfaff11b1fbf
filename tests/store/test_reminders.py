from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.ids import ChannelId, MessageRef, MessageTs
from bot.domain.reminder import Completion, Kind, Reminder, State
from bot.store.transaction import SqlStore
from tests.store.rows import ACME, ANA, BEN, DAY, HOUR, MINUTE, MONDAY, NINE, SECOND, add, reminder, sent

FIRST, SECOND_ONE, LAST = sent(NINE), sent(NINE + 3 * HOUR), sent(NINE + 6 * HOUR)


async def test_a_reminder_comes_back_just_as_it_was_saved(store: SqlStore) -> None:
    changed = replace(
        reminder(),
        kind=Kind.SNOOZE,
        exercises=("one",),
        opener=3,
        state=State.SNOOZED,
        counted=False,
        snoozes=2,
        snoozed_until=NINE + HOUR,
        attempted_at=NINE,
        ref=MessageRef(ChannelId("D1"), MessageTs("1.000100")),
        sent_at=NINE + SECOND,
        closed_at=NINE + MINUTE,
        closes_at=NINE + DAY,
        removed=True,
        reason="late",
    )
    await add(store, reminder())
    async with store.transaction() as tx:
        assert await tx.reminders.get(ACME, reminder().id) == reminder()
        saved = await tx.reminders.save(changed)

    async with store.transaction() as tx:
        assert await tx.reminders.get(ACME, reminder().id, lock=True) == saved == replace(changed, version=1)


async def test_every_save_has_the_next_version_whatever_the_copy_says(store: SqlStore) -> None:
    await add(store, reminder())
    async with store.transaction() as tx:
        versions = [(await tx.reminders.save(reminder())).version for _ in range(3)]

    assert versions == [1, 2, 3]


async def test_a_member_has_one_reminder_for_a_moment(store: SqlStore) -> None:
    await add(store, reminder())
    async with store.transaction() as tx:
        await tx.reminders.add([])
        await tx.reminders.add([replace(reminder(), opener=5), replace(reminder(), id=LAST.id, opener=6)])

        assert await tx.reminders.unsent(ACME, ANA) == [reminder()]


async def test_the_latest_reminder_is_the_one_sent_last_whatever_became_of_it(store: SqlStore) -> None:
    await add(store, replace(LAST, state=State.MISSED), FIRST, reminder(NINE + 9 * HOUR), sent(NINE + DAY, who=BEN))

    async with store.transaction() as tx:
        assert await tx.reminders.latest(ACME, ANA) == replace(LAST, state=State.MISSED)


async def test_before_the_first_sent_one_there_is_no_latest_reminder(store: SqlStore) -> None:
    await add(store, reminder())

    async with store.transaction() as tx:
        assert await tx.reminders.latest(ACME, ANA, lock=True) is None


async def test_open_reminders_are_the_sent_ones_of_these_members(store: SqlStore) -> None:
    bens = sent(NINE, who=BEN)
    await add(store, FIRST, replace(SECOND_ONE, state=State.DONE), reminder(NINE + DAY), bens)

    async with store.transaction() as tx:
        assert await tx.reminders.open_ones(ACME, [ANA]) == [FIRST]
        assert set(await tx.reminders.open_ones(ACME, [ANA, BEN])) == {FIRST, bens}
        assert await tx.reminders.open_ones(ACME, []) == []


async def test_unsent_reminders_come_by_their_moment(store: SqlStore) -> None:
    later, sooner = reminder(NINE + HOUR), reminder(NINE)
    await add(store, later, sooner, LAST, reminder(NINE + DAY, state=State.EXPIRED), reminder(NINE, who=BEN))

    async with store.transaction() as tx:
        assert await tx.reminders.unsent(ACME, ANA) == [sooner, later]


@pytest.mark.parametrize(("early", "found"), [(SECOND, []), (timedelta(), [reminder()])])
async def test_a_pending_reminder_is_due_from_its_moment_on(
    store: SqlStore, early: timedelta, found: list[Reminder]
) -> None:
    await add(store, reminder())

    async with store.transaction() as tx:
        assert await tx.reminders.to_post(ACME, due_by=NINE - early, limit=10) == found


async def test_pending_reminders_come_earliest_first_and_no_more_than_asked_for(store: SqlStore) -> None:
    waiting = [reminder(NINE + number * MINUTE) for number in range(3)]
    await add(store, *reversed(waiting), LAST)

    async with store.transaction() as tx:
        assert await tx.reminders.to_post(ACME, due_by=NINE + DAY, limit=2) == waiting[:2]


async def test_the_reminders_since_a_day_are_those_sent_on_it_and_later(store: SqlStore) -> None:
    earlier = sent(NINE - DAY)
    unsent = reminder(NINE + HOUR)
    await add(store, LAST, FIRST, earlier, unsent)

    async with store.transaction() as tx:
        assert await tx.reminders.since(ACME, ANA, active_on=MONDAY) == [FIRST, LAST]
        assert await tx.reminders.since(ACME, ANA, active_on=MONDAY - DAY) == [earlier, FIRST, LAST]


async def test_the_reminders_before_a_moment_come_newest_first_and_no_more_than_asked_for(store: SqlStore) -> None:
    earlier = sent(NINE - DAY)
    await add(store, LAST, FIRST, earlier, reminder(NINE + HOUR))

    async with store.transaction() as tx:
        assert LAST.sent_at is not None
        assert await tx.reminders.sent_before(ACME, ANA, LAST.sent_at, limit=5) == [FIRST, earlier]
        assert await tx.reminders.sent_before(ACME, ANA, LAST.sent_at, limit=1) == [FIRST]


async def test_an_exercise_is_ticked_off_once(store: SqlStore) -> None:
    await add(store, FIRST)
    async with store.transaction() as tx:
        assert await tx.reminders.complete(FIRST, "hip-flex", at=NINE)
        assert not await tx.reminders.complete(FIRST, "hip-flex", at=NINE + MINUTE)

    async with store.transaction() as tx:
        found = await tx.reminders.completions(ACME, [FIRST.id, LAST.id])
    assert found == [Completion(reminder=FIRST.id, exercise="hip-flex", completed_at=NINE)]


async def test_one_exercise_or_all_of_a_reminder_can_be_taken_back(store: SqlStore) -> None:
    await add(store, FIRST, LAST)
    async with store.transaction() as tx:
        for each in (FIRST, LAST):
            for exercise in each.exercises:
                await tx.reminders.complete(each, exercise, at=NINE)
        await tx.reminders.take_back(FIRST, exercise="hip-flex")
        left = await tx.reminders.completions(ACME, [FIRST.id])
        assert [completion.exercise for completion in left] == ["glute-bridge"]

        await tx.reminders.take_back(FIRST)
        assert await tx.reminders.completions(ACME, [FIRST.id]) == []
        assert len(await tx.reminders.completions(ACME, [LAST.id])) == 2


async def test_the_last_completion_is_the_members_own(store: SqlStore) -> None:
    bens = sent(NINE, who=BEN)
    await add(store, FIRST, bens)
    async with store.transaction() as tx:
        assert await tx.reminders.last_completed_at(ACME, ANA) is None
        await tx.reminders.complete(FIRST, "hip-flex", at=NINE)
        await tx.reminders.complete(FIRST, "glute-bridge", at=NINE + MINUTE)
        await tx.reminders.complete(bens, "hip-flex", at=NINE + HOUR)

        assert await tx.reminders.last_completed_at(ACME, ANA) == NINE + MINUTE


async def test_the_last_closing_is_of_one_state(store: SqlStore) -> None:
    def closed(each: Reminder, state: State, at: datetime) -> Reminder:
        return replace(each, state=state, closed_at=at)

    await add(
        store,
        closed(FIRST, State.SKIPPED, NINE + MINUTE),
        closed(SECOND_ONE, State.SKIPPED, NINE + 4 * HOUR),
        closed(LAST, State.DONE, NINE + 7 * HOUR),
    )
    async with store.transaction() as tx:
        assert await tx.reminders.last_closed_at(ACME, ANA, state=State.SKIPPED) == NINE + 4 * HOUR
        assert await tx.reminders.last_closed_at(ACME, ANA, state=State.MOVED) is None
        assert await tx.reminders.last_closed_at(ACME, BEN, state=State.SKIPPED) is None


async def test_a_sound_is_noted_without_a_new_version(store: SqlStore) -> None:
    await add(store, FIRST)
    for sound in (MessageTs("1700000000.000001"), None):
        async with store.transaction() as tx:
            await tx.reminders.note_sound(ACME, FIRST.id, sound)
        async with store.transaction() as tx:
            noted = await tx.reminders.get(ACME, FIRST.id)
        assert noted == replace(FIRST, guide_sound=sound)
