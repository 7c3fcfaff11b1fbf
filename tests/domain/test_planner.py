"""Each timing law on both sides of its boundary, in UTC on Monday 16 November 2026."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.offer import LeftOut, Offer, room
from bot.domain.periods import Period, Week
from bot.domain.planner import (
    History,
    Schedule,
    anchor,
    closes_at,
    emptied_days,
    may_be_sent,
    next_reminder_at,
    snooze_fits,
)

SECOND = timedelta(seconds=1)
NO_HOURS = Week(((),) * 7)
LONG_AGO = History(joined_at=datetime(2026, 1, 1, tzinfo=UTC))


def at(clock: str, day: int = 16) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day} {clock}").replace(tzinfo=UTC)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def daily(*periods: str) -> Week:
    def minute(clock: str) -> int:
        hours, _, rest = clock.partition(":")
        return int(hours) * 60 + int(rest or 0)

    return Week((tuple(Period.of(*map(minute, period.split("-"))) for period in periods),) * 7)


def schedule(*periods: str, interval: int = 150, first_gap: int = 150, settle: int = 5, room: float = 10) -> Schedule:
    return Schedule(
        interval=minutes(interval),
        week=daily(*periods),
        zone="UTC",
        offer=Offer((("both", round(room * 60)),)),
        first_gap=minutes(first_gap),
        settle=minutes(settle),
    )


def due(chosen: Schedule, history: History = LONG_AGO, *, now: datetime | None = None) -> datetime | None:
    return next_reminder_at(chosen, history, now=at("00:00") if now is None else now)


ANCHORS = ("joined_at", "resumed_at", "last_sent_at", "last_completed_at", "moved_at", "skipped_at")


@pytest.mark.parametrize("name", ANCHORS)
def test_the_interval_counts_from_whatever_came_last(name: str) -> None:
    moments: dict[str, Any] = dict.fromkeys(ANCHORS, at("09:30")) | {name: at("11:00")}
    history = History(**moments)
    assert anchor(history, stretch_start=at("09:00")) == at("11:00")
    assert due(schedule("9-18"), history, now=at("11:00")) == at("13:30")


def test_an_anchor_at_the_start_of_a_stretch_is_not_inside_it() -> None:
    chosen = schedule("9-18", first_gap=140)
    assert due(chosen, History(joined_at=at("09:00")), now=at("09:00")) == at("11:20")
    assert due(chosen, History(joined_at=at("09:00:01")), now=at("09:00:01")) == at("11:30:01")


def test_two_hours_without_a_period_begin_a_new_stretch() -> None:
    history = replace(LONG_AGO, last_sent_at=at("11:00"))
    one, two = schedule("9-12", "13:59-18", first_gap=140), schedule("9-12", "14-18", first_gap=140)
    assert due(one, history, now=at("11:00")) == at("14:04")  # 13:30 is between the two: opening + settle
    assert due(two, history, now=at("11:00")) == at("16:20")


def test_an_anchor_between_two_periods_is_inside_the_stretch() -> None:
    history = replace(LONG_AGO, moved_at=at("12:30"))
    assert due(schedule("9-12", "13-18"), history, now=at("12:30")) == at("15:00")


@pytest.mark.parametrize(("candidate", "expected"), [("11:49:59", "11:49:59"), ("11:50", "11:50"), ("11:50:01", None)])
def test_room_must_fit_before_the_period_ends(candidate: str, expected: str | None) -> None:
    history = replace(LONG_AGO, last_sent_at=at(candidate) - minutes(150))
    wanted = at("11:30", day=17) if expected is None else at(expected)
    assert due(schedule("9-12"), history, now=at("09:30")) == wanted


@pytest.mark.parametrize("candidate", ["11:55", "12:00", "12:59:59"])
def test_what_does_not_fit_before_a_break_comes_after_it_and_settles(candidate: str) -> None:
    history = replace(LONG_AGO, last_sent_at=at(candidate) - minutes(150))
    assert due(schedule("9-12", "13-18"), history, now=at("10:30")) == at("13:05")


def test_a_candidate_at_the_opening_after_a_break_needs_no_settling() -> None:
    history = replace(LONG_AGO, last_sent_at=at("10:30"))
    assert due(schedule("9-12", "13-18"), history, now=at("10:30")) == at("13:00")


def test_a_period_too_short_after_a_break_is_passed_over() -> None:
    history = replace(LONG_AGO, last_sent_at=at("09:30"))
    assert due(schedule("9-12", "12:20-12:34", "13-18"), history, now=at("10:00")) == at("13:05")
    assert due(schedule("9-12", "12:20-12:35", "13-18"), history, now=at("10:00")) == at("12:25")


@pytest.mark.parametrize(("end", "expected"), [("11:10", "11:00"), ("11:09", None)])
def test_a_first_one_is_pulled_back_to_two_hours_after_the_start_at_the_earliest(
    end: str, expected: str | None
) -> None:
    assert due(schedule(f"9-{end}")) == (None if expected is None else at(expected))


@pytest.mark.parametrize(("end", "expected"), [("10:40", "10:30"), ("10:39", None)])
def test_with_a_shorter_interval_it_is_pulled_back_to_that(end: str, expected: str | None) -> None:
    chosen = schedule(f"9-{end}", interval=90, first_gap=100)
    assert due(chosen) == (None if expected is None else at(expected))


def test_a_first_one_in_a_break_comes_after_it_like_any_other() -> None:
    assert due(schedule("9-11:20", "12-18")) == at("12:05")


def test_a_first_one_beyond_the_last_period_is_pulled_back_into_it() -> None:
    assert due(schedule("9-10", "10:30-11:25")) == at("11:15")


def test_it_is_pulled_back_no_further_than_needed() -> None:
    assert due(schedule("9-11:15", "11:20-11:30", first_gap=160)) == at("11:20")


def test_a_first_one_that_a_short_last_period_cannot_hold_is_pulled_back_before_it() -> None:
    assert due(schedule("9-11:20", "11:40-11:45")) == at("11:10")


def test_only_a_first_one_is_pulled_back() -> None:
    history = replace(LONG_AGO, last_sent_at=at("09:25"))
    assert due(schedule("9-12"), history, now=at("10:00")) == at("11:30", day=17)


@pytest.mark.parametrize(
    ("now", "sent"),
    [("11:30", True), ("11:45", True), ("11:45:01", False)],
)
def test_what_is_due_may_be_sent_until_a_quarter_of_an_hour_late(now: str, *, sent: bool) -> None:
    assert may_be_sent(at("11:30"), schedule("9-12"), now=at(now)) is sent


@pytest.mark.parametrize(("now", "sent"), [("11:59:59", True), ("12:00", False), ("12:59:59", False), ("13:00", True)])
def test_nothing_is_sent_outside_the_periods(now: str, *, sent: bool) -> None:
    assert may_be_sent(at(now), schedule("9-12", "13-18"), now=at(now)) is sent


def test_due_at_this_very_moment_is_not_overdue() -> None:
    assert due(schedule("9-18"), now=at("11:30")) == at("11:30")
    assert due(schedule("9-18"), now=at("11:30:01")) == at("11:35:01")


def test_overdue_in_a_break_comes_at_the_next_opening() -> None:
    assert due(schedule("9-12", "13-18"), now=at("11:58")) == at("13:05")
    assert due(schedule("9-12", "13-18"), now=at("12:30")) == at("13:05")


def test_overdue_without_room_comes_in_the_next_stretch() -> None:
    history = replace(LONG_AGO, last_sent_at=at("09:10"))
    assert due(schedule("9-12"), history, now=at("11:45")) == at("11:50")
    assert due(schedule("9-12"), history, now=at("11:45:01")) == at("11:30", day=17)


def test_an_overdue_first_one_is_never_pulled_back_before_now() -> None:
    assert due(schedule("9-12", settle=14), now=at("11:45")) == at("11:50")
    assert due(schedule("9-12", settle=14), now=at("11:50")) == at("11:50")
    assert due(schedule("9-12", settle=14), now=at("11:50:01")) == at("11:30", day=17)


@pytest.mark.parametrize(
    ("until", "fits"), [("08:59:59", False), ("09:00", True), ("17:59:59", True), ("18:00", False)]
)
def test_a_snooze_fits_inside_a_period_whatever_the_room(until: str, *, fits: bool) -> None:
    assert snooze_fits(schedule("9-18"), at(until)) is fits


def test_a_pause_without_an_end_plans_nothing() -> None:
    assert due(schedule("9-18"), replace(LONG_AGO, paused=True)) is None


def test_a_pause_that_ends_at_an_opening_begins_an_ordinary_day() -> None:
    history = replace(LONG_AGO, paused=True, paused_until=at("09:00", day=23))
    assert due(schedule("9-18", first_gap=140), history) == at("11:20", day=23)


def test_a_pause_that_ends_inside_a_stretch_is_an_anchor() -> None:
    history = replace(LONG_AGO, paused=True, paused_until=at("10:00"))
    assert due(schedule("9-18", first_gap=140), history) == at("12:30")
    assert due(schedule("9-18", first_gap=140), history, now=at("11:00")) == at("12:30")


def test_the_planner_looks_ahead_from_the_end_of_a_pause() -> None:
    history = replace(LONG_AGO, paused=True, paused_until=datetime(2027, 6, 1, 9, tzinfo=UTC))
    assert due(schedule("9-18"), history) == datetime(2027, 6, 1, 11, 30, tzinfo=UTC)


def test_without_hours_there_is_nothing_to_plan() -> None:
    assert due(replace(schedule(), week=NO_HOURS)) is None


def test_one_day_a_week_is_found_from_just_after_its_last_one() -> None:
    mondays = replace(schedule(), week=NO_HOURS.replaced([0], [Period(9 * 60, 12 * 60)]))
    history = replace(LONG_AGO, last_sent_at=at("11:30"))
    assert due(mondays, history, now=at("11:36")) == at("11:30", day=23)


@pytest.mark.parametrize(
    ("seconds", "needed"), [([450, 90], 10), ([450], 10), ([300], 5), ([301], 10), ([600], 10), ([601], 15), ([], 0)]
)
def test_room_is_the_sum_rounded_up_to_five_minutes(seconds: list[int], needed: int) -> None:
    assert room(seconds) == minutes(needed)


def test_a_card_of_a_day_closes_at_midnight_and_one_of_a_night_with_the_shift() -> None:
    assert closes_at(schedule("9-18"), at("16:42")) == at("00:00", day=17)
    assert closes_at(schedule("22-6"), at("23:30")) == at("06:00", day=17)
    assert closes_at(schedule("22-6"), at("00:30", day=17)) == at("00:00", day=18)


def test_a_card_shown_outside_the_periods_closes_at_midnight() -> None:
    assert closes_at(schedule("9-18"), at("20:00")) == at("00:00", day=17)


def test_midnight_is_the_members_own() -> None:
    assert closes_at(replace(schedule("9-18"), zone="Asia/Kathmandu"), at("08:00")) == at("18:15")
    cairo = replace(schedule("9-18"), zone="Africa/Cairo")  # 24 April 2026 begins at 1:00 there
    assert closes_at(cairo, datetime(2026, 4, 23, 12, tzinfo=UTC)) == datetime(2026, 4, 23, 22, tzinfo=UTC)


def test_days_too_short_are_named_and_free_days_are_not() -> None:
    week = NO_HOURS.replaced([0, 2], [Period(540, 1050)]).replaced([4, 6], [Period(540, 630)])
    assert emptied_days(replace(schedule(), week=week)) == (4, 6)


@pytest.mark.parametrize(("end", "emptied"), [("11:10", ()), ("11:09", (0, 1, 2, 3, 4, 5, 6))])
def test_a_day_is_too_short_when_even_pulling_back_does_not_help(end: str, emptied: tuple[int, ...]) -> None:
    assert emptied_days(schedule(f"9-{end}")) == emptied


def test_a_day_with_one_long_stretch_is_not_too_short() -> None:
    assert emptied_days(schedule("6-7", "9-12")) == ()


def test_a_day_on_which_everything_is_left_out_has_no_reminder() -> None:
    monday_off = replace(schedule().offer, left_out=(LeftOut(exercise="both", weekdays=frozenset({0})),))
    assert due(replace(schedule("9-18"), offer=monday_off)) == at("11:30", day=17)


def test_what_is_left_out_until_a_day_comes_again_on_it() -> None:
    back_on = at("00:00", day=19).date()
    away = replace(schedule().offer, left_out=(LeftOut(exercise="both", until=back_on),))
    assert due(replace(schedule("9-18"), offer=away)) == at("11:30", day=19)


def test_room_is_needed_only_for_what_the_day_offers() -> None:
    two = Offer((("long", 1800), ("short", 300)))
    without = replace(two, left_out=(LeftOut(exercise="long", weekdays=frozenset({0})),))
    assert due(replace(schedule("9-11:40"), offer=two)) == at("11:05")
    assert due(replace(schedule("9-11:40"), offer=without)) == at("11:30")


def test_a_day_with_nothing_on_offer_is_not_one_that_is_too_short() -> None:
    offer = Offer((("both", 600),), (LeftOut(exercise="both", weekdays=frozenset({0})),))
    assert emptied_days(replace(schedule("9-10"), offer=offer)) == (1, 2, 3, 4, 5, 6)


def test_what_is_left_out_until_a_day_does_not_make_a_day_too_short() -> None:
    away = replace(schedule().offer, left_out=(LeftOut(exercise="both", until=at("00:00", day=19).date()),))
    assert emptied_days(replace(schedule("9-18"), offer=away)) == ()
