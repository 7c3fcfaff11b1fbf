"""What the people of a world were promised: every answer that reached them, and what it said."""

from collections import Counter
from dataclasses import dataclass, field

from bot.domain.ids import MemberId, ReminderId, WorkspaceId

Who = tuple[WorkspaceId, MemberId]


@dataclass(slots=True)
class Promises:
    """To one member."""

    ticked: set[tuple[ReminderId, str]] = field(default_factory=set)
    """Exercises that an answer showed as done."""
    undoing: int = 0
    """Requests to take something back that are under way."""
    undone: int = 0
    """Those that are over."""
    away_since: float | None = None
    """Since when they know that nothing comes, in seconds of the loop; None while something may come."""
    away_until: float | None = None
    has_stopped: bool = False


@dataclass(slots=True)
class Ledger:
    of: dict[Who, Promises] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)

    def to(self, who: Who) -> Promises:
        return self.of.setdefault(who, Promises())
