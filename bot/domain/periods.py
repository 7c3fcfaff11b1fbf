"""When a member may be reminded: active periods of a week, as they fall on real days.

A period is wall clock until it meets a date and a zone; from there on everything is aware UTC.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.domain.errors import HoursEndBeforeStart, HoursOverlap

DAY = 24 * 60  # minutes
LONGEST_ACROSS_MIDNIGHT = 12 * 60  # minutes
STRETCH_BREAK = timedelta(hours=2)  # periods this far apart belong to different stretches

_WORKDAYS = (0, 1, 2, 3, 4)
_DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Wall clock, in minutes after the midnight of the day it starts on; an end over 24:00 lies in the next day."""

    start: int
    end: int

    def __post_init__(self) -> None:
        longest_end = max(DAY, self.start + LONGEST_ACROSS_MIDNIGHT)
        if not (0 <= self.start < DAY and self.start < self.end <= longest_end):
            raise ValueError(f"no such period: minute {self.start} to {self.end}")

    @classmethod
    def of(cls, start: int, end: int) -> "Period":
        """The period between two times of day; an end not after its start lies in the next day.

        Raises HoursEndBeforeStart when that makes it longer than 12 hours.
        """
        if end > start:
            return cls(start, end)
        if end + DAY - start > LONGEST_ACROSS_MIDNIGHT:
            raise HoursEndBeforeStart(f"hours {_likely_meant(start, end).typed}", start=start, end=end)
        return cls(start, end + DAY)

    @property
    def typed(self) -> str:
        """The period as a member would type it: `9-12:30`, `22-6`."""
        return f"{_typed_time(self.start)}-{_typed_time(self.end)}"


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of periods, Monday first, each sorted. Raises HoursOverlap when two of them overlap."""

    days: tuple[tuple[Period, ...], ...]

    def __post_init__(self) -> None:
        if len(self.days) != len(_DAY_NAMES):
            raise ValueError(f"a week has seven days, not {len(self.days)}")
        object.__setattr__(self, "days", tuple(tuple(sorted(day)) for day in self.days))
        for weekday in range(len(self.days)):
            self._refuse_overlaps(weekday)

    def replaced(self, weekdays: Iterable[int], periods: Iterable[Period]) -> "Week":
        """This week with other periods on those weekdays."""
        chosen, others = set(weekdays), tuple(periods)
        return Week(tuple(others if weekday in chosen else day for weekday, day in enumerate(self.days)))

    def _refuse_overlaps(self, weekday: int) -> None:
        today, tomorrow = self.days[weekday], self.days[(weekday + 1) % len(self.days)]
        for first, second in pairwise(today):
            if first.end > second.start:
                raise HoursOverlap(self._merged(weekday), first=first, second=second)
        if today and tomorrow and today[-1].end - DAY > tomorrow[0].start:
            shorter = (*today[:-1], Period(today[-1].start, DAY + tomorrow[0].start))
            raise HoursOverlap(_command(shorter, weekday, weekday), first=today[-1], second=tomorrow[0])

    def _merged(self, weekday: int) -> str:
        """The command that sets this weekday, and its neighbours of the same periods, without the overlaps."""
        merged: list[Period] = []
        for period in self.days[weekday]:
            if merged and merged[-1].end > period.start:
                merged[-1:] = _joined(merged[-1], period)
            else:
                merged.append(period)
        last = weekday
        while self.days[last + 1 : last + 2] == (self.days[weekday],):
            last += 1
        return _command(merged, weekday, last)


DEFAULT_WEEK = Week(tuple((Period(9 * 60, 17 * 60 + 30),) if day in _WORKDAYS else () for day in range(7)))


@dataclass(frozen=True, slots=True)
class ActivePeriod:
    """A period on a real day, in aware UTC, as daylight saving time left it. `end_at` is no longer part of it."""

    start_at: datetime
    end_at: datetime
    active_on: date


@dataclass(frozen=True, slots=True)
class Stretch:
    """Active periods of one date less than 2 h apart: a day with its lunch."""

    periods: tuple[ActivePeriod, ...]

    @property
    def start_at(self) -> datetime:
        return self.periods[0].start_at

    @property
    def end_at(self) -> datetime:
        return self.periods[-1].end_at

    @property
    def active_on(self) -> date:
        return self.periods[0].active_on


def active_periods(week: Week, zone: ZoneInfo, *, start: date, days: int) -> list[ActivePeriod]:
    """The active periods of so many dates from `start` on: in order, never overlapping, none empty."""
    return [
        period for offset in range(days) for period in _active_periods_on(start + timedelta(days=offset), week, zone)
    ]


def stretches(week: Week, zone: ZoneInfo, *, start: date, days: int) -> list[Stretch]:
    """The stretches of so many dates from `start` on, in order."""
    found: list[list[ActivePeriod]] = []
    for period in active_periods(week, zone, start=start, days=days):
        if found and _belongs_to(found[-1][-1], period):
            found[-1].append(period)
        else:
            found.append([period])
    return [Stretch(tuple(periods)) for periods in found]


def period_at(week: Week, zone: ZoneInfo, moment: datetime) -> ActivePeriod | None:
    """The active period this moment lies in, or None."""
    today = moment.astimezone(zone).date()
    around = (today + timedelta(days=offset) for offset in (0, -1, 1))  # today's first, for it is nearly always there
    periods = (period for day in around for period in _active_periods_on(day, week, zone))
    return next((period for period in periods if period.start_at <= moment < period.end_at), None)


def active_date(week: Week, zone: ZoneInfo, moment: datetime) -> date:
    """The date that is "today" then: that of the active period the moment lies in, else its own."""
    period = period_at(week, zone, moment)
    return moment.astimezone(zone).date() if period is None else period.active_on


def earliest_date(zone: ZoneInfo, moment: datetime) -> date:
    """The earliest date whose periods can still hold this moment: yesterday, with its night shift."""
    return (moment - timedelta(days=1)).astimezone(zone).date()


def local_time(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The moment of a wall-clock time, in UTC: a skipped one moves forward by the gap, of a repeated one the first."""
    return _wall_clock(day, minute, zone).astimezone(UTC)


@lru_cache(maxsize=8192)  # most members of a team keep the same hours
def _active_periods_on(day: date, week: Week, zone: ZoneInfo) -> tuple[ActivePeriod, ...]:
    return tuple(_not_empty(day, week, zone))


def _not_empty(day: date, week: Week, zone: ZoneInfo) -> Iterator[ActivePeriod]:
    for period in week.days[day.weekday()]:
        start_at = local_time(day, period.start, zone)
        wall_end = _wall_clock(day, period.end, zone)
        end_at = wall_end.astimezone(UTC)
        if wall_end.utcoffset() != wall_end.replace(fold=1).utcoffset():  # skipped or repeated
            end_at = min([end_at, *_later_starts(day, period, week, zone)])
        if start_at < end_at:
            yield ActivePeriod(start_at, end_at, day)


def _later_starts(day: date, period: Period, week: Week, zone: ZoneInfo) -> Iterator[datetime]:
    """Where periods after this one begin; two days on are enough, since no zone ever skipped more than one."""
    for offset in range(3):
        date_ = day + timedelta(days=offset)
        for other in week.days[date_.weekday()]:
            if offset > 0 or other > period:
                yield local_time(date_, other.start, zone)


def _wall_clock(day: date, minute: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone) + timedelta(minutes=minute)


def _belongs_to(earlier: ActivePeriod, later: ActivePeriod) -> bool:
    return earlier.active_on == later.active_on and later.start_at - earlier.end_at < STRETCH_BREAK


def _typed_time(minute: int) -> str:
    hours, minutes = divmod(minute if minute <= DAY else minute - DAY, 60)
    return f"{hours}:{minutes:02}" if minutes else f"{hours}"


def _command(periods: Iterable[Period], first: int, last: int) -> str:
    """The command that sets these weekdays; it means the workdays by itself."""
    words = ["hours", *(period.typed for period in periods)]
    if (first, last) != (_WORKDAYS[0], _WORKDAYS[-1]):
        words.append(_DAY_NAMES[first] if first == last else f"{_DAY_NAMES[first]}-{_DAY_NAMES[last]}")
    return " ".join(words)


def _likely_meant(start: int, end: int) -> Period:
    """What `9-5` means most likely: the end in the afternoon, or else a working day from the start."""
    afternoon = end + DAY // 2 if end else DAY
    if start + 4 * 60 <= afternoon <= DAY:
        return Period(start, afternoon)
    return Period(start, start + 8 * 60)


def _joined(first: Period, second: Period) -> tuple[Period, ...]:
    """Two overlapping periods as one; as two that touch, where one would be too long across midnight."""
    end = max(first.end, second.end)
    if end <= max(DAY, first.start + LONGEST_ACROSS_MIDNIGHT):
        return (Period(first.start, end),)
    return Period(first.start, second.start), Period(second.start, end)
