from collections.abc import Mapping
from dataclasses import replace

from bot.domain.board import Tally
from bot.domain.ids import MemberId
from bot.domain.member import Visibility
from bot.domain.reminder import Kind, Reminder, State
from bot.domain.scoring import Day
from bot.store.transaction import SqlStore
from tests.store.rows import (
    ACME,
    ANA,
    BEN,
    CLEO,
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    NINE,
    SECOND,
    add,
    join,
    member,
    reminder,
    sent,
)

NOTHING = Tally(done=0, reminders=0, offered=0, done_of_offered=0)
UNTIL = NINE + 7 * DAY


def closed(each: Reminder, state: State) -> Reminder:
    assert each.sent_at is not None
    return replace(each, state=state, closed_at=each.sent_at + 10 * MINUTE)


async def tick(store: SqlStore, each: Reminder, *exercises: str, late: bool = False) -> None:
    assert each.sent_at is not None
    at = each.sent_at + (HOUR if late else MINUTE)
    async with store.transaction() as tx:
        for exercise in exercises or each.exercises:
            await tx.reminders.complete(each, exercise, at=at)


async def days(store: SqlStore, who: MemberId = ANA) -> list[Day]:
    async with store.transaction() as tx:
        return list((await tx.standings.logbooks(ACME, [who], today=MONDAY + DAY))[who].days)


async def tallies(store: SqlStore) -> Mapping[MemberId, Tally]:
    async with store.transaction() as tx:
        return await tx.standings.tallies(ACME, [ANA, BEN, CLEO], after=NINE, until=UNTIL)


async def tally(store: SqlStore) -> Tally:
    return (await tallies(store))[ANA]


async def test_a_day_adds_up_what_was_sent_and_what_was_done(store: SqlStore) -> None:
    done, missed = closed(sent(NINE), State.DONE), closed(sent(NINE + HOUR), State.MISSED)
    half = sent(NINE + 2 * HOUR)
    extra = closed(sent(NINE + 3 * HOUR, kind=Kind.NOW, counted=False), State.DONE)
    await add(store, done, missed, half, extra)
    await tick(store, done)
    await tick(store, half, "hip-flex")
    await tick(store, extra)

    assert await days(store) == [Day(active_on=MONDAY, delivered=4, done=5)]


async def test_what_was_never_sent_makes_no_day(store: SqlStore) -> None:
    await add(store, reminder(NINE), reminder(NINE + HOUR, state=State.EXPIRED))

    assert await days(store) == []


async def test_days_come_oldest_first_and_each_member_has_their_own(store: SqlStore) -> None:
    tuesday = closed(sent(NINE + DAY), State.MISSED)
    monday = closed(sent(NINE), State.MISSED)
    night = closed(sent(NINE + 20 * HOUR, active_on=MONDAY), State.MISSED)
    await add(store, tuesday, monday, night, closed(sent(NINE, who=BEN), State.MISSED))

    assert [(day.active_on, day.delivered) for day in await days(store)] == [(MONDAY, 2), (MONDAY + DAY, 1)]
    assert [day.delivered for day in await days(store, BEN)] == [1]
    assert await days(store, CLEO) == []


async def test_a_tally_holds_what_was_sent_and_done_in_its_window(store: SqlStore) -> None:
    at_start, at_end = closed(sent(NINE), State.DONE), closed(sent(UNTIL), State.MISSED)
    inside = closed(sent(NINE + SECOND), State.DONE)
    after_end = closed(sent(UNTIL + SECOND), State.DONE)
    await add(store, at_start, inside, at_end, after_end)
    await tick(store, inside)
    await tick(store, after_end)
    async with store.transaction() as tx:
        await tx.reminders.complete(at_start, "hip-flex", at=NINE)
        await tx.reminders.complete(at_start, "glute-bridge", at=NINE + SECOND)

    assert await tally(store) == Tally(done=3, reminders=1, offered=2, done_of_offered=2)


async def test_whoever_did_nothing_has_an_empty_tally(store: SqlStore) -> None:
    done = closed(sent(NINE + HOUR, who=BEN), State.DONE)
    await add(store, done)
    await tick(store, done)

    full = Tally(done=2, reminders=1, offered=2, done_of_offered=2)
    assert await tallies(store) == {ANA: NOTHING, BEN: full, CLEO: NOTHING}


async def test_what_does_not_count_is_done_all_the_same(store: SqlStore) -> None:
    extra = closed(sent(NINE + HOUR, kind=Kind.NOW, counted=False), State.DONE)
    await add(store, extra)
    await tick(store, extra)

    assert await tally(store) == Tally(done=2, reminders=0, offered=0, done_of_offered=0)


async def test_a_card_open_and_untouched_at_the_end_of_the_window_is_left_out_of_it(store: SqlStore) -> None:
    still_open, missed_later = sent(UNTIL - HOUR), sent(UNTIL - MINUTE)
    done_later = sent(UNTIL - SECOND)
    await add(store, still_open, closed(missed_later, State.MISSED), closed(done_later, State.DONE))
    await tick(store, done_later)

    assert await tally(store) == NOTHING


async def test_a_half_done_card_counts_although_it_is_open(store: SqlStore) -> None:
    half = sent(NINE + HOUR)
    await add(store, half)
    await tick(store, half, "hip-flex")

    assert await tally(store) == Tally(done=1, reminders=1, offered=2, done_of_offered=1)


async def test_ticking_a_snoozed_reminder_when_it_is_back_answers_the_first(store: SqlStore) -> None:
    first = closed(sent(NINE + HOUR), State.SNOOZED)
    back = sent(NINE + 2 * HOUR, kind=Kind.SNOOZE, origin=first.id, counted=False)
    await add(store, first, closed(back, State.DONE))
    await tick(store, back)
    await tick(store, first, "hip-flex", late=True)

    assert await tally(store) == Tally(done=3, reminders=1, offered=2, done_of_offered=2)


async def test_everybody_who_did_something_is_counted_unless_they_stopped(store: SqlStore) -> None:
    for who in (ANA, BEN, CLEO):
        each = closed(sent(NINE + HOUR, who=who), State.DONE)
        await add(store, each)
        await tick(store, each)
    async with store.transaction() as tx:
        await tx.members.save(member(BEN, stopped_at=NINE + DAY))

        at = NINE + HOUR + MINUTE
        assert await tx.standings.done(ACME, after=NINE, until=at) == {ANA: 2, CLEO: 2}
        assert await tx.standings.done(ACME, after=at, until=UNTIL) == {}
        assert await tx.standings.done(ACME, after=NINE, until=at - SECOND) == {}


async def test_those_are_shown_who_asked_for_it_and_have_not_stopped(store: SqlStore) -> None:
    shown = {"visibility": Visibility.SHOWN}
    async with store.transaction() as tx:
        await join(tx, member(ANA, **shown), member(BEN), member(CLEO, **shown, stopped_at=NINE))

        assert await tx.standings.shown(ACME) == {ANA}
