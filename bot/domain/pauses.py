"""When a pause ends. Every pause names its end."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.errors import PauseInThePast
from bot.domain.periods import Week, active_date, active_periods, local_time

DAYS_AHEAD = 15  # how far an opening is looked for

_SUGGESTION = "pause tomorrow"


@dataclass(frozen=True, slots=True)
class PauseFor:
    """`pause 2h`: so long from now."""

    duration: timedelta


@dataclass(frozen=True, slots=True)
class PauseToday:
    """`pause today`: the rest of today, so until the first opening after it, like `pause tomorrow`."""


@dataclass(frozen=True, slots=True)
class PauseTomorrow:
    """`pause` and `pause tomorrow`: until tomorrow's opening, or the first one after it."""


@dataclass(frozen=True, slots=True)
class PauseUntilWeekday:
    """`pause until monday`: said on a Monday, the next one."""

    weekday: int  # 0 is Monday


@dataclass(frozen=True, slots=True)
class PauseUntilDate:
    """`pause until 2026-12-24`: until the first opening on or after that date."""

    date: date


@dataclass(frozen=True, slots=True)
class PauseUntilResumed:
    """`pause until i resume`: without an end of its own."""


PauseRequest = PauseFor | PauseToday | PauseTomorrow | PauseUntilWeekday | PauseUntilDate | PauseUntilResumed


def pause_end(request: PauseRequest, *, now: datetime, week: Week, zone: ZoneInfo) -> datetime | None:
    """The moment reminders go on: for days, the first opening on or after the named one, or else its midnight.

    None for a pause that only the member ends.

    Today is the date of the period `now` lies in, so a night shift's "tomorrow" is its next night.
    Raises PauseInThePast when the end is not after `now`.
    """
    if isinstance(request, PauseUntilResumed):
        return None
    if isinstance(request, PauseFor):
        end = now + request.duration
    else:
        today = active_date(week, zone, now)
        day = _named_day(request, today)
        if day < today:
            raise PauseInThePast(_SUGGESTION)
        end = _first_opening(day, week, zone)
    if end <= now:
        raise PauseInThePast(_SUGGESTION)
    return end


def _named_day(request: PauseToday | PauseTomorrow | PauseUntilWeekday | PauseUntilDate, today: date) -> date:
    match request:
        case PauseUntilDate(day):
            return day
        case PauseUntilWeekday(weekday):
            return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
        case PauseToday() | PauseTomorrow():
            return today + timedelta(days=1)


def _first_opening(day: date, week: Week, zone: ZoneInfo) -> datetime:
    openings = active_periods(week, zone, start=day, days=DAYS_AHEAD)
    return openings[0].start_at if openings else local_time(day, 0, zone)
