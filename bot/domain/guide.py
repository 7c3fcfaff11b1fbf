"""The guide: a reminder's exercises a screen at a time, and how one gets from one screen to another."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.reminder import Reminder
from routines.model import Exercise
from routines.screens import Screen, screens_of

GET_SET = timedelta(seconds=10)
"""Between a press on Start and the beginning of what it times."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a guide stands. A press made elsewhere means nothing any more."""

    screen: int
    is_running: bool = False
    """Whether the screen's timer runs."""


def place_of(reminder: Reminder) -> Place | None:
    """None: its message shows the card. So it does where the routine has no such screen any more: see `Guide.place`."""
    if reminder.guide_screen is None:
        return None
    return Place(reminder.guide_screen, is_running=reminder.guide_ends_at is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """One reminder's guide at one moment. Each step gives the reminder as it is afterwards, to be saved.

    Only screens of what is still open are gone to; before the first of them and after the last is the card.
    """

    reminder: Reminder
    exercises: tuple[Exercise, ...]
    done: Collection[str]
    now: datetime

    def opened(self) -> Reminder:
        """At the first screen of what is still open."""
        return self._at(next(iter(self._open_screens), None))

    def next(self) -> Reminder:
        """At the screen after this one; its timer runs if it waits for nothing."""
        return self._at(next((one for one in self._open_screens if one.no > self._no), None))

    def back(self) -> Reminder:
        """At the screen before this one, but for those that run by themselves. One that was started waits again."""
        screen = self.screen
        if self.reminder.guide_ends_at is not None and screen is not None and _waits_for_start(screen):
            return self._without_timer()
        before = [one for one in self._open_screens if one.no < self._no and not _runs_by_itself(one)]
        return self._at(before[-1] if before else None)

    def started(self) -> Reminder:
        """With the timer that waits for Start running."""
        screen = self.screen
        if screen is None or screen.timer is None or not _waits_for_start(screen):
            return self.reminder
        ends_at = self.now + GET_SET + timedelta(seconds=screen.timer.seconds)
        return replace(self.reminder, guide_ends_at=self.reminder.guide_ends_at or ends_at)

    def left(self) -> Reminder:
        """The card again."""
        return self._at(None)

    def timed_out(self) -> Reminder:
        """Once the time is up: at the next screen. On the last of its exercise one stays, with its Done."""
        screen = self.screen
        return self._without_timer() if screen is not None and screen.is_last else self.next()

    def ticked(self) -> Reminder:
        """Once something was ticked off: at what is still open."""
        screen = self.screen
        if screen is None:
            return self.left()
        return self.opened() if screen.exercise.id in self.done else self.reminder

    def taken_back(self, exercises: Collection[str]) -> Reminder:
        """Once these are open again: at the last screen of the first of them, if that was left and no timer runs. A
        rest begins anew.
        """
        last = next((one for one in self._screens if one.is_last and one.exercise.id in exercises), None)
        has_left = self.screen is not None and last is not None and last.no < self.screen.no
        return self._at(last) if has_left and self.reminder.guide_ends_at is None else self.reminder

    @property
    def place(self) -> Place | None:
        """Where it stands; None: the card is shown."""
        return place_of(self.reminder) if self.screen is not None else None

    @property
    def screen(self) -> Screen | None:
        """The one that is shown; None: the card is."""
        return next((one for one in self._screens if one.no == self.reminder.guide_screen), None)

    @property
    def _no(self) -> int:
        return self.reminder.guide_screen or 0

    @property
    def _screens(self) -> tuple[Screen, ...]:
        return screens_of(self.exercises)

    @property
    def _open_screens(self) -> list[Screen]:
        return [screen for screen in self._screens if screen.exercise.id not in self.done]

    def _at(self, screen: Screen | None) -> Reminder:
        if screen is None:
            return replace(self.reminder, guide_screen=None, guide_ends_at=None)
        runs = screen.timer is not None and _runs_by_itself(screen)
        ends_at = self.now + timedelta(seconds=screen.timer.seconds) if runs and screen.timer else None
        return replace(self.reminder, guide_screen=screen.no, guide_ends_at=ends_at)

    def _without_timer(self) -> Reminder:
        return replace(self.reminder, guide_ends_at=None)


def _waits_for_start(screen: Screen) -> bool:
    return screen.timer is not None and screen.timer.needs_start


def _runs_by_itself(screen: Screen) -> bool:
    return screen.timer is not None and not screen.timer.needs_start
