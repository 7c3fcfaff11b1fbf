"""What a settings form remembers from being opened until it is saved, in its `private_metadata`."""

import json
from dataclasses import dataclass
from typing import Any

from bot.domain.errors import DaysTooShort
from bot.domain.member import Visibility
from bot.domain.selection import Choice
from bot.slack.payloads import known_weekday, reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    accepted_days: tuple[int, ...] = ()
    """The days that the member was warned of: saving it again accepts them."""
    seen: Choice | None = None
    """What comes, as the form showed it; None for a form of the version before."""
    visibility: Visibility | None = None
    """What the leaderboard told of the member then."""


def remembering(shown: Remembered, *, warning: DaysTooShort | None = None) -> str:
    """The `private_metadata` of a form that showed this, and warns of that."""
    known: dict[str, Any] = {} if warning is None else {"accepted_days": list(warning.days)}
    if shown.visibility is not None:
        known["visibility"] = shown.visibility.value
    if shown.seen is not None:
        known["seen"] = {
            "routine": shown.seen.routine,
            "wanted": sorted(shown.seen.wanted),
            "standing_only": sorted(shown.seen.standing_only),
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
        visibility=Visibility(known["visibility"]) if "visibility" in known else None,
    )


def _choice(seen: dict[str, Any]) -> Choice:
    return Choice(
        routine=seen["routine"],
        wanted=frozenset(seen["wanted"]),
        standing_only=frozenset(map(known_weekday, seen["standing_only"])),
    )
