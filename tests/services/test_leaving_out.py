"""Leaving exercises out: what it does to reminders that wait, to the open card and to the plan."""

from datetime import date, timedelta

import pytest

from bot.domain.errors import NothingLeft, NothingOnThoseDays, UnknownExercise
from bot.domain.offer import LeftOut
from bot.domain.periods import Period
from bot.domain.reminder import WITHDRAWN, State
from bot.domain.selection import Change, HowLong
from bot.store.transaction import SqlStore
from tests.services.acts import Acts
from tests.store.rows import DAY, HOUR, MINUTE, NINE

TUESDAY, NEXT_MONDAY = date(2026, 11, 24), date(2026, 11, 30)


@pytest.fixture
def acts(store: SqlStore) -> Acts:
    return Acts(store)


async def test_the_last_exercise_cannot_be_left_out_for_good_and_nothing_changes(acts: Acts) -> None:
    posted = await acts.gets_a_card()
    await acts.caring.leave_out(*acts.me, LeftOut(exercise=acts.knee, always=True))
    with pytest.raises(NothingLeft):
        await acts.caring.close(*acts.me, Change(leave_out=acts.hip, how_long=HowLong.LASTING))
    with pytest.raises(NothingLeft):
        await acts.caring.leave_out(*acts.me, LeftOut(exercise=acts.hip, until=NEXT_MONDAY))

    assert (await acts.row(posted)).state is State.SENT
    assert (await acts.me_now()).left_out == (LeftOut(exercise=acts.knee, always=True),)


async def test_on_weekdays_the_same_day_cannot_lose_both(acts: Acts) -> None:
    await acts.gets_a_card()
    await acts.caring.leave_out(*acts.me, LeftOut(exercise=acts.knee, weekdays=frozenset({0, 1})))
    with pytest.raises(NothingLeft):
        await acts.caring.leave_out(*acts.me, LeftOut(exercise=acts.hip, weekdays=frozenset({1})))
    await acts.caring.leave_out(*acts.me, LeftOut(exercise=acts.hip, weekdays=frozenset({2})))


async def test_the_open_card_keeps_what_it_came_with(acts: Acts) -> None:
    posted = await acts.gets_a_card()
    await acts.caring.leave_out(*acts.me, LeftOut(exercise=acts.knee, always=True))

    row = await acts.row(posted)
    assert (row.state, row.exercises) == (State.SENT, (acts.hip, acts.knee))
    card = await acts.completion.done(*acts.me)
    assert card.reminder.state is State.DONE


async def test_an_open_card_with_nothing_else_on_it_is_closed(acts: Acts) -> None:
    posted = await acts.gets_a_card()
    await acts.completion.done(*acts.me, exercise=acts.hip)
    await acts.caring.leave_out(*acts.me, LeftOut(exercise=acts.knee, always=True))

    row = await acts.row(posted)
    assert (row.state, row.counted, row.reason) == (State.SKIPPED, False, WITHDRAWN)


async def test_a_snooze_that_is_out_returns_without_what_was_left_out(acts: Acts) -> None:
    await acts.gets_a_card()
    await acts.closing.snooze(*acts.me, 10)
    await acts.caring.leave_out(*acts.me, LeftOut(exercise=acts.knee, always=True))

    [waiting] = await acts.waiting()
    assert waiting.exercises == (acts.hip,)
    assert (await acts.me_now()).next_at == waiting.due_at


async def test_a_snooze_of_nothing_else_does_not_return(acts: Acts) -> None:
    posted = await acts.gets_a_card()
    await acts.completion.done(*acts.me, exercise=acts.hip)
    await acts.closing.snooze(*acts.me, 10)
    await acts.caring.leave_out(*acts.me, LeftOut(exercise=acts.knee, until=NEXT_MONDAY))

    assert await acts.waiting() == []
    assert (await acts.me_now()).next_at == NINE + timedelta(hours=2, minutes=30)
    row = await acts.row(posted)
    assert (row.state, row.counted, row.reason) == (State.SKIPPED, False, WITHDRAWN)


async def test_what_was_put_back_comes_again_every_day(acts: Acts) -> None:
    await acts.gets_a_card()
    await acts.caring.leave_out(*acts.me, LeftOut(exercise=acts.knee, weekdays=frozenset({1}), until=NEXT_MONDAY))
    selected = await acts.caring.put_back(*acts.me, acts.knee)
    again = await acts.caring.put_back(*acts.me, acts.knee)

    assert selected.selection == again.selection
    assert len(again.selection.offered) == 2
    assert (await acts.me_now()).left_out == ()


async def test_what_is_over_is_forgotten_with_the_next_change(acts: Acts) -> None:
    await acts.gets_a_card()
    await acts.caring.leave_out(*acts.me, LeftOut(exercise=acts.knee, until=TUESDAY))
    acts.clock.at = NINE + DAY
    await acts.caring.leave_out(*acts.me, LeftOut(exercise=acts.hip, weekdays=frozenset({4})))

    assert [one.exercise for one in (await acts.me_now()).left_out] == [acts.hip]


async def test_the_room_is_that_of_what_the_day_offers(acts: Acts) -> None:
    """Half past four: with ten minutes of room there is place before half past five, with five a later one fits."""
    await acts.gets_a_card(NINE + 4 * HOUR + 52 * MINUTE)
    await acts.completion.done(*acts.me)
    later = (await acts.me_now()).next_at
    await acts.caring.leave_out(*acts.me, LeftOut(exercise=acts.hip, weekdays=frozenset({0})))
    sooner = (await acts.me_now()).next_at

    assert later is not None
    assert later.date() == TUESDAY
    assert sooner == NINE + 7 * HOUR + 22 * MINUTE  # 17:22 in Berlin: five minutes are enough for the short one


async def test_an_exercise_that_is_not_in_the_routine_is_refused(acts: Acts) -> None:
    await acts.gets_a_card()
    for attempt in (
        acts.caring.leave_out(*acts.me, LeftOut(exercise="handstand", always=True)),
        acts.caring.close(*acts.me, Change(leave_out="handstand")),
    ):
        with pytest.raises(UnknownExercise):
            await attempt


async def test_hours_on_nothing_but_days_that_offer_nothing_are_refused(acts: Acts) -> None:
    await acts.gets_a_card()
    await acts.caring.leave_out(*acts.me, LeftOut(exercise=acts.knee, weekdays=frozenset({1})))
    closed = await acts.caring.close(*acts.me, Change(leave_out=acts.hip, how_long=HowLong.LASTING))
    assert not closed.status.is_all_left_out
    before = await acts.me_now()
    with pytest.raises(NothingOnThoseDays):
        await acts.preferences.set_hours(*acts.me, [0, 2, 3, 4], ())
    assert await acts.me_now() == before
    await acts.preferences.set_hours(*acts.me, [1], [Period(9 * 60, 17 * 60)])


async def test_a_card_that_was_brought_back_is_snoozed_without_what_is_left_out(acts: Acts) -> None:
    posted = await acts.gets_a_card()
    await acts.caring.close(*acts.me, Change(leave_out=acts.hip, how_long=HowLong.WEEK))
    await acts.undoing.undo(*acts.me, reminder=posted.id)
    await acts.closing.snooze(*acts.me, 10)
    [waiting] = await acts.waiting()
    assert waiting.exercises == (acts.knee,)


async def test_a_card_that_was_brought_back_stays_open_whatever_is_put_back(acts: Acts) -> None:
    posted = await acts.gets_a_card(offering=(acts.hip,))
    await acts.caring.close(*acts.me, Change(leave_out=acts.hip, how_long=HowLong.WEEK))
    await acts.undoing.undo(*acts.me, reminder=posted.id)
    await acts.caring.put_back(*acts.me, acts.knee)
    assert (await acts.row(posted)).state is State.SENT
