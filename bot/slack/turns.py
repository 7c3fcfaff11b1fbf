"""Drawing one thing at a time, as it is when its turn comes."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

Thing = TypeVar("Thing", bound=Hashable)


@dataclass(slots=True, weakref_slot=True, eq=False)
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: set[Hashable] = field(default_factory=set)


class Turns(Generic[Thing]):
    """Drawings of one thing never overlap, so the last one made is the last one read.

    Whoever comes while another waits leaves it to that one, which has not read the stored state yet: of ten wishes at
    once two are drawn. What is drawn by nobody takes no memory.
    """

    def __init__(self) -> None:
        self._queues: WeakValueDictionary[Thing, _Queue] = WeakValueDictionary()

    def __len__(self) -> int:
        return len(self._queues)

    async def draw(self, thing: Thing, drawing: Callable[[], Awaitable[None]], *, way: Hashable = None) -> None:
        """Calls `drawing` when its turn comes, or returns at once if one that goes the same way waits already."""
        queue = self._queues.setdefault(thing, _Queue())
        if way in queue.waiting:
            return
        queue.waiting.add(way)
        try:
            await queue.lock.acquire()
        finally:
            queue.waiting.discard(way)
        try:
            await drawing()
        finally:
            queue.lock.release()
