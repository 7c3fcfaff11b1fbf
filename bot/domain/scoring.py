"""What a member scores: the share of what was offered to them, and their own weeks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.streak import Day, Streak, streak

__all__ = ["REMINDERS_FOR_A_SHARE", "Day", "OwnWeek", "own_week", "share_percent", "week_of"]

REMINDERS_FOR_A_SHARE = 5
"""Fewer reminders than this say nothing about anybody."""


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


def week_of(day: date) -> date:
    """The Monday of the week that this day belongs to."""
    return day - timedelta(days=day.weekday())


def share_percent(*, done: int, offered: int, reminders: int) -> int | None:
    """Exercises done of those offered, in whole per cent, halves up, at most 100; None where too little was offered."""
    if reminders < REMINDERS_FOR_A_SHARE or offered <= 0:
        return None
    return min(100, (200 * done + offered) // (2 * offered))


def own_week(days: Iterable[Day], *, today: date) -> OwnWeek:
    """The week of today, Monday to Sunday by the date each active period began on."""
    days = tuple(days)
    weeks: Counter[date] = Counter()
    this_week: Counter[date] = Counter()
    for day in days:
        weeks[week_of(day.active_on)] += day.done
        if week_of(day.active_on) == week_of(today):
            this_week[day.active_on] += day.done
    done = this_week.total()
    best_week = max((sum_ for monday, sum_ in weeks.items() if monday < week_of(today)), default=0)
    return OwnWeek(
        done=done,
        by_day=tuple(sorted((day, count) for day, count in this_week.items() if count)),
        best_week=best_week,
        is_best=0 < best_week < done,
        streak=streak(days, today=today),
    )
