"""What the settings show and what they hand back."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.member import Style, Visibility
from bot.domain.periods import Week
from bot.domain.selection import Choice, Selection
from bot.domain.spread import Bounds
from bot.domain.status import Status
from routines.model import Routine


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsShown:
    """What the settings start from: the member as they stand, and what there is to choose from."""

    status: Status
    bounds: Bounds
    """The intervals that their workspace allows."""
    routines: tuple[Routine, ...]
    routine: Routine
    """Theirs."""
    selection: Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsForm:
    """Everything the settings ask for, as a member filled it in. Whether it fits the bounds is still to be judged."""

    interval: timedelta
    zone: str
    week: Week
    visibility: Visibility
    """UNANSWERED where the question was left open."""
    seen_visibility: Visibility | None = None
    """What the form showed in its place, like `seen` below."""
    choice: Choice
    seen: Choice | None = None
    """What the form showed in its place: only what differs is changed, for much may have been since. None, for a form
    that does not say: the member as they stand.
    """
    style: Style
    guide_sounds: bool
