"""Bad weather on demand: rules that make the Web API slow, broken or busy, for tests."""

from collections import Counter
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.sandbox.records import Json


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one call: before or after it has had its effect."""

    kind: Literal["drop", "error", "delay", "refuse"]
    _: KW_ONLY
    after: bool = False
    delay: timedelta = timedelta()
    word: str = ""
    """The error string with which it is refused."""


#: Says what goes wrong with a call of a method, or None; asked once for each call.
FaultRule = Callable[[str, Json], Fault | None]

#: Says for how many seconds a method is closed to an app that calls too often, or None.
RateRule = Callable[[str, Json], int | None]

#: Says whether a file, by its id, can be shown already; asked each time a message or a view names it.
ReadyRule = Callable[[str], bool]


def ready_after(looks: int) -> ReadyRule:
    """Each new file is so often not ready yet, as at Slack, which takes a while to look at what has come."""
    taken: Counter[str] = Counter()

    def is_ready(file_id: str) -> bool:
        taken[file_id] += 1
        return taken[file_id] > looks

    return is_ready


@dataclass(slots=True, kw_only=True)
class Weather:
    """The rules in force for a team's calls; fair unless a test says otherwise."""

    fault: FaultRule | None = None
    rate: RateRule | None = None
    date: Callable[[], datetime] | None = None
    """The clock by which all answers carry a Date, taken from the first team; without one they carry none."""
