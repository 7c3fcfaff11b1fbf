"""What a member scores: the share of what was offered to them, and their own weeks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.streak import NO_STREAK, Day, Streak, streak

__all__ = [
    "NO_RECORD",
    "REMINDERS_FOR_A_SHARE",
    "Day",
    "Logbook",
    "OwnWeek",
    "Record",
    "own_week",
    "recorded_until",
    "share_percent",
    "week_of",
]

REMINDERS_FOR_A_SHARE = 5
"""Fewer reminders than this say nothing about anybody."""
WRITTEN_OUT = timedelta(weeks=2)
"""So long before this week, days are still told one by one: a reminder can be ticked off for a day after it came, and
a weekly post looks back on eight days.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWeek:
    """A member's week beside their best, for their own eyes."""

    done: int
    by_day: tuple[tuple[date, int], ...]
    """The days of this week with something done, in order."""
    best_week: int
    """The most exercises in an earlier week; 0 when there was none."""
    is_best: bool
    """This week is ahead of every earlier one, and there was an earlier one."""
    streak: Streak


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What all of a member's days before some week come to, so that nobody has to go through them again."""

    until: date = date.min
    """The Monday of the first week that is not in it."""
    best_week: int = 0
    """The most exercises in one of its weeks."""
    streak: Streak = NO_STREAK
    """As it stood when the last of its days was over."""


NO_RECORD = Record()


@dataclass(frozen=True, slots=True, kw_only=True)
class Logbook:
    """A member's recent days, oldest first, and what those before them come to."""

    record: Record = NO_RECORD
    days: tuple[Day, ...] = ()
    """From the record's end on; those with nothing delivered and nothing done are left out."""

    def recorded(self, until: date) -> "Logbook":
        """The same, with the days before that Monday added to the record. All of them must be over."""
        if until <= self.record.until:
            return self
        over = [day for day in self.days if day.active_on < until]
        record = Record(
            until=until,
            best_week=max([self.record.best_week, *_by_week(over).values()]),
            streak=streak(over, today=until, before=self.record.streak),
        )
        return Logbook(record=record, days=tuple(day for day in self.days if day.active_on >= until))


def recorded_until(today: date) -> date:
    """How far a record may go: nothing changes any more, as a rule, in the weeks before that Monday."""
    return week_of(today) - WRITTEN_OUT


def week_of(day: date) -> date:
    """The Monday of the week that this day belongs to."""
    return day - timedelta(days=day.weekday())


def share_percent(*, done: int, offered: int, reminders: int) -> int | None:
    """Exercises done of those offered, in whole per cent, halves up, at most 100; None where too little was offered."""
    if reminders < REMINDERS_FOR_A_SHARE or offered <= 0:
        return None
    return min(100, (200 * done + offered) // (2 * offered))


def own_week(logbook: Logbook, *, today: date) -> OwnWeek:
    """The week of today, Monday to Sunday by the date each active period began on."""
    weeks = _by_week(logbook.days)
    this_week = {day.active_on: day.done for day in logbook.days if week_of(day.active_on) == week_of(today)}
    done = sum(this_week.values())
    earlier = (count for monday, count in weeks.items() if monday < week_of(today))
    best_week = max([logbook.record.best_week, *earlier])
    return OwnWeek(
        done=done,
        by_day=tuple(sorted((day, count) for day, count in this_week.items() if count)),
        best_week=best_week,
        is_best=0 < best_week < done,
        streak=streak(logbook.days, today=today, before=logbook.record.streak),
    )


def _by_week(days: Iterable[Day]) -> Counter[date]:
    weeks: Counter[date] = Counter()
    for day in days:
        weeks[week_of(day.active_on)] += day.done
    return weeks
