"""What is counted for the operator, as a port: `bot.metrics` keeps it for Prometheus, and a test may look at it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from time import monotonic
from typing import Protocol

from bot.ports import Store, StoreUnavailable, Transaction


class Heard(StrEnum):
    """What Slack brought us."""

    COMMAND = "command"
    PRESS = "press"
    FORM = "form"
    MENU = "menu"
    EVENT = "event"
    OTHER = "other"


class Called(StrEnum):
    """What became of a call to Slack."""

    OK = "ok"
    LIMITED = "limited"
    """Slack answered 429: nothing was done, and it may be asked again later."""
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """It may have been done."""
    UNREACHED = "unreached"
    """No connection: nothing was done."""


class Transacted(StrEnum):
    """How a transaction ended."""

    COMMITTED = "committed"
    ROLLED_BACK = "rolled_back"
    UNAVAILABLE = "unavailable"


class Meter(Protocol):
    """Is told what happens, and keeps what it likes of it. Nothing here names a workspace, a member or a channel."""

    def sent(self, *, late: timedelta) -> None:
        """A reminder was posted so long after it was due."""

    def expired(self, reason: str) -> None:
        """A reminder was given up. Told as it is decided; what a failed commit takes back is told again."""

    def failed(self, reason: str) -> None:
        """Slack refused a reminder for good."""

    def acked(self, heard: Heard, *, seconds: float) -> None:
        """Slack got its answer."""

    def called(self, method: str, outcome: Called, *, seconds: float) -> None:
        """Slack was called."""

    def transacted(self, outcome: Transacted, *, seconds: float) -> None:
        """A transaction ended, so long after it was asked for."""

    def lagged(self, seconds: float) -> None:
        """The event loop came back so late to one who slept."""


class Unmetered:
    """Keeps nothing."""

    def sent(self, *, late: timedelta) -> None: ...
    def expired(self, reason: str) -> None: ...
    def failed(self, reason: str) -> None: ...
    def acked(self, heard: Heard, *, seconds: float) -> None: ...
    def called(self, method: str, outcome: Called, *, seconds: float) -> None: ...
    def transacted(self, outcome: Transacted, *, seconds: float) -> None: ...
    def lagged(self, seconds: float) -> None: ...


UNMETERED = Unmetered()


@dataclass(frozen=True, slots=True)
class MeteredStore:
    """A store whose transactions are told to a meter."""

    store: Store
    meter: Meter

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        began, outcome = monotonic(), Transacted.ROLLED_BACK
        try:
            async with self.store.transaction() as tx:
                yield tx
            outcome = Transacted.COMMITTED
        except StoreUnavailable:
            outcome = Transacted.UNAVAILABLE
            raise
        finally:
            self.meter.transacted(outcome, seconds=monotonic() - began)
