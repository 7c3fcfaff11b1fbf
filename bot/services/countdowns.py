"""The timers of guides that this process follows: what is to be drawn while one runs, and done once it ends.

Nothing is stored. What a restart loses is only the drawing now and then: when a timer ends stands in the database, and
whoever rings the bell moves on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.ids import ReminderId
from bot.ports import Clock

Strike = Callable[[], None]
"""Begins what is to be done, and returns at once."""


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime
    strike: Strike


@dataclass(frozen=True, slots=True)
class Countdowns:
    """By the movable clock."""

    clock: Clock
    _moments: dict[ReminderId, list[Moment]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._moments)

    def follow(self, reminder: ReminderId, moments: Sequence[Moment]) -> None:
        """Strikes at these moments, in place of any others of this reminder."""
        self._moments[reminder] = sorted(moments, key=lambda moment: moment.at)

    def forget(self, reminder: ReminderId, *, ends_at: datetime | None = None) -> None:
        """Strikes no more for this reminder; where `ends_at` is given, only if its last moment is that one."""
        moments = self._moments.get(reminder)
        if moments and (ends_at is None or moments[-1].at == ends_at):
            del self._moments[reminder]

    def earliest(self) -> datetime | None:
        """The next moment at which there is something to do."""
        return min((moments[0].at for moments in self._moments.values()), default=None)

    async def ring(self) -> None:
        """Strikes what has come; of several that a late bell finds for one reminder, the last alone."""
        now = self.clock.now()
        for reminder, moments in list(self._moments.items()):
            due = [moment for moment in moments if moment.at <= now]
            if not due:
                continue
            left = moments[len(due) :]
            if left:
                self._moments[reminder] = left
            else:
                self.forget(reminder)
            due[-1].strike()
