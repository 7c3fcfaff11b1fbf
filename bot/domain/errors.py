"""What can be refused. Nothing has changed when one of these is raised.

Refusal
├── NotUnderstood       what was typed or filled in cannot be read
├── NotAllowed          it can be read, but breaks a bound
└── NotPossible         it makes no sense in the present state

A refusal carries what its sentence needs; `suggestion` is what to type after the command instead, and always works.
The sentences themselves belong to `bot.slack.wording`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.periods import Period, Week


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A clear answer to something that cannot be done; nothing changed."""


@dataclass(eq=False)
class NotUnderstood(Refusal):
    word: str
    suggestion: str


class UnknownWord(NotUnderstood):
    """A word that is no command, or that the command before it does not take."""


class UnreadableInterval(NotUnderstood): ...


class AmbiguousInterval(NotUnderstood):
    """A bare number, which may mean hours or minutes."""


class UnreadableHours(NotUnderstood): ...


class UnreadableDay(NotUnderstood): ...


class UnreadablePause(NotUnderstood): ...


class UnreadableSnooze(NotUnderstood): ...


class UnreadablePostTime(NotUnderstood):
    """`leaderboard post` wants a weekday and a time."""


class UnknownZone(NotUnderstood):
    """`suggestion` is the nearest IANA zone's command when there is one, else an example."""


class UnknownExercise(NotUnderstood):
    """`done 7` where the card has fewer."""


class NotOfTheRoutine(NotUnderstood):
    """`leave out 7` where the routine has fewer exercises."""


@dataclass(eq=False)
class NotAllowed(Refusal):
    suggestion: str


@dataclass(eq=False)
class IntervalTooShort(NotAllowed):
    asked: timedelta
    bound: timedelta


@dataclass(eq=False)
class IntervalTooLong(NotAllowed):
    asked: timedelta
    bound: timedelta


@dataclass(eq=False)
class HoursEndBeforeStart(NotAllowed):
    """The end is before the start, and across midnight it would be longer than 12 hours. Minutes after midnight."""

    start: int
    end: int


@dataclass(eq=False)
class HoursOverlap(NotAllowed):
    first: "Period"
    second: "Period"


@dataclass(eq=False)
class HoursTooShort(NotAllowed):
    """No day of the week is long enough for even one reminder."""

    interval: timedelta


@dataclass(eq=False)
class PauseInThePast(NotAllowed): ...


@dataclass(eq=False)
class SnoozeOutOfRange(NotAllowed): ...


class NotPossible(Refusal):
    """Understood, but not in this state."""


class NotJoined(NotPossible): ...


class ZoneMissing(NotPossible):
    """The member joined but has no time zone yet, so nothing can be planned."""


@dataclass(eq=False)
class NothingOpen(NotPossible):
    next_at: datetime | None
    zone: str


@dataclass(eq=False)
class SnoozedTwice(NotPossible):
    next_at: datetime | None
    zone: str


class CardClosed(NotPossible):
    """The card can no longer be ticked off (or is not the presser's)."""


class NothingToUndo(NotPossible): ...


class TooLateToUndo(NotPossible):
    """The folded card is not the newest any more, its day is over, or a pause has begun."""


@dataclass(eq=False)
class DaysTooShort(NotPossible):
    """These weekdays (Monday 0) have hours, but too few for the interval: they would get no reminder."""

    days: tuple[int, ...]
    week: "Week"
    interval: timedelta


class NothingLeft(NotPossible):
    """With that left out as well, reminders would offer nothing."""


class NothingOnThoseDays(NotPossible):
    """All of the days with hours would be days on which everything is left out."""


class NothingOffered(NotPossible):
    """Everything is left out today."""


class NotInGuide(NotPossible):
    """The guide is not open, so there is no screen to move on from."""


class NotInChannel(NotPossible):
    """Budge is not in the channel that should get the post."""


class SharedChannel(NotPossible):
    """The channel is shared with another organisation."""


class NotAChannel(NotPossible):
    """A post was asked for in a direct message."""


class NoPostHere(NotPossible):
    """`leaderboard off` where no post is set up."""


class NotAdmin(NotPossible):
    """It is for the admins and owners of the workspace."""


@dataclass(eq=False)
class BoundsOutOfRange(NotPossible):
    """Nobody is to be reminded that often, or that rarely."""

    asked: timedelta
    least: timedelta
    most: timedelta
    is_longest: bool


@dataclass(eq=False)
class BoundsTooClose(NotPossible):
    """The longest interval has to be this much longer than the shortest."""

    shortest: timedelta
    longest: timedelta
    apart: timedelta


class CannotJoin(NotPossible):
    """Bots, and people of another organisation, cannot join."""


class OnItsWay(NotPossible):
    """A card is being posted already, and nobody knows yet what becomes of it."""


class DmClosed(NotPossible):
    """Slack does not let Budge open a direct message with this person."""
