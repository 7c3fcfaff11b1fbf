"""Work that goes on after the ack: kept, watched, bounded, and waited for at shutdown."""

import asyncio
import logging
from collections import Counter, OrderedDict, deque
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.slack.reporting import report

log = logging.getLogger(__name__)

OnError = Callable[[Exception], Awaitable[None]]

AT_ONCE = 50
"""Running side by side; fewer than the connections that one HTTP session opens, so that posting finds one too."""
AT_ONCE_EACH = 5
"""Of them for one person: a card and the Home, each drawn and awaited, and one more place that is not blocked."""
MOST_WAITING = 5_000
"""What comes beyond that is left undone: with a Slack that hangs, memory must end somewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    run: Coroutine[Any, Any, None]
    name: str
    on_error: OnError | None
    of: Hashable


class Tasks:
    """Background tasks with strong references. What one raises goes to its own error path and never further.

    So many run at once; the others wait, and everybody whose work waits gets their turn before anybody's second.
    """

    def __init__(
        self, *, at_once: int = AT_ONCE, at_once_each: int = AT_ONCE_EACH, most_waiting: int = MOST_WAITING
    ) -> None:
        self._at_once = at_once
        self._at_once_each = at_once_each
        self._most_waiting = most_waiting
        self._running: set[asyncio.Task[None]] = set()
        self._running_of: Counter[Hashable] = Counter()
        self._lines: OrderedDict[Hashable, deque[_Work]] = OrderedDict()  # each person's, in the order of their turns
        self._waiting = 0
        self._left_undone = 0

    def __len__(self) -> int:
        return len(self._running) + self._waiting

    @property
    def running(self) -> int:
        """How many have begun and not ended."""
        return len(self._running)

    def start(
        self,
        work: Coroutine[Any, Any, None],
        *,
        name: str,
        on_error: OnError | None = None,
        of: Hashable = None,
    ) -> None:
        """Begins the work as soon as there is room; `of` is whose it is.

        `on_error` gets what it raised, to tell the person.
        """
        if self._waiting >= self._most_waiting:
            work.close()
            self._leave_undone(name)
            return
        line = self._lines.setdefault(of, deque())
        line.append(_Work(run=work, name=name, on_error=on_error, of=of))
        self._waiting += 1
        self._begin()

    async def settle(self) -> None:
        """Returns once nothing runs or waits any more, tasks begun meanwhile included."""
        while self._running:
            await asyncio.wait(self._running)

    async def drain(self, *, seconds: float) -> bool:
        """Waits until nothing runs or waits any more, new tasks included; False when some had to be cancelled."""
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + seconds
        while self._running and loop.time() < ends_at:
            await asyncio.wait(self._running, timeout=ends_at - loop.time())
        if not self._running:
            return True
        await self._cut_off()
        return False

    async def _cut_off(self) -> None:
        waiting = [work for line in self._lines.values() for work in line]
        self._lines.clear()
        self._waiting = 0
        for work in waiting:
            work.run.close()
            log.warning("%s: not begun", work.name)
        running = tuple(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _begin(self) -> None:
        while len(self._running) < self._at_once and (work := self._next()) is not None:
            task = asyncio.create_task(_guarded(work), name=work.name)
            self._running.add(task)
            self._running_of[work.of] += 1
            task.add_done_callback(partial(self._end, work))

    def _next(self) -> _Work | None:
        """The work of whoever has waited longest for a turn and has not too much running; they go to the end."""
        for of, line in self._lines.items():
            if self._running_of[of] >= self._at_once_each:
                continue
            self._lines.move_to_end(of)
            work = line.popleft()
            if not line:
                del self._lines[of]
            self._waiting -= 1
            return work
        return None

    def _end(self, work: _Work, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._running_of[work.of] -= 1
        if not self._running_of[work.of]:
            del self._running_of[work.of]
        if task.cancelled():
            work.run.close()  # it may not even have begun
            log.warning("%s: cut off", work.name)
        if self._left_undone and not self._waiting:
            log.warning("%d pieces of work after an ack were left undone: too many waited", self._left_undone)
            self._left_undone = 0
        self._begin()

    def _leave_undone(self, name: str) -> None:
        if not self._left_undone:  # one line for a storm
            log.warning("%s: left undone, since %d others wait; so is what follows", name, self._waiting)
        self._left_undone += 1


async def _guarded(work: _Work) -> None:
    try:
        await work.run
    except Exception as error:  # noqa: BLE001 - the last resort of work nobody awaits
        report(error, name=work.name)
        if work.on_error is not None:
            await _tell(work.on_error, error, name=work.name)


async def _tell(on_error: OnError, error: Exception, *, name: str) -> None:
    try:
        await on_error(error)
    except Exception as second:  # noqa: BLE001 - telling failed too; the log is all that is left
        report(second, name=f"{name}, telling it")
