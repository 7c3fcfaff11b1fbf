"""What is left out, for how long, and that no day is emptied by it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.offer import LeftOut, Offer
from bot.domain.selection import (
    Choice,
    HowLong,
    Selection,
    as_chosen,
    empties_a_day,
    leaves_nothing,
    pruned,
    seen_in,
    with_one,
    with_one_more,
)
from routines.loader import load_catalog

EXERCISES = load_catalog().routines[0].exercises
HIP, KNEE = (exercise.id for exercise in EXERCISES)
BOTH = frozenset({HIP, KNEE})
WEDNESDAY = date(2026, 11, 18)
NEXT_WEEK = date(2026, 11, 25)
EVERY_DAY = frozenset(range(7))
MONDAY_TUESDAY = frozenset({0, 1})

LEFT_OUT = st.builds(
    LeftOut,
    exercise=st.sampled_from([HIP, KNEE]),
    always=st.booleans(),
    until=st.none() | st.dates(WEDNESDAY - timedelta(days=9), WEDNESDAY + timedelta(days=9)),
    weekdays=st.frozensets(st.integers(0, 6)),
)
LEFT_OUTS = st.lists(LEFT_OUT, max_size=2, unique_by=lambda one: one.exercise).map(tuple)


def selection(*left_out: LeftOut, day: date = WEDNESDAY) -> Selection:
    return Selection(exercises=EXERCISES, left_out=left_out, day=day)


def offer(*left_out: LeftOut) -> Offer:
    return Offer(((HIP, 450), (KNEE, 90)), left_out)


@pytest.mark.parametrize(
    ("how_long", "until"),
    [(HowLong.TODAY, date(2026, 11, 19)), (HowLong.WEEK, NEXT_WEEK), (HowLong.LASTING, None)],
)
def test_today_is_over_tomorrow_and_a_week_in_seven_days(how_long: HowLong, until: date | None) -> None:
    assert how_long.until(WEDNESDAY) == until


def test_an_exercise_comes_again_on_the_day_that_was_named() -> None:
    until = LeftOut(exercise=KNEE, until=NEXT_WEEK)
    assert not selection(until, day=NEXT_WEEK - timedelta(days=1)).is_offered(KNEE)
    assert selection(until, day=NEXT_WEEK).is_offered(KNEE)
    assert selection(until, day=NEXT_WEEK).left_out_of(KNEE) is None
    assert pruned([until], day=NEXT_WEEK) == ()


def test_what_is_left_out_on_weekdays_is_offered_all_the_same() -> None:
    chosen = selection(LeftOut(exercise=KNEE, weekdays=MONDAY_TUESDAY))
    assert chosen.is_offered(KNEE)
    assert chosen.standing_only == MONDAY_TUESDAY


def test_leaving_out_replaces_how_it_was_left_out_before() -> None:
    before = (LeftOut(exercise=KNEE, weekdays=MONDAY_TUESDAY), LeftOut(exercise=HIP, until=NEXT_WEEK))
    after = with_one(before, LeftOut(exercise=KNEE, always=True))
    assert set(after) == {LeftOut(exercise=KNEE, always=True), LeftOut(exercise=HIP, until=NEXT_WEEK)}


@pytest.mark.parametrize(
    ("before", "until", "after"),
    [
        (LeftOut(exercise=KNEE), NEXT_WEEK, LeftOut(exercise=KNEE, until=NEXT_WEEK)),
        (
            LeftOut(exercise=KNEE, weekdays=MONDAY_TUESDAY),
            NEXT_WEEK,
            LeftOut(exercise=KNEE, until=NEXT_WEEK, weekdays=MONDAY_TUESDAY),
        ),
        (LeftOut(exercise=KNEE, until=NEXT_WEEK), date(2026, 11, 19), LeftOut(exercise=KNEE, until=NEXT_WEEK)),
        (LeftOut(exercise=KNEE, always=True), NEXT_WEEK, LeftOut(exercise=KNEE, always=True)),
        (LeftOut(exercise=KNEE, until=NEXT_WEEK), None, LeftOut(exercise=KNEE, always=True)),
    ],
)
def test_leaving_out_as_well_never_brings_an_exercise_back_sooner(
    before: LeftOut, until: date | None, after: LeftOut
) -> None:
    assert with_one_more([before], KNEE, until=until) == (after,)


@given(LEFT_OUTS)
def test_a_choice_that_changes_nothing_keeps_until_when_and_on_which_days(left_out: tuple[LeftOut, ...]) -> None:
    shown = selection(*left_out)
    seen = seen_in(shown, routine=None)
    kept = as_chosen(shown, seen, seen=seen)
    assert set(kept) == set(pruned(left_out, day=WEDNESDAY))


@given(LEFT_OUTS, LEFT_OUTS)
def test_a_form_that_was_saved_as_it_opened_changes_nothing_of_what_was_left_out_since(
    then: tuple[LeftOut, ...], now: tuple[LeftOut, ...]
) -> None:
    seen = seen_in(selection(*then), routine=None)
    for day in (WEDNESDAY, WEDNESDAY + timedelta(days=1), NEXT_WEEK):
        kept = as_chosen(selection(*now, day=day), seen, seen=seen)
        assert set(kept) == set(pruned(now, day=day))


@given(LEFT_OUTS, st.frozensets(st.sampled_from([HIP, KNEE])), st.frozensets(st.integers(0, 5)))
def test_what_is_chosen_is_what_is_shown_then(
    left_out: tuple[LeftOut, ...], wanted: frozenset[str], standing_only: frozenset[int]
) -> None:
    before = selection(*left_out)
    choice = Choice(routine=None, wanted=wanted, standing_only=standing_only)
    shown = selection(*as_chosen(before, choice, seen=seen_in(before, routine=None)))
    assert {exercise.id for exercise in shown.offered} == wanted
    assert shown.standing_only == standing_only


def test_what_is_not_wanted_stays_out_where_its_office_days_are_taken_back() -> None:
    shown = selection(LeftOut(exercise=KNEE, weekdays=frozenset(range(7))))
    seen = seen_in(shown, routine=None)
    [kept] = as_chosen(shown, replace(seen, standing_only=frozenset()), seen=seen)
    assert kept == LeftOut(exercise=KNEE, always=True)


def test_choosing_an_exercise_again_keeps_the_weekdays_without_it() -> None:
    shown = selection(LeftOut(exercise=KNEE, always=True, weekdays=MONDAY_TUESDAY))
    seen = seen_in(shown, routine=None)
    [kept] = as_chosen(shown, replace(seen, wanted=BOTH), seen=seen)
    assert kept == LeftOut(exercise=KNEE, weekdays=MONDAY_TUESDAY)


def test_a_routine_that_is_all_lying_has_no_office_days_to_choose() -> None:
    lying = tuple(replace(exercise, lying=True) for exercise in EXERCISES)
    monday = LeftOut(exercise=KNEE, weekdays=frozenset({0}))
    shown = Selection(exercises=lying, left_out=(monday,), day=WEDNESDAY)
    assert shown.standing == ()
    seen = seen_in(shown, routine=None)
    assert as_chosen(shown, seen, seen=seen) == (monday,)


@pytest.mark.parametrize("weekdays", [EVERY_DAY, frozenset(range(5))])
def test_what_is_left_out_on_every_day_with_hours_does_not_come_until_it_is_wanted_again(
    weekdays: frozenset[int],
) -> None:
    shown = replace(selection(LeftOut(exercise=KNEE, weekdays=weekdays)), weekdays=frozenset(range(5)))
    assert not shown.is_offered(KNEE)
    seen = seen_in(shown, routine=None)
    assert as_chosen(shown, replace(seen, wanted=BOTH), seen=seen) == ()
    fridays = replace(seen, wanted=BOTH, standing_only=seen.standing_only - {4})
    assert as_chosen(shown, fridays, seen=seen) == (LeftOut(exercise=KNEE, weekdays=weekdays - {4}),)


@pytest.mark.parametrize(
    ("before", "after", "empties"),
    [
        ((), (LeftOut(exercise=KNEE, always=True),), False),
        ((LeftOut(exercise=KNEE, always=True),), (LeftOut(exercise=HIP, always=True),), True),
        ((LeftOut(exercise=KNEE, always=True),), (LeftOut(exercise=HIP, until=date(2026, 11, 19)),), True),
        ((LeftOut(exercise=KNEE, weekdays=MONDAY_TUESDAY),), (LeftOut(exercise=HIP, weekdays=frozenset({1})),), True),
        ((LeftOut(exercise=KNEE, weekdays=MONDAY_TUESDAY),), (LeftOut(exercise=HIP, weekdays=frozenset({2})),), False),
        ((LeftOut(exercise=KNEE, until=NEXT_WEEK),), (LeftOut(exercise=HIP, weekdays=frozenset({0})),), True),
        ((LeftOut(exercise=KNEE, until=WEDNESDAY),), (LeftOut(exercise=HIP, always=True),), False),
    ],
)
def test_a_day_is_emptied_where_nothing_is_left_of_it(
    before: tuple[LeftOut, ...], after: tuple[LeftOut, ...], empties: bool
) -> None:
    assert empties_a_day(offer(*before), offer(*before, *after), since=WEDNESDAY) is empties


def test_a_day_that_was_empty_before_is_nobodys_fault() -> None:
    empty = (LeftOut(exercise=KNEE, weekdays=frozenset({0})), LeftOut(exercise=HIP, until=NEXT_WEEK))
    assert not empties_a_day(offer(*empty), offer(*empty), since=WEDNESDAY)


@pytest.mark.parametrize(
    ("left_out", "weekdays", "nothing"),
    [
        ((LeftOut(exercise=KNEE, always=True),), range(5), False),
        ((LeftOut(exercise=KNEE, always=True), LeftOut(exercise=HIP, until=NEXT_WEEK)), range(5), False),
        ((LeftOut(exercise=KNEE, always=True), LeftOut(exercise=HIP, always=True)), range(5), True),
        ((LeftOut(exercise=KNEE, weekdays=EVERY_DAY), LeftOut(exercise=HIP, always=True)), range(5), True),
        ((LeftOut(exercise=KNEE, weekdays=frozenset(range(5))), LeftOut(exercise=HIP, always=True)), range(5), True),
        ((LeftOut(exercise=KNEE, weekdays=frozenset(range(4))), LeftOut(exercise=HIP, always=True)), range(5), False),
    ],
)
def test_nothing_is_left_where_no_day_with_hours_offers_anything(
    left_out: tuple[LeftOut, ...], weekdays: range, nothing: bool
) -> None:
    assert leaves_nothing(offer(*left_out), weekdays=weekdays, since=WEDNESDAY, days=15) is nothing
