"""The moments of the protocol at which a process can die: between two things that only happen together if it lives."""

from collections import Counter
from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum


class Phase(StrEnum):
    """Where in an act it happens; an act is a call to Slack or a transaction."""

    BEFORE = "before"
    """Slack has not taken the call; the transaction was not committed."""
    WITHIN = "within"
    """Some of the transaction's writes are done, and others are not."""
    AFTER = "after"
    """Slack has done it, the database has committed; the process does not hear of it."""
    IN_FLIGHT = "in flight"
    """It is done some time after the process has died."""


SLACK: dict[str, tuple[Phase, ...]] = {
    "post": (Phase.BEFORE, Phase.AFTER, Phase.IN_FLIGHT),
    "look-up": (Phase.BEFORE, Phase.AFTER),
    "deletion": (Phase.BEFORE, Phase.AFTER, Phase.IN_FLIGHT),
    "redrawing": (Phase.BEFORE, Phase.AFTER),
    "answer": (Phase.BEFORE, Phase.AFTER),
    "weekly audience": (Phase.AFTER,),
    "weekly post": (Phase.BEFORE, Phase.AFTER, Phase.IN_FLIGHT),
}
"""The calls, by what they are for. `answer`: the redrawing of a card through the address that its press came with."""

DATABASE: dict[str, tuple[Phase, ...]] = {
    "lease": (Phase.BEFORE, Phase.AFTER),
    "intent": (Phase.BEFORE, Phase.WITHIN, Phase.AFTER),
    "attempt": (Phase.BEFORE, Phase.AFTER),
    "outcome": (Phase.BEFORE, Phase.WITHIN, Phase.AFTER),
    "press": (Phase.BEFORE, Phase.WITHIN, Phase.AFTER),
    "tidying": (Phase.BEFORE, Phase.AFTER),
    "weekly intent": (Phase.BEFORE, Phase.WITHIN, Phase.AFTER),
    "weekly outcome": (Phase.BEFORE, Phase.AFTER),
    "renewal": (Phase.BEFORE, Phase.AFTER),
    "release": (Phase.BEFORE, Phase.AFTER),
}
"""The transactions, by what they write: `tests.kills.deeds` tells them apart. `attempt`: one more try at a reminder, or
the note that a look-up has found nothing."""


@dataclass(frozen=True, slots=True)
class Point:
    """One of them."""

    act: str
    phase: Phase

    def __str__(self) -> str:
        return f"{self.act}, {self.phase}"

    @property
    def is_in_database(self) -> bool:
        return self.act in DATABASE

    @property
    def is_rare(self) -> bool:
        """Whether it comes once in a while, and not with every reminder."""
        return self.act.startswith("weekly") or self.act in {"renewal", "look-up"}


LOOK_UPS = tuple(Point("look-up", phase) for phase in SLACK["look-up"])
"""They come only where an outcome is unknown."""
POINTS = tuple(Point(act, phase) for acts in (SLACK, DATABASE) for act, phases in acts.items() for phase in phases)


@dataclass(slots=True)
class Trap:
    """Waits at a point, and springs when it is come to for the nth time."""

    point: Point
    _: KW_ONLY
    nth: int = 1
    has_sprung: bool = False
    _met: Counter[Point] = field(default_factory=Counter)

    def springs(self, act: str, phase: Phase) -> bool:
        """Whether this is the moment; it comes once."""
        if self.has_sprung or Point(act, phase) != self.point:
            return False
        self._met[self.point] += 1
        self.has_sprung = self._met[self.point] >= self.nth
        return self.has_sprung
