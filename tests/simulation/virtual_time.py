"""An event loop whose clock jumps: where another would wait for a timer, this one is there already.

It never waits for anything outside, so a run depends on its seed alone. Tasks are hashed by their number instead of
their address: whoever keeps them in a set meets them in the same order in every run.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Sequence
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")


class NothingToWaitFor(Exception):  # noqa: N818 - it reads as what is the case
    """Everything waits for something that nobody will bring about."""


class _Jumping(selectors.BaseSelector):
    """A selector without files: waiting moves the time on."""

    def __init__(self) -> None:
        self.elapsed = 0.0  # seconds
        self._map: dict[Any, selectors.SelectorKey] = {}

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise NothingToWaitFor
        if timeout > 0:
            self.elapsed += timeout
        return []

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return selectors.SelectorKey(fileobj, 0, events, data)  # the loop's own waker, which nobody uses here

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return selectors.SelectorKey(fileobj, 0, 0, None)

    def get_map(self) -> dict[Any, selectors.SelectorKey]:
        return self._map


class NumberedTask(asyncio.Task[Any]):
    """A task that is told from others by its number."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any], *, number: int, **options: Any) -> None:
        self.number = number  # before anything can put the task into a set
        super().__init__(coroutine, **options)

    def __hash__(self) -> int:
        return self.number


class VirtualLoop(asyncio.SelectorEventLoop):
    """`on_task` is told of every task that begins, in the context of whoever began it."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        self._tasks_begun = 0
        self.on_task: Callable[[NumberedTask], None] = lambda _: None
        super().__init__(self._jumping)
        self.set_task_factory(self._numbered)

    def time(self) -> float:
        return self._jumping.elapsed

    def _numbered(
        self, _: asyncio.AbstractEventLoop, coroutine: Any, *, context: Context | None = None
    ) -> NumberedTask:
        self._tasks_begun += 1
        task = NumberedTask(coroutine, number=self._tasks_begun, loop=self, context=context)
        (context.run if context else _here)(self.on_task, task)
        return task


def _here(call: Callable[[NumberedTask], None], task: NumberedTask) -> None:
    call(task)


@dataclass(frozen=True, slots=True)
class ElapsedClock:
    """A clock that began at a moment and goes as the loop does."""

    loop: asyncio.AbstractEventLoop
    began_at: datetime

    def now(self) -> datetime:
        return self.began_at + timedelta(seconds=self.loop.time())


def run_virtually(main: Callable[[VirtualLoop], Coroutine[Any, Any, T]]) -> T:
    """What the coroutine comes to, in no time; whatever it left running is cancelled."""
    loop = VirtualLoop()
    try:
        outcome = loop.run_until_complete(main(loop))
        loop.run_until_complete(_cancel(sorted(asyncio.all_tasks(loop), key=hash)))
        return outcome
    finally:
        loop.close()


async def _cancel(tasks: Sequence["asyncio.Task[Any]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
