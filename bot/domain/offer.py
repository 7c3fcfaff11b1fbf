"""What a member's reminders offer: the exercises of their routine, less those they leave out on that day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import ceil

ROOM_STEP = 5 * 60  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An exercise that a member does not want: always, until a day, on some weekdays."""

    exercise: str
    always: bool = False
    until: date | None = None
    """The first day on which it comes again."""
    weekdays: frozenset[int] = frozenset()
    """Monday is 0."""

    def on(self, day: date) -> bool:
        """Whether it is left out on that day."""
        return self.always or (self.until is not None and day < self.until) or day.weekday() in self.weekdays

    def is_over(self, day: date) -> bool:
        """Whether nothing is left out any more from that day on."""
        return not self.always and not self.weekdays and (self.until is None or self.until <= day)


@dataclass(frozen=True, slots=True)
class Offer:
    """Exercises in order, each with its `about_seconds`, and what is left out of them."""

    seconds: tuple[tuple[str, int], ...]
    left_out: tuple[LeftOut, ...] = ()

    def on(self, day: date) -> tuple[str, ...]:
        """The ids of what a reminder of that day offers; nothing on a day on which everything is left out."""
        return tuple(exercise for exercise, _ in self._on(day))

    def room_on(self, day: date) -> timedelta | None:
        """The time that a reminder of that day needs; None where it would offer nothing."""
        offered = self.seconds if not self.left_out else tuple(self._on(day))
        return _room_of(offered) if offered else None

    def weekdays_without(self, days: Collection[int]) -> tuple[int, ...]:
        """Those of the weekdays on which everything is left out for good, whatever ends on a certain day."""
        lasting = [one for one in self.left_out if one.always or one.weekdays]
        return tuple(
            day
            for day in sorted(days)
            if all(
                any(one.exercise == exercise and (one.always or day in one.weekdays) for one in lasting)
                for exercise, _ in self.seconds
            )
        )

    def _on(self, day: date) -> Iterable[tuple[str, int]]:
        gone = {one.exercise for one in self.left_out if one.on(day)}
        return ((exercise, seconds) for exercise, seconds in self.seconds if exercise not in gone)


def room(seconds: Iterable[int]) -> timedelta:
    """The time a reminder's exercises need, from their `about_seconds`: the sum, rounded up to 5 minutes."""
    return timedelta(seconds=ceil(sum(seconds) / ROOM_STEP) * ROOM_STEP)


@cache  # a handful of routines, and a few ways to leave something out of each
def _room_of(offered: tuple[tuple[str, int], ...]) -> timedelta:
    return room(seconds for _, seconds in offered)
