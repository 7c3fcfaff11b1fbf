"""What a settings form remembers from being opened until it is saved, in its `private_metadata`."""

import json
from dataclasses import dataclass
from typing import Any

from bot.domain.errors import DaysTooShort
from bot.domain.selection import Choice
from bot.slack.payloads import known_weekday, reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    accepted_days: tuple[int, ...] = ()
    """The days that the member was warned of: saving it again accepts them."""
    seen: Choice | None = None
    """What comes, as the form showed it; None for a form of the version before."""


def remembering(seen: Choice | None, *, warning: DaysTooShort | None = None) -> str:
    """The `private_metadata` of a form that showed this, and warned of that."""
    known: dict[str, Any] = {} if warning is None else {"accepted_days": list(warning.days)}
    if seen is not None:
        known["seen"] = {
            "routine": seen.routine,
            "wanted": sorted(seen.wanted),
            "standing_only": sorted(seen.standing_only),
        }
    return json.dumps(known) if known else ""


@reading()
def remembered(private_metadata: str) -> Remembered:
    """What the form that was saved remembers."""
    known = json.loads(private_metadata) if private_metadata else {}
    seen = known.get("seen")
    return Remembered(
        accepted_days=tuple(known.get("accepted_days", ())),
        seen=None if seen is None else _choice(seen),
    )


def _choice(seen: dict[str, Any]) -> Choice:
    return Choice(
        routine=seen["routine"],
        wanted=frozenset(seen["wanted"]),
        standing_only=frozenset(map(known_weekday, seen["standing_only"])),
    )
