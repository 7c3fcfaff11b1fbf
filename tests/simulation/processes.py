"""A process of Budge as the world sees it: it lives, is frozen, dies at any step, and another life begins.

What a dead process still runs reaches nothing: its transaction was rolled back before, and every port it touches
cancels it. So its `finally` blocks are as good as never run.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from bot.domain.ids import ReminderId
from bot.ports import Messenger
from bot.services.lease_clock import LeaseClock
from bot.services.services import Services
from bot.slack.turns import Turns
from tests.simulation.virtual_time import NumberedTask

T = TypeVar("T")

if TYPE_CHECKING:  # they know one another
    from tests.simulation.database import Database

_current: ContextVar["Process | None"] = ContextVar("process", default=None)


class Fates(Protocol):
    """What befalls a process at a step."""

    def at(self, process: "Process", step: str) -> "Blow | None": ...

    def loses_commit(self, process: "Process") -> bool: ...


@dataclass(frozen=True, slots=True)
class Blow:
    """Death, or a freeze of so many seconds; a moment's delay is a freeze of nobody else's concern."""

    dies: bool = False
    frozen: float = 0.0
    delayed: float = 0.0


@dataclass(frozen=True, slots=True)
class Freeze:
    """From when to when a process stood still, in seconds of the loop."""

    begun: float
    ended: float


class Process:
    def __init__(self, name: str, *, database: "Database", fates: Fates, on_end: Callable[["Process"], None]) -> None:
        self.name = name
        self.database = database
        self.services: Services  # these three are set before anything runs
        self.lease_clock: LeaseClock
        self.messenger: Messenger
        self.is_open = False
        """Whether it has done what it does first, so that people get through to it."""
        self.is_alive = True
        self.ended = asyncio.Event()
        self.freezes: list[Freeze] = []
        self.turns: Turns[ReminderId] = Turns()
        self._fates = fates
        self._on_end = on_end
        self._tasks: dict[int, NumberedTask] = {}
        self._thaw: asyncio.Future[None] | None = None

    @property
    def is_frozen(self) -> bool:
        return self._thaw is not None

    def run(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """Begins a task of this process: whatever it begins in turn is this process's, too."""
        context = copy_context()
        context.run(_current.set, self)
        return asyncio.get_running_loop().create_task(work, context=context)

    def own(self, task: NumberedTask) -> None:
        self._tasks[task.number] = task
        task.add_done_callback(self._disown)

    async def point(self, step: str) -> None:
        """A step of its work: here it may die, or stand still for a while."""
        while self._thaw is not None:
            await asyncio.shield(self._thaw)
        self._must_live()
        blow = self._fates.at(self, step)
        if blow is None:
            return
        if blow.dies:
            self.kill()
            raise asyncio.CancelledError
        if blow.frozen:
            self.freeze(blow.frozen)
        if blow.delayed:
            await asyncio.sleep(blow.delayed)
        while self._thaw is not None:
            await asyncio.shield(self._thaw)
        self._must_live()

    def loses_commits(self) -> bool:
        """Whether the database's answer to this COMMIT is lost on its way."""
        return self._fates.loses_commit(self)

    def kill(self) -> None:
        """As `kill -9` does."""
        if not self.is_alive:
            return
        self.is_alive = False
        self.database.forget(self)
        if self._thaw is not None:
            self._thaw.cancel()
            self._thaw = None
        here = asyncio.current_task()
        for task in list(self._tasks.values()):
            if task is not here:
                task.cancel()
        self.ended.set()
        self._on_end(self)

    def freeze(self, seconds: float) -> None:
        """Stands still for so long, wherever it is."""
        if self._thaw is not None or not self.is_alive:
            return
        loop = asyncio.get_running_loop()
        self._thaw = loop.create_future()
        begun = loop.time()
        self.freezes.append(Freeze(begun, begun + seconds))
        loop.call_later(seconds, self._go_on, self._thaw)
        loop.call_later(10.0, self._lose_transaction, self._thaw)

    def _go_on(self, thaw: "asyncio.Future[None]") -> None:
        if not thaw.done():
            self._thaw = None
            thaw.set_result(None)

    def _lose_transaction(self, thaw: "asyncio.Future[None]") -> None:
        if not thaw.done():
            self.database.forget(self)

    def _must_live(self) -> None:
        if not self.is_alive:
            raise asyncio.CancelledError

    def _disown(self, task: "asyncio.Task[Any]") -> None:
        if isinstance(task, NumberedTask):
            self._tasks.pop(task.number, None)


def current_process() -> Process:
    """The process whose task this is."""
    process = _current.get()
    if process is None:
        raise LookupError("no process does this")
    return process


def own_new_task(task: NumberedTask) -> None:
    """To be told of every task, in the context of whoever began it."""
    process = _current.get()
    if process is not None:
        process.own(task)


def outside(work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
    """Begins a task that is no process's."""
    context = copy_context()
    context.run(_current.set, None)
    return asyncio.get_running_loop().create_task(work, context=context)
