"""The timing laws: when a member's next reminder is due.

Pure: the same inputs give the same answer. Durations are elapsed time, so they are added in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.domain.offer import Offer
from bot.domain.periods import (
    DAY,
    ActivePeriod,
    Stretch,
    Week,
    earliest_date,
    local_time,
    period_at,
    stretches,
)

GRACE = timedelta(minutes=15)
DAYS_AHEAD = 15
EARLIEST_PULLED_BACK = timedelta(hours=2)  # after the start of the stretch; the interval, if that is shorter

_ORDINARY_MONDAY = date(2399, 1, 4)  # far ahead, where nothing is left out until a certain day


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What a member chose, and the spread that is theirs."""

    interval: timedelta
    week: Week
    zone: str
    offer: Offer
    first_gap: timedelta
    settle: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the interval can count from. `paused` without `paused_until` lasts until the member resumes."""

    joined_at: datetime
    resumed_at: datetime | None = None
    last_sent_at: datetime | None = None
    last_completed_at: datetime | None = None
    moved_at: datetime | None = None
    skipped_at: datetime | None = None
    paused: bool = False
    paused_until: datetime | None = None


def next_reminder_at(schedule: Schedule, history: History, *, now: datetime) -> datetime | None:
    """When the next reminder is due, never before `now`.

    Returns None when a pause has no end, or when 15 days from now (or from the pause's end) hold no place for one.
    """
    if history.paused:
        if history.paused_until is None:
            return None
        now = max(now, history.paused_until)
    return next(filter(None, (_due_in(stretch, schedule, history, now) for stretch in _ahead(schedule, now))), None)


def anchor(history: History, *, stretch_start: datetime) -> datetime:
    """The moment the interval counts from in the stretch that starts then."""
    moments = (
        stretch_start,
        history.joined_at,
        history.resumed_at,
        history.paused_until if history.paused else None,
        history.last_sent_at,
        history.last_completed_at,
        history.moved_at,
        history.skipped_at,
    )
    return max(moment for moment in moments if moment is not None)


def may_be_sent(due_at: datetime, schedule: Schedule, *, now: datetime) -> bool:
    """Whether what was due then may still be posted: at most 15 minutes late, and inside a period."""
    return now - due_at <= GRACE and _period_at(schedule, now) is not None


def snooze_fits(schedule: Schedule, until: datetime) -> bool:
    """Whether a snoozed reminder may come back then."""
    return _period_at(schedule, until) is not None


def closes_at(schedule: Schedule, sent_at: datetime) -> datetime:
    """When an untouched card goes: the later of the member's midnight and the end of the period it came in."""
    zone = _zone(schedule.zone)
    midnight = local_time(sent_at.astimezone(zone).date(), DAY, zone)
    period = _period_at(schedule, sent_at)
    return midnight if period is None else max(midnight, period.end_at)


def emptied_days(schedule: Schedule) -> tuple[int, ...]:
    """The weekdays (0 is Monday) that have periods and offer something, but too short ones for even one reminder."""
    ordinary = stretches(schedule.week, _zone("UTC"), start=_ORDINARY_MONDAY, days=len(schedule.week.days))
    with_periods = {stretch.active_on.weekday() for stretch in ordinary}
    with_reminders = {
        stretch.active_on.weekday()
        for stretch in ordinary
        if _placed(stretch.start_at + schedule.first_gap, stretch, schedule, first=True, earliest=stretch.start_at)
    }
    without_offer = set(schedule.offer.weekdays_without(with_periods))
    return tuple(sorted(with_periods - with_reminders - without_offer))


def _ahead(schedule: Schedule, now: datetime) -> Iterator[Stretch]:
    """The stretches from yesterday's on (a night shift may still last), each day computed only when it is reached."""
    zone = _zone(schedule.zone)
    day, last = earliest_date(zone, now), now.astimezone(zone).date() + timedelta(days=DAYS_AHEAD)
    while day <= last:
        yield from stretches(schedule.week, zone, start=day, days=1)
        day += timedelta(days=1)


def _due_in(stretch: Stretch, schedule: Schedule, history: History, now: datetime) -> datetime | None:
    """When it is due in this stretch; None when it does not fit any more, or the stretch is over."""
    since = anchor(history, stretch_start=stretch.start_at)
    first = since == stretch.start_at
    candidate = since + (schedule.first_gap if first else schedule.interval)
    due_at = _placed(candidate, stretch, schedule, first=first, earliest=stretch.start_at)
    if due_at is not None and due_at < now:
        due_at = _placed(now + schedule.settle, stretch, schedule, first=first, earliest=now)
    return due_at


def _placed(
    candidate: datetime, stretch: Stretch, schedule: Schedule, *, first: bool, earliest: datetime
) -> datetime | None:
    """Where the candidate comes in this stretch; None when it has no room there, or nothing is offered on its day."""
    room = schedule.offer.room_on(stretch.active_on)
    if room is None:
        return None
    for period in stretch.periods:
        due_at = candidate if candidate >= period.start_at else period.start_at + schedule.settle
        if due_at + room <= period.end_at:
            return due_at
        if first and due_at < period.end_at:
            pulled_back = _pulled_back(period, stretch, schedule, earliest, room)
            if pulled_back is not None:
                return pulled_back
    if first:  # it lies beyond the last period that could have held it
        ends = (_pulled_back(period, stretch, schedule, earliest, room) for period in reversed(stretch.periods))
        return next(filter(None, ends), None)
    return None


def _pulled_back(
    period: ActivePeriod, stretch: Stretch, schedule: Schedule, earliest: datetime, room: timedelta
) -> datetime | None:
    due_at = period.end_at - room
    soonest = stretch.start_at + min(EARLIEST_PULLED_BACK, schedule.interval)
    return due_at if due_at >= max(soonest, period.start_at, earliest) else None


def _period_at(schedule: Schedule, moment: datetime) -> ActivePeriod | None:
    return period_at(schedule.week, _zone(schedule.zone), moment)


@cache  # there are some 600; the standard library keeps only eight of them alive
def _zone(key: str) -> ZoneInfo:
    return ZoneInfo(key)
