"""The bells: what rings again and again while the process runs.

APScheduler only rings. What is due stands in the database, so nothing is lost when a bell is late or the process stops.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, timedelta

import structlog
from apscheduler.events import EVENT_SCHEDULER_SHUTDOWN
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger(__name__)

LETS_GO_WITHIN = timedelta(seconds=0.5)
"""For a ring that is cut short to end. A driver waits ten seconds for a database that does not even say that it has
given up; a stop cannot.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bell:
    """What rings, and how often. A ring that takes longer than the interval is not rung twice at once."""

    name: str
    every: timedelta
    ring: Callable[[], Awaitable[object]]


class Bells:
    """Rings every bell until stopped. A ring that fails is logged, and the bell goes on."""

    def __init__(self, *bells: Bell) -> None:
        # No grace and no backlog: a bell that is late rings once, now. UTC, because bells know no time zone.
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        self._ringing: set[asyncio.Task[object]] = set()
        self._stopping = False
        for bell in bells:
            self._scheduler.add_job(
                self._ring, "interval", args=(bell,), id=bell.name, seconds=bell.every.total_seconds()
            )

    def start(self) -> None:
        """Start ringing; each bell rings first after its own interval."""
        self._scheduler.start()

    async def stop(self, *, patience: timedelta = timedelta(seconds=8)) -> None:
        """Ring no more, and return when the rings under way have ended. Those that outlast `patience` are cancelled,
        and left to themselves if they hang even then.
        """
        self._stopping = True
        if self._scheduler.running:
            self._scheduler.pause()
        await asyncio.sleep(0)  # one that has just struck and not begun ends by itself; cancelled, it would be an error
        ringing = tuple(self._ringing)
        if ringing:
            _, late = await asyncio.wait(ringing, timeout=patience.total_seconds())
            for task in late:
                log.warning("bell_cut_short", task=task.get_name())
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=LETS_GO_WITHIN.total_seconds())
        if self._scheduler.running:
            shut_down = asyncio.Event()  # it shuts down in a later turn of the loop
            self._scheduler.add_listener(lambda _event: shut_down.set(), EVENT_SCHEDULER_SHUTDOWN)
            self._scheduler.shutdown(wait=False)
            await shut_down.wait()

    async def _ring(self, bell: Bell) -> None:
        if self._stopping:
            return
        # A task of our own: APScheduler would cancel its one at shutdown, in the middle of a ring.
        ring = asyncio.ensure_future(self._ring_once(bell))
        self._ringing.add(ring)
        ring.add_done_callback(self._ringing.discard)
        await asyncio.wait((ring,))  # it neither cancels the ring with us nor raises when the ring was cut short

    async def _ring_once(self, bell: Bell) -> None:
        try:
            await bell.ring()
        except Exception:  # the last resort of this loop: one failed ring must not end the bell
            log.exception("bell_failed", bell=bell.name)
