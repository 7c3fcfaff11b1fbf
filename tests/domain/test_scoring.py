from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.scoring import Day, Logbook, own_week, recorded_until, share_percent, week_of
from bot.domain.streak import Streak

WEDNESDAY = date(2026, 11, 18)


def day(active_on: date, done: int) -> Day:
    return Day(active_on=active_on, delivered=3, done=done)


def logbook(*days: Day) -> Logbook:
    return Logbook(days=days)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Logbook, date]:
    """A history of up to ten weeks, and a today after it or in its last days."""
    dates = draw(st.sets(st.integers(0, 70), max_size=40))
    counts = st.integers(0, 8)
    days = [
        Day(active_on=FIRST + timedelta(days=number), delivered=draw(counts), done=draw(counts))
        for number in sorted(dates)
    ]
    return logbook(*days), FIRST + timedelta(days=draw(st.integers(66, 90)))


FIRST = date(2026, 9, 3)
THIS_WEEK = (day(date(2026, 11, 16), 6), day(date(2026, 11, 17), 6), day(WEDNESDAY, 2))
LAST_WEEK = (day(date(2026, 11, 9), 6), day(date(2026, 11, 15), 4))


@pytest.mark.parametrize("number", range(16, 23))
def test_a_week_runs_from_monday_to_sunday(number: int) -> None:
    assert week_of(date(2026, 11, number)) == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("done", "offered", "reminders", "percent"),
    [
        (14, 15, 5, 93),
        (0, 10, 5, 0),
        (10, 10, 5, 100),
        (12, 10, 5, 100),
        (1, 200, 100, 1),
        (1, 201, 101, 0),
        (4, 4, 4, None),
        (0, 0, 5, None),
    ],
)
def test_a_share_is_in_whole_per_cent_from_five_reminders_up(
    done: int, offered: int, reminders: int, percent: int | None
) -> None:
    assert share_percent(done=done, offered=offered, reminders=reminders) == percent


@given(st.integers(min_value=0, max_value=500), st.integers(min_value=1, max_value=500))
def test_a_share_lies_within_half_a_per_cent_of_the_exact_one(done: int, offered: int) -> None:
    percent = share_percent(done=done, offered=offered, reminders=5)
    assert percent is not None
    assert abs(percent - min(100, 100 * done / offered)) <= 0.5


def test_the_own_week_adds_up_by_day_and_overall() -> None:
    week = own_week(logbook(*LAST_WEEK, *THIS_WEEK), today=WEDNESDAY)
    assert week.done == 14
    assert [count for _, count in week.by_day] == [6, 6, 2]
    assert week.best_week == 10
    assert week.is_best
    assert week.streak == Streak(length=5, best=5, free_days=1)


def test_days_with_nothing_done_are_left_out_of_the_week() -> None:
    week = own_week(logbook(*THIS_WEEK, day(date(2026, 11, 19), 0)), today=date(2026, 11, 20))
    assert [on for on, _ in week.by_day] == [date(2026, 11, 16), date(2026, 11, 17), WEDNESDAY]


def test_the_first_week_is_nobodys_best() -> None:
    week = own_week(logbook(*THIS_WEEK), today=WEDNESDAY)
    assert (week.best_week, week.is_best) == (0, False)


def test_a_week_level_with_the_best_is_not_a_new_best() -> None:
    assert not own_week(logbook(day(date(2026, 11, 9), 14), *THIS_WEEK), today=WEDNESDAY).is_best


def test_somebody_new_has_an_empty_week() -> None:
    week = own_week(logbook(), today=WEDNESDAY)
    assert (week.done, week.by_day, week.best_week, week.is_best, week.streak) == (0, (), 0, False, Streak())


@given(histories(), st.integers(0, 12))
def test_whatever_of_a_logbook_is_in_its_record_the_own_week_is_the_same(
    history: tuple[Logbook, date], weeks: int
) -> None:
    whole, today = history
    until = week_of(today) - timedelta(weeks=weeks)
    assert own_week(whole.recorded(until), today=today) == own_week(whole, today=today)


@given(histories(), st.integers(0, 12), st.integers(0, 12))
def test_a_record_is_the_same_however_often_it_is_brought_forward(
    history: tuple[Logbook, date], weeks: int, more: int
) -> None:
    whole, today = history
    until = week_of(today) - timedelta(weeks=weeks)
    assert whole.recorded(until - timedelta(weeks=more)).recorded(until) == whole.recorded(until)


def test_a_record_never_goes_back() -> None:
    recorded = logbook(*LAST_WEEK, *THIS_WEEK).recorded(week_of(WEDNESDAY))
    assert recorded.days == THIS_WEEK
    assert recorded.recorded(date(2026, 11, 9)) == recorded


@pytest.mark.parametrize("number", range(16, 23))
def test_a_record_leaves_the_two_weeks_before_this_one_alone(number: int) -> None:
    assert recorded_until(date(2026, 11, number)) == date(2026, 11, 2)
