"""Bringing things to the app, whichever way it is reached: each waits for its ack, and events come again."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Literal

from bot.sandbox.records import Json

Kind = Literal["slash_commands", "interactive"]
"""What waits for an answer, in Socket Mode's words."""


class UnansweredError(Exception):
    """The app did not ack in time; `reason` is the error Slack shows for a command."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Delivery(ABC):
    """A way to the app."""

    def __init__(self, *, redeliver_after: Sequence[timedelta]) -> None:
        self._redeliver_after = redeliver_after
        self._redeliveries: set[asyncio.Task[None]] = set()

    @abstractmethod
    async def bring(self, kind: Kind, payload: Callable[[str], Json]) -> Json | None:
        """Deliver a command or an interaction, once; what the app said in its ack. Raises UnansweredError.

        The payload is made for the address at which the app reaches us.
        """

    @abstractmethod
    async def try_to_tell(self, event: Json, *, attempt: int, reason: str) -> bool:
        """Deliver an event and say whether it was acked; the first attempt is 0."""

    async def tell(self, event: Json) -> bool:
        """Deliver an event and say whether it was acked; if not, it comes again in the background, a few times."""
        if await self.try_to_tell(event, attempt=0, reason=""):
            return True
        task = asyncio.create_task(self._redeliver(event))
        self._redeliveries.add(task)
        task.add_done_callback(self._redeliveries.discard)
        return False

    async def _redeliver(self, event: Json) -> None:
        for attempt, pause in enumerate(self._redeliver_after, start=1):
            await asyncio.sleep(pause.total_seconds())
            if await self.try_to_tell(event, attempt=attempt, reason="timeout"):
                return

    async def aclose(self) -> None:
        """Stop redelivering."""
        for task in self._redeliveries:
            task.cancel()
        await asyncio.gather(*self._redeliveries, return_exceptions=True)
