"""Closing a card that is not to be done, and leaving exercises out: what it does to cards, scores, runs and plans."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.errors import NothingLeft, ZoneMissing
from bot.domain.offer import LeftOut
from bot.domain.pauses import PauseFor
from bot.domain.reminder import WITHDRAWN, Kind, State
from bot.domain.scoring import Logbook, own_week
from bot.domain.selection import Change, HowLong
from bot.store.transaction import SqlStore
from tests.services.acts import Acts
from tests.store.rows import ACME, ANA, DAY, HOUR, MINUTE, MONDAY, NINE, sent

TUESDAY, NEXT_MONDAY = date(2026, 11, 24), date(2026, 11, 30)
WEEKDAYS = frozenset(range(5))


@pytest.fixture
def acts(store: SqlStore) -> Acts:
    return Acts(store)


async def streak(acts: Acts, today: date) -> int:
    async with acts.store.transaction() as tx:
        books = await tx.standings.logbooks(ACME, [ANA], today=today)
    return own_week(books.get(ANA, Logbook()), today=today).streak.length


def leave_out(exercise: str, how_long: HowLong = HowLong.TODAY) -> Change:
    return Change(leave_out=exercise, how_long=how_long)


async def test_closing_counts_for_and_against_nobody(acts: Acts) -> None:
    posted = await acts.gets_a_card()
    acts.clock.at += 5 * MINUTE
    selected = await acts.caring.close(*acts.me, Change())

    row = await acts.row(posted)
    assert (row.state, row.counted, row.reason) == (State.SKIPPED, False, WITHDRAWN)
    assert selected.card is not None
    assert selected.card.reminder.id == posted.id
    assert (await acts.tally()).reminders == 0
    assert (await acts.me_now()).left_out == ()


async def test_the_whole_interval_follows_and_the_card_is_drawn(acts: Acts) -> None:
    posted = await acts.gets_a_card()
    acts.clock.at += 5 * MINUTE
    selected = await acts.caring.close(*acts.me, Change())

    assert selected.status.next_at == acts.clock.at + timedelta(hours=2, minutes=30)
    acts.clock.at += MINUTE
    assert [errand.reminder for errand in await acts.errands_due()] == [posted.id]


@pytest.mark.parametrize("how_often", [0, 1, 2])
@pytest.mark.parametrize("is_out", [False, True])
async def test_a_pause_and_a_stop_leave_the_same_mark_on_a_card_as_closing_it(
    acts: Acts, how_often: int, is_out: bool
) -> None:
    marks = []
    ways: list[Callable[[], Awaitable[object]]] = [
        lambda: acts.caring.close(*acts.me, Change()),
        lambda: acts.caring.close(*acts.me, Change(pauses=True)),
        lambda: acts.preferences.pause(*acts.me, PauseFor(timedelta(hours=2))),
    ]
    for day, withdraws in enumerate(ways):
        latest = await acts.gets_a_card(NINE + day * DAY)
        chain = [latest]
        for _ in range(how_often):
            await acts.closing.snooze(*acts.me, 10)
            chain.append(await acts.gets_it_back())
        if is_out and how_often < 2:
            await acts.closing.snooze(*acts.me, 10)
        await withdraws()
        rows = [await acts.row(one) for one in chain]
        marks.append([(row.state, row.reason, row.counted, row.snoozed_until is None) for row in rows])
        assert rows[-1].closed_at == (await acts.me_now()).skipped_at == acts.clock.at
        await acts.preferences.resume(*acts.me)

    assert marks[0] == marks[1] == marks[2]


async def test_a_card_that_the_version_before_took_away_is_read_as_withdrawn(acts: Acts) -> None:
    posted = await acts.gets_a_card()
    async with acts.store.transaction() as tx:
        gone = replace(posted.become(State.MISSED), counted=False, reason=WITHDRAWN, removed=True)
        await tx.reminders.save(gone)
    card = await acts.completion.done(*acts.me, reminder=posted.id, exercise=acts.hip)

    assert card.reminder.is_withdrawn
    assert (await acts.completion.done(*acts.me, reminder=posted.id)).reminder.state is State.DONE


@pytest.mark.parametrize("how_often", [1, 2])
async def test_a_chain_of_snoozes_counts_for_nobody_and_its_return_is_called_off(acts: Acts, how_often: int) -> None:
    await acts.gets_a_card()
    for _ in range(how_often):
        await acts.closing.snooze(*acts.me, 10)
        await acts.gets_it_back()
    assert (await acts.tally()).reminders == 1
    await acts.caring.close(*acts.me, Change())

    assert (await acts.tally()).reminders == 0
    assert await streak(acts, TUESDAY) == 0
    assert await acts.waiting() == []


async def test_a_snoozed_card_is_closed_and_does_not_return(acts: Acts) -> None:
    await acts.gets_a_card()
    await acts.closing.snooze(*acts.me, 10)
    selected = await acts.caring.close(*acts.me, Change())

    assert selected.card is not None
    assert selected.card.reminder.state is State.SKIPPED
    assert await acts.waiting() == []


async def does_one_a_day(acts: Acts, days: int) -> None:
    for day in range(days):
        await acts.gets_a_card(NINE + day * DAY)
        await acts.completion.done(*acts.me)


async def test_the_streak_stands_still_on_a_day_that_was_closed(acts: Acts) -> None:
    await does_one_a_day(acts, 2)
    await acts.gets_a_card(NINE + 2 * DAY)
    await acts.caring.close(*acts.me, Change())

    assert await streak(acts, MONDAY + timedelta(days=3)) == 2


async def test_so_it_does_where_the_card_had_been_moved_down_before(acts: Acts) -> None:
    await does_one_a_day(acts, 2)
    first = await acts.gets_a_card(NINE + 2 * DAY)
    again = sent(NINE + 2 * DAY + HOUR, origin=first.id, kind=Kind.NOW, counted=False, exercises=first.exercises)
    acts.clock.at = again.due_at
    async with acts.store.transaction() as tx:
        await tx.reminders.save(replace(first.become(State.MISSED), closed_at=again.due_at))
        await tx.reminders.add([again])
    await acts.caring.close(*acts.me, Change())

    assert await streak(acts, MONDAY + timedelta(days=3)) == 2


async def test_so_it_does_on_a_day_that_was_paused_with_a_card_open(acts: Acts) -> None:
    await does_one_a_day(acts, 2)
    await acts.gets_a_card(NINE + 2 * DAY)
    await acts.preferences.pause(*acts.me, PauseFor(timedelta(hours=2)))

    assert await streak(acts, MONDAY + timedelta(days=3)) == 2


async def test_a_plain_skip_ends_the_streak(acts: Acts) -> None:
    await does_one_a_day(acts, 2)
    await acts.gets_a_card(NINE + 2 * DAY)
    await acts.closing.skip(*acts.me)

    assert await streak(acts, MONDAY + timedelta(days=3)) == 0


async def test_what_was_done_before_it_was_closed_still_extends_the_streak(acts: Acts) -> None:
    await does_one_a_day(acts, 2)
    await acts.gets_a_card(NINE + 2 * DAY)
    await acts.completion.done(*acts.me, exercise=acts.hip)
    await acts.caring.close(*acts.me, leave_out(acts.knee))

    assert await streak(acts, MONDAY + timedelta(days=3)) == 3
    async with acts.store.transaction() as tx:
        tallies = await tx.standings.tallies(ACME, [ANA], after=NINE + DAY, until=NINE + 3 * DAY)
    assert tallies[ANA].reminders == 0


async def test_undo_brings_the_card_back_counted_and_leaves_out_what_was_left_out(acts: Acts) -> None:
    posted = await acts.gets_a_card()
    await acts.caring.close(*acts.me, leave_out(acts.hip, HowLong.WEEK))
    card = await acts.undoing.undo(*acts.me, reminder=posted.id)

    assert card.reminder.state is State.SENT
    assert card.reminder.reason is None
    assert [exercise.id for exercise in card.exercises] == [acts.hip, acts.knee]
    assert (await acts.tally()).reminders == 0  # still open, and nobody has touched it
    assert (await acts.row(posted)).counted
    assert (await acts.me_now()).left_out == (LeftOut(exercise=acts.hip, until=NEXT_MONDAY),)


async def test_undoing_it_after_a_snooze_counts_the_chain_again(acts: Acts) -> None:
    first = await acts.gets_a_card()
    await acts.closing.snooze(*acts.me, 10)
    back = await acts.gets_it_back()
    await acts.caring.close(*acts.me, Change())
    await acts.undoing.undo(*acts.me, reminder=back.id)

    assert (await acts.row(first)).counted
    assert (await acts.row(first)).reason is None


async def test_a_skip_after_an_undo_is_a_plain_one(acts: Acts) -> None:
    posted = await acts.gets_a_card()
    await acts.caring.close(*acts.me, Change())
    await acts.undoing.undo(*acts.me, reminder=posted.id)
    await acts.closing.skip(*acts.me)

    row = await acts.row(posted)
    assert (row.state, row.counted, row.reason) == (State.SKIPPED, True, None)


async def test_closing_twice_changes_nothing_more(acts: Acts) -> None:
    posted = await acts.gets_a_card()
    first = await acts.caring.close(*acts.me, leave_out(acts.hip))
    acts.clock.at += MINUTE
    second = await acts.caring.close(*acts.me, leave_out(acts.hip))

    assert second.card is None
    assert second.status.next_at == first.status.next_at
    assert (await acts.row(posted)).state is State.SKIPPED


async def test_a_card_that_was_skipped_or_done_stays_as_it_is(acts: Acts) -> None:
    posted = await acts.gets_a_card()
    await acts.closing.skip(*acts.me)
    assert (await acts.caring.close(*acts.me, Change())).card is None
    assert (await acts.row(posted)).counted


@pytest.mark.parametrize(
    ("how_long", "until"), [(HowLong.TODAY, TUESDAY), (HowLong.WEEK, NEXT_MONDAY), (HowLong.LASTING, None)]
)
async def test_the_exercise_is_left_out_until_the_day_that_was_chosen(
    acts: Acts, how_long: HowLong, until: date | None
) -> None:
    await acts.gets_a_card()
    await acts.caring.close(*acts.me, leave_out(acts.hip, how_long))

    assert (await acts.me_now()).left_out == (LeftOut(exercise=acts.hip, always=until is None, until=until),)


@pytest.mark.parametrize(
    ("how_long", "until"),
    [
        (HowLong.TODAY, NINE + DAY - HOUR),  # nine in Berlin, an hour ahead
        (HowLong.WEEK, NINE + 7 * DAY - HOUR),
        (HowLong.LASTING, None),
    ],
)
async def test_all_reminders_can_be_paused_and_the_card_stays_closed(
    acts: Acts, how_long: HowLong, until: object
) -> None:
    posted = await acts.gets_a_card()
    selected = await acts.caring.close(*acts.me, Change(pauses=True, how_long=how_long))

    member = await acts.me_now()
    assert (member.paused, member.paused_until) == (True, until)
    assert (await acts.row(posted)).state is State.SKIPPED
    assert selected.card is not None
    assert not selected.card.can_undo


async def test_a_card_closed_in_need_may_leave_days_without_a_reminder(acts: Acts) -> None:
    """Tuesday has the standing one alone, which is left out until Monday: Wednesday has the other one."""
    await acts.gets_a_card()
    await acts.caring.leave_out(*acts.me, LeftOut(exercise=acts.knee, weekdays=frozenset({1})))
    await acts.gets_a_card(NINE + 6 * HOUR)  # too late for another one on that day
    selected = await acts.caring.close(*acts.me, leave_out(acts.hip, HowLong.WEEK))

    assert selected.status.next_at is not None
    assert selected.status.next_at.date() == date(2026, 11, 25)


async def test_where_every_working_day_would_be_empty_for_good_a_pause_is_the_way(acts: Acts) -> None:
    await acts.gets_a_card()
    await acts.caring.leave_out(*acts.me, LeftOut(exercise=acts.knee, weekdays=WEEKDAYS))
    with pytest.raises(NothingLeft):
        await acts.caring.close(*acts.me, leave_out(acts.hip, HowLong.LASTING))
    selected = await acts.caring.close(*acts.me, leave_out(acts.hip, HowLong.WEEK))

    assert selected.status.next_at is not None
    assert selected.status.next_at.date() == NEXT_MONDAY


async def test_without_a_zone_a_pause_has_no_end_to_name(acts: Acts) -> None:
    posted = await acts.gets_a_card()
    without_a_zone = replace(await acts.me_now(), zone=None)
    async with acts.store.transaction() as tx:
        await tx.members.save(without_a_zone)
    with pytest.raises(ZoneMissing):
        await acts.caring.close(*acts.me, Change(pauses=True))
    await acts.caring.leave_out(*acts.me, LeftOut(exercise=acts.knee, until=TUESDAY))
    assert (await acts.row(posted)).state is State.SENT


@pytest.mark.parametrize("sent", [True, False])
async def test_with_nothing_open_the_change_is_made_all_the_same(acts: Acts, sent: bool) -> None:
    await acts.gets_a_card()
    await acts.completion.done(*acts.me)
    selected = await acts.caring.close(*acts.me, leave_out(acts.knee) if sent else Change())

    assert selected.card is None
    assert bool((await acts.me_now()).left_out) is sent


async def test_the_form_is_opened_for_the_card_that_was_pressed(acts: Acts) -> None:
    posted = await acts.gets_a_card()
    form = await acts.caring.shown(*acts.me, reminder=posted.id, at=posted.ref)
    assert form == await acts.caring.shown(*acts.me)
    assert (form.selection.day, form.reminder) == (MONDAY, posted.id)
    assert form.selection == await acts.caring.selection(*acts.me)


async def test_with_no_card_open_the_form_is_about_none(acts: Acts) -> None:
    await acts.gets_a_card()
    await acts.completion.done(*acts.me)
    assert (await acts.caring.shown(*acts.me)).reminder is None
