"""Work that goes on after the ack: kept, watched, bounded, and waited for at shutdown."""

import asyncio
import logging
from collections import Counter, OrderedDict, deque
from collections.abc import Awaitable, Callable, Hashable
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bot.slack.reporting import report

log = logging.getLogger(__name__)

Begin = Callable[[], Awaitable[None]]
OnError = Callable[[Exception], Awaitable[None]]

AT_ONCE = 50
"""Running side by side; fewer than the connections that one HTTP session opens, so that posting finds one too."""
AT_ONCE_EACH = 5
"""Of them for one person: a card and the Home, each drawn and awaited, and one more place that is not blocked."""
MOST_WAITING = 5_000
"""What comes beyond that is left undone: with a Slack that hangs, memory must end somewhere."""
MOST_WAITING_EACH = 20
"""Of them for one person, so that nobody takes up all of it. The newest is left undone: a drawing that waits already
reads what is stored when its turn comes.
"""
END_WITHIN = 0.25  # seconds that work which is cut off gets to end; some does not let itself be ended


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    begin: Begin
    name: str
    on_error: OnError | None
    of: Hashable
    context: Context = field(default_factory=copy_context)
    """Of whoever started it, which may be long before it begins: its log lines name the same request."""


_Lines = OrderedDict[Hashable, deque[_Work]]
"""Each person's, in the order of their turns."""


class Tasks:
    """Background tasks with strong references. What one raises goes to its own error path and never further.

    So many run at once; the others wait, and everybody whose work waits gets their turn before anybody's second. What
    is urgent comes before all that is not.
    """

    def __init__(
        self,
        *,
        at_once: int = AT_ONCE,
        at_once_each: int = AT_ONCE_EACH,
        most_waiting: int = MOST_WAITING,
        most_waiting_each: int = MOST_WAITING_EACH,
    ) -> None:
        self._at_once = at_once
        self._at_once_each = at_once_each
        self._most_waiting = most_waiting
        self._most_waiting_each = most_waiting_each
        self._running: set[asyncio.Task[None]] = set()
        self._running_of: Counter[Hashable] = Counter()
        self._urgent_lines: _Lines = OrderedDict()
        self._lines: _Lines = OrderedDict()
        self._waiting = 0
        self._left_undone = 0
        self._kept: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        return len(self._running) + self._waiting

    @property
    def running(self) -> int:
        """How many have begun and not ended."""
        return len(self._running)

    def start(
        self, begin: Begin, *, name: str, on_error: OnError | None = None, of: Hashable = None, urgent: bool = False
    ) -> None:
        """Begins the work as soon as there is room; `of` is whose it is.

        `on_error` gets what it raised, to tell the person.
        """
        lines = self._urgent_lines if urgent else self._lines
        ahead = len(lines.get(of, ()))
        if self._waiting >= self._most_waiting or ahead >= self._most_waiting_each:
            self._leave_undone(name)
            return
        lines.setdefault(of, deque()).append(_Work(begin=begin, name=name, on_error=on_error, of=of))
        self._waiting += 1
        self._begin()

    def keep(self, task: asyncio.Task[Any]) -> None:
        """Holds on to a task that runs already, takes up nobody's place, and is waited for at the end."""
        self._kept.add(task)
        task.add_done_callback(self._kept.discard)

    async def settle(self) -> None:
        """Returns once nothing runs or waits any more, tasks begun meanwhile included."""
        while under_way := self._under_way():
            await asyncio.wait(under_way)

    async def drain(self, *, seconds: float) -> bool:
        """Waits until nothing runs or waits any more, new tasks included; False when some had to be cancelled. What
        does not let itself be cancelled is left to itself.
        """
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + seconds
        while (under_way := self._under_way()) and loop.time() < ends_at:
            await asyncio.wait(under_way, timeout=ends_at - loop.time())
        if not self._under_way():
            return True
        await self._cut_off()
        return False

    def _under_way(self) -> set[asyncio.Task[Any]]:
        return self._running | self._kept

    async def _cut_off(self) -> None:
        waiting = [work for lines in (self._urgent_lines, self._lines) for line in lines.values() for work in line]
        self._urgent_lines.clear()
        self._lines.clear()
        self._waiting = 0
        for work in waiting:
            log.warning("%s: not begun", work.name)
        under_way = self._under_way()
        for task in under_way:
            task.cancel()
        if under_way:
            _, left = await asyncio.wait(under_way, timeout=END_WITHIN)
            for task in left:
                log.warning("%s: left running", task.get_name())

    def _begin(self) -> None:
        while len(self._running) < self._at_once and (work := self._next()) is not None:
            task = asyncio.create_task(_guarded(work), name=work.name, context=work.context)
            self._running.add(task)
            self._running_of[work.of] += 1
            task.add_done_callback(partial(self._end, work))

    def _next(self) -> _Work | None:
        return self._next_of(self._urgent_lines) or self._next_of(self._lines)

    def _next_of(self, lines: _Lines) -> _Work | None:
        """The work of whoever has waited longest for a turn and has not too much running; they go to the end."""
        for of, line in lines.items():
            if self._running_of[of] >= self._at_once_each:
                continue
            lines.move_to_end(of)
            work = line.popleft()
            if not line:
                del lines[of]
            self._waiting -= 1
            return work
        return None

    def _end(self, work: _Work, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._running_of[work.of] -= 1
        if not self._running_of[work.of]:
            del self._running_of[work.of]
        if task.cancelled():
            log.warning("%s: cut off", work.name)
        self._begin()
        if self._left_undone and not self._waiting:
            log.warning("%d pieces of work after an ack were left undone: too many waited", self._left_undone)
            self._left_undone = 0

    def _leave_undone(self, name: str) -> None:
        if not self._left_undone:  # one line for a storm
            log.warning("%s: left undone, since too much else waits; so is what follows", name)
        self._left_undone += 1


async def _guarded(work: _Work) -> None:
    try:
        await work.begin()
    except Exception as error:  # noqa: BLE001 - the last resort of work nobody awaits
        report(error, name=work.name)
        if work.on_error is not None:
            await _tell(work.on_error, error, name=work.name)


async def _tell(on_error: OnError, error: Exception, *, name: str) -> None:
    try:
        await on_error(error)
    except Exception as second:  # noqa: BLE001 - telling failed too; the log is all that is left
        report(second, name=f"{name}, telling it")
