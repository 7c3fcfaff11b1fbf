"""The feed of changes: whoever looks at the emulated Slack learns what has just changed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass
from datetime import timedelta
from typing import Literal

Kind = Literal["posted", "edited", "deleted", "home", "modal", "person", "channel", "clock"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: where it is to be seen, and by whom when only one person can see it."""

    kind: Kind
    _: KW_ONLY
    channel: str | None = None
    person: str | None = None
    ts: str | None = None


class Subscription:
    """The changes since the subscription began; iterate to wait for them, `pending` to take what is there."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Change | None] = asyncio.Queue()

    def put(self, change: Change | None) -> None:
        self._queue.put_nowait(change)

    def pending(self) -> Iterator[Change]:
        """Take the changes that already happened, without waiting; the end of the feed is left to be met later."""
        while not self._queue.empty():
            change = self._queue.get_nowait()
            if change is None:
                self.put(None)
                return
            yield change

    async def next(self) -> Change | None:
        """Wait for the next change; None when the feed has been closed."""
        return await self._queue.get()

    async def __aiter__(self) -> AsyncIterator[Change]:
        while (change := await self.next()) is not None:
            yield change


class Feed:
    """Hands every published change to every subscriber."""

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()

    def publish(self, change: Change) -> None:
        for subscription in self._subscriptions:
            subscription.put(change)

    @contextmanager
    def subscribe(self) -> Iterator[Subscription]:
        """Follow the changes published from now on; the iteration ends when the feed is closed."""
        subscription = Subscription()
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    async def until(self, condition: Callable[[], bool], *, within: timedelta = timedelta(seconds=30)) -> None:
        """Wait until a condition holds, looking again after each change; TimeoutError when it does not come true."""
        with self.subscribe() as changes:
            if condition():
                return
            async with asyncio.timeout(within.total_seconds()):
                async for _ in changes:
                    if condition():
                        return
        raise TimeoutError

    def close(self) -> None:
        """End every iteration, so that open event streams finish before the server stops."""
        for subscription in self._subscriptions:
            subscription.put(None)
