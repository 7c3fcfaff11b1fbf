"""What the settings show and what they hand back."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.member import Visibility
from bot.domain.periods import Week
from bot.domain.spread import Bounds
from bot.domain.status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsShown:
    """What the settings start from: the member as they stand, and the intervals their workspace allows."""

    status: Status
    bounds: Bounds


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsForm:
    """Everything the settings ask for, as a member filled it in. Whether it fits the bounds is still to be judged."""

    interval: timedelta
    zone: str
    week: Week
    visibility: Visibility
    """UNANSWERED where the question was left open."""
