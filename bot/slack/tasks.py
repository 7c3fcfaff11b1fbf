"""Work that goes on after the ack: kept, watched, and waited for at shutdown."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from bot.slack.reporting import report

OnError = Callable[[Exception], Awaitable[None]]


class Tasks:
    """Background tasks with strong references. What one raises goes to its own error path and never further."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._running)

    def start(self, work: Coroutine[Any, Any, None], *, name: str, on_error: OnError | None = None) -> None:
        """Begins the work now; `on_error` gets what it raised, to tell the person."""
        task = asyncio.create_task(_guarded(work, name=name, on_error=on_error), name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def settle(self) -> None:
        """Returns once nothing runs any more, tasks begun meanwhile included."""
        while self._running:
            await asyncio.wait(self._running)

    async def drain(self, *, seconds: float) -> bool:
        """Waits until nothing runs any more, new tasks included; False when some had to be cancelled."""
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + seconds
        while self._running and loop.time() < ends_at:
            await asyncio.wait(self._running, timeout=ends_at - loop.time())
        left = tuple(self._running)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        return not left


async def _guarded(work: Coroutine[Any, Any, None], *, name: str, on_error: OnError | None) -> None:
    try:
        await work
    except Exception as error:  # noqa: BLE001 - the last resort of work nobody awaits
        report(error, name=name)
        if on_error is not None:
            await _tell(on_error, error, name=name)


async def _tell(on_error: OnError, error: Exception, *, name: str) -> None:
    try:
        await on_error(error)
    except Exception as second:  # noqa: BLE001 - telling failed too; the log is all that is left
        report(second, name=f"{name}, telling it")
