"""The timing laws as properties: every IANA zone, its clock changes, and weeks nobody would think of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import HoursOverlap
from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.offer import LeftOut, Offer
from bot.domain.periods import DEFAULT_WEEK, Period, Stretch, Week, active_periods, period_at, stretches
from bot.domain.planner import (
    GRACE,
    History,
    Schedule,
    anchor,
    closes_at,
    emptied_days,
    may_be_sent,
    next_reminder_at,
)
from bot.domain.spread import DEFAULT_BOUNDS, first_gap, settle

ZONES = sorted(available_timezones())
YEARS = (2011, 2026)  # 2011: a zone skipped a date, others changed their clocks at midnight
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ANCHORS = ("joined_at", "resumed_at", "last_sent_at", "last_completed_at", "moved_at", "skipped_at")
NO_HOURS = Week(((),) * 7)

thorough = settings(deadline=None, max_examples=300)


@cache
def clock_changes(zone: ZoneInfo, year: int) -> Sequence[datetime]:
    """When a zone's clocks changed in a year, to the hour; and midsummer, so that there is always a moment."""
    midnights = [datetime(year, 1, 1, tzinfo=UTC) + count * DAY for count in range(366)]
    changed = [
        next(hour for hour in (before + count * HOUR for count in range(1, 25)) if offset(hour, zone) != was)
        for before, after in pairwise(midnights)
        if (was := offset(before, zone)) != offset(after, zone)
    ]
    return [*changed, datetime(year, 6, 21, tzinfo=UTC)]


def offset(moment: datetime, zone: ZoneInfo) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()


BOTH = Offer((("one", 450), ("two", 90)))


def a_schedule(week: Week, zone: str, *, member: int = 1, interval: int = 150, offer: Offer = BOTH) -> Schedule:
    workspace, someone, every = WorkspaceId("T1"), MemberId(f"U{member}"), timedelta(minutes=interval)
    return Schedule(
        interval=every,
        week=week,
        zone=zone,
        offer=offer,
        first_gap=first_gap(workspace, someone, interval=every, bounds=DEFAULT_BOUNDS),
        settle=settle(workspace, someone),
    )


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    """Any week: nights, lunches, periods of minutes; a day that would overlap is left free."""
    week = NO_HOURS
    for weekday in draw(st.sets(st.integers(0, 6), min_size=1)):
        cuts = sorted(draw(st.sets(st.integers(0, 287), min_size=2, max_size=6)))
        periods = [Period(start * 5, end * 5) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
        if draw(st.booleans()):
            periods[-1] = Period(periods[-1].start, periods[-1].start + draw(st.integers(1, 12 * 60)))
        week = without_overlap(week, weekday, periods)
    return week


def without_overlap(week: Week, weekday: int, periods: list[Period]) -> Week:
    try:
        return week.replaced([weekday], periods)
    except HoursOverlap:
        return week


@dataclass(frozen=True, slots=True)
class Situation:
    schedule: Schedule
    history: History
    anchored_at: datetime
    """When the last thing happened that the interval can count from."""


@st.composite
def offers(draw: st.DrawFn, day: date) -> Offer:
    """One or two exercises, each perhaps left out: for good, until a day near that one, on some weekdays."""
    names = draw(st.sampled_from([("one",), ("one", "two")]))
    left_out = [
        LeftOut(
            exercise=name,
            always=draw(st.sampled_from([False, False, True])),
            until=draw(st.none() | st.integers(-3, 10).map(lambda days: day + timedelta(days=days))),
            weekdays=frozenset(draw(st.sets(st.integers(0, 6), max_size=3))),
        )
        for name in names
        if draw(st.booleans())
    ]
    return Offer(tuple((name, draw(st.integers(60, 1200))) for name in names), tuple(left_out))


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """A member somewhere near a clock change of a zone, anchored by whatever happened last."""
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    near = draw(st.sampled_from(clock_changes(zone, draw(st.sampled_from(YEARS)))))
    anchored_at = near + timedelta(seconds=draw(st.integers(-3 * 86_400, 86_400)))
    chosen = a_schedule(
        draw(st.just(DEFAULT_WEEK) | weeks()),
        zone.key,
        member=draw(st.integers(0, 100)),
        interval=draw(st.integers(120, 180)),
        offer=draw(offers(anchored_at.date())),
    )
    history = History(joined_at=anchored_at - timedelta(days=200))
    latest: dict[str, Any] = {draw(st.sampled_from(ANCHORS)): anchored_at}
    return Situation(chosen, replace(history, **latest), anchored_at)


delays = st.integers(0, 4 * 86_400).map(lambda seconds: timedelta(seconds=seconds))


def stretch_of(due_at: datetime, chosen: Schedule) -> Stretch:
    zone = ZoneInfo(chosen.zone)
    day = due_at.astimezone(zone).date() - 2 * DAY
    (found,) = (
        stretch
        for stretch in stretches(chosen.week, zone, start=day, days=4)
        if stretch.start_at <= due_at < stretch.end_at
    )
    return found


def assert_lawful(due_at: datetime, situation: Situation, *, now: datetime) -> None:
    """Never before now, inside a period with room, and never too soon after the anchor."""
    chosen, history = situation.schedule, situation.history
    assert due_at >= now
    period = period_at(chosen.week, ZoneInfo(chosen.zone), due_at)
    assert period is not None
    room = chosen.offer.room_on(period.active_on)
    assert room is not None
    assert chosen.offer.on(period.active_on)
    assert due_at + room <= period.end_at
    start_at = stretch_of(due_at, chosen).start_at
    if anchor(history, stretch_start=start_at) > start_at:
        assert due_at >= anchor(history, stretch_start=start_at) + chosen.interval
    else:
        assert due_at >= start_at + min(timedelta(hours=2), chosen.interval, chosen.first_gap)
    assert may_be_sent(due_at, chosen, now=due_at)
    assert closes_at(chosen, due_at) >= period.end_at


@thorough
@given(situations(), delays)
def test_whatever_is_planned_keeps_the_laws(situation: Situation, delay: timedelta) -> None:
    now = situation.anchored_at + delay
    due_at = next_reminder_at(situation.schedule, situation.history, now=now)
    if due_at is not None:
        assert_lawful(due_at, situation, now=now)


@thorough
@given(situations(), st.floats(0, 1))
def test_what_a_member_is_told_is_what_comes(situation: Situation, share: float) -> None:
    told = next_reminder_at(situation.schedule, situation.history, now=situation.anchored_at)
    if told is not None:
        later = situation.anchored_at + (told - situation.anchored_at) * share
        assert next_reminder_at(situation.schedule, situation.history, now=later) == told


@thorough
@given(situations(), st.integers(1, 86_400))
def test_what_is_overdue_settles_and_comes_as_soon_as_it_may(situation: Situation, late: int) -> None:
    chosen = situation.schedule
    told = next_reminder_at(chosen, situation.history, now=situation.anchored_at)
    if told is not None:
        now = told + timedelta(seconds=late)
        settled = now + chosen.settle
        period = period_at(chosen.week, ZoneInfo(chosen.zone), settled)
        room = period and chosen.offer.room_on(period.active_on)
        if (
            period
            and room
            and settled + room <= period.end_at
            and stretch_of(settled, chosen) == stretch_of(told, chosen)
        ):
            assert next_reminder_at(chosen, situation.history, now=now) == settled


@thorough
@given(situations(), delays, delays)
def test_a_timed_pause_is_a_resume_at_its_end(situation: Situation, delay: timedelta, length: timedelta) -> None:
    now = situation.anchored_at + delay
    until = now + length
    paused = replace(situation.history, paused=True, paused_until=until)
    resumed = replace(situation.history, resumed_at=until)
    planned = next_reminder_at(situation.schedule, paused, now=now)
    assert planned == next_reminder_at(situation.schedule, resumed, now=until)
    assert planned is None or planned >= until


@thorough
@given(situations(), delays)
def test_equal_inputs_give_equal_answers(situation: Situation, delay: timedelta) -> None:
    now = situation.anchored_at + delay
    elsewhere = now.astimezone(ZoneInfo("Asia/Kathmandu"))
    same = replace(situation.schedule, week=Week(situation.schedule.week.days))
    assert next_reminder_at(same, replace(situation.history), now=elsewhere) == next_reminder_at(
        situation.schedule, situation.history, now=now
    )


@thorough
@given(st.data())
def test_nothing_is_planned_only_when_every_day_is_too_short(data: st.DataObject) -> None:
    chosen = a_schedule(data.draw(weeks()), "UTC", member=data.draw(st.integers(0, 100)))
    open_days = {weekday for weekday, periods in enumerate(chosen.week.days) if periods}
    now = datetime(2026, 11, 16, tzinfo=UTC) + data.draw(delays)
    planned = next_reminder_at(chosen, History(joined_at=now - 30 * DAY), now=now)
    assert (planned is None) == (set(emptied_days(chosen)) == open_days)


@thorough
@given(weeks(), st.sampled_from(ZONES), st.sampled_from(YEARS), st.data())
def test_active_periods_are_in_order_and_never_overlap(week: Week, key: str, year: int, data: st.DataObject) -> None:
    zone = ZoneInfo(key)
    day = data.draw(st.sampled_from(clock_changes(zone, year))).date() - 4 * DAY
    found = active_periods(week, zone, start=day, days=9)
    assert all(period.start_at < period.end_at for period in found)
    assert all(earlier.end_at <= later.start_at for earlier, later in pairwise(found))
    assert all(period_at(week, zone, period.start_at) == period for period in found)
    assert all(period_at(week, zone, period.end_at - timedelta(microseconds=1)) == period for period in found)


NIGHTS = Week(((Period.of(22 * 60, 6 * 60),),) * 7)
AROUND_THE_CLOCK = Week(((Period(0, 1440),),) * 7)
SMALL_HOURS = Week(((Period(0, 135), Period(150, 200), Period(200, 480)),) * 7)


@pytest.mark.parametrize("key", ZONES)
def test_three_days_around_every_clock_change_of_every_zone(key: str) -> None:
    for change in clock_changes(ZoneInfo(key), 2026):
        for week in (DEFAULT_WEEK, NIGHTS, AROUND_THE_CLOCK, SMALL_HOURS):
            assert_lawful_days(a_schedule(week, key), change - 2 * DAY)


def assert_lawful_days(chosen: Schedule, start: datetime) -> None:
    history, now = History(joined_at=start), start
    while now < start + 3 * DAY:
        due_at = next_reminder_at(chosen, history, now=now)
        assert due_at is not None
        assert_lawful(due_at, Situation(chosen, history, now), now=now)
        assert next_reminder_at(chosen, history, now=due_at) == due_at
        now = due_at + GRACE
        history = replace(history, last_sent_at=due_at, last_completed_at=now)


@pytest.mark.parametrize("key", ZONES)
def test_away_from_clock_changes_a_day_is_the_same_in_every_zone(key: str) -> None:
    zone, day = ZoneInfo(key), date(2026, 1, 12)
    opening = datetime(2026, 1, 12, 9, tzinfo=zone)
    planned = next_reminder_at(a_schedule(DEFAULT_WEEK, key), History(joined_at=opening), now=opening)
    assert planned == opening + a_schedule(DEFAULT_WEEK, key).first_gap
    assert [period.active_on for period in active_periods(DEFAULT_WEEK, zone, start=day, days=7)] == [
        day + count * DAY for count in range(5)
    ]
