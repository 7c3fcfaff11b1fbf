"""Whether the bell's work goes well: since when it does not, and what it ran into. The log tells the rest."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

FORGOTTEN_AFTER = timedelta(minutes=2)
"""By then whatever a turn failed at was tried again, by this process or another: a lease lasts half as long."""


@dataclass(slots=True)
class Pulse:
    """One notion of trouble, whoever ran into it: the ring itself, or the turn of one workspace in it."""

    failed_with: Exception | None = None
    _is_of_a_turn: bool = False
    _began: float = 0.0
    _failed: float = 0.0
    _answered: float | None = None

    @property
    def in_trouble_for(self) -> timedelta | None:
        """How long nothing has gone well since something failed; None where nothing has failed since."""
        return None if self.failed_with is None else _since(self._began)

    @property
    def answered_ago(self) -> timedelta | None:
        """How long ago the database last did what it was asked; None before it first has."""
        return None if self._answered is None else _since(self._answered)

    def fail(self, error: Exception, *, is_of_a_turn: bool = False) -> None:
        self._failed = _now()
        if self.failed_with is None:
            self._began = self._failed
        self.failed_with, self._is_of_a_turn = error, is_of_a_turn

    def serve(self) -> None:
        """A turn went well."""
        self._answered, self.failed_with = _now(), None

    def rest(self) -> None:
        """A ring came to its end. A turn's failure outlives that: the next ring may have had nothing to do."""
        self._answered = _now()
        if not self._is_of_a_turn or _since(self._failed) > FORGOTTEN_AFTER:
            self.failed_with = None


def _now() -> float:
    return asyncio.get_running_loop().time()


def _since(moment: float) -> timedelta:
    return timedelta(seconds=_now() - moment)
