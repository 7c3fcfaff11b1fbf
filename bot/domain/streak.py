"""The streak: how many active days in a row had at least one exercise done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

DAYS_FOR_A_FREE_DAY = 5
MOST_FREE_DAYS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One active day of one member."""

    active_on: date
    delivered: int
    """Reminders sent, of every kind."""
    done: int
    """Exercises done, of every kind of reminder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """The run that lasts now, the longest ever, and the free days in hand."""

    length: int = 0
    best: int = 0
    free_days: int = 0


NO_STREAK = Streak()


def streak(days: Iterable[Day], *, today: date, before: Streak = NO_STREAK) -> Streak:
    """The streak as it stands today, going on from the one `before` these days; a day that is not over yet can only
    extend it.

    A day without a delivered reminder neither breaks nor extends it. Every fifth counted day earns a free day, and a
    free day is spent unasked where the run would otherwise end.
    """
    length, best, free_days = before.length, before.best, before.free_days
    for day in sorted(days, key=attrgetter("active_on")):
        if not day.delivered:
            continue
        if day.done:
            length += 1
            best = max(best, length)
            if length % DAYS_FOR_A_FREE_DAY == 0:
                free_days = min(free_days + 1, MOST_FREE_DAYS)
        elif day.active_on < today:
            if free_days:
                free_days -= 1
            else:
                length = 0
    return Streak(length=length, best=best, free_days=free_days)
