"""What a card shows at one moment, whoever draws it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.reminder import Reminder
from routines.model import Exercise


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The sentence of the summary: `done_today` of `sent_today` reminders, exercises of the week, the run."""

    done_today: int
    sent_today: int
    week_exercises: int
    is_best_week: bool
    """This week is now ahead of every earlier one (and there was an earlier one)."""
    streak_days: int


class Hint(StrEnum):
    """What an open card says below its opener."""

    FIRST_EVER = "first ever"
    ONE_IS_ENOUGH = "one is enough"
    """Two in a row went by untouched; said once, until one of them is done again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One reminder as its message shows it now. Times are aware UTC; `zone` is the member's, to show them in."""

    reminder: Reminder
    exercises: tuple[Exercise, ...]
    done: Mapping[str, datetime]
    """When each exercise was ticked off, by exercise id."""
    zone: str
    now: datetime
    next_at: datetime | None = None
    """The next reminder; shown once the card is folded."""
    snoozes: tuple[int, ...] = ()
    """Minutes that still end inside the active hours; none when it may not be snoozed again."""
    progress: Progress | None = None
    """Only for a card all of whose exercises are done."""
    can_undo: bool = False
    hint: Hint | None = None

    @property
    def open_exercises(self) -> tuple[Exercise, ...]:
        return tuple(exercise for exercise in self.exercises if exercise.id not in self.done)

    @property
    def is_all_done(self) -> bool:
        return not self.open_exercises
