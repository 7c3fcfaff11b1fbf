"""What a card shows at one moment, whoever draws it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.member import Style
from bot.domain.offer import LeftOut
from bot.domain.reminder import Reminder
from routines.model import Exercise
from routines.screens import Screen, screens_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPicture:
    """A picture as Slack can show it: a file that the workspace holds, or an address."""

    alt_text: str
    file: str | None = None
    address: str | None = None


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
    style: Style = Style.PICTURES
    pictures: Mapping[str, CardPicture] = field(default_factory=dict)
    """By the picture's id. What cannot be shown is missing, and the card does without."""
    left_out: tuple[LeftOut, ...] = ()
    """What the member leaves out now."""
    offers_short: bool = False
    """Whether the summary offers the short card."""
    has_sounds: bool = True
    """Whether a message tells of the end of a timer."""

    @property
    def screens(self) -> tuple[Screen, ...]:
        """All of the guide for what this reminder offers."""
        return screens_of(self.exercises)

    @property
    def screen(self) -> Screen | None:
        """The screen of the guide that the message shows; None: it shows the card."""
        number = self.reminder.guide_screen
        screens = self.screens if number is not None else ()
        return screens[number - 1] if number is not None and number <= len(screens) else None

    @property
    def open_exercises(self) -> tuple[Exercise, ...]:
        return tuple(exercise for exercise in self.exercises if exercise.id not in self.done)

    @property
    def is_all_done(self) -> bool:
        return not self.open_exercises
