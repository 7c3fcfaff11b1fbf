"""What stands at this moment, for whoever watches: levels are asked for, where a `Meter` is told."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.ports import Clock, StoreUnavailable
from bot.services.inspections import WayIn
from bot.services.lease_clock import LeaseClock
from bot.services.meter import Meter
from bot.services.reminding import Reminding
from bot.services.ringing import Ringing

COUNT_EVERY = timedelta(seconds=15)
LOOK_EVERY = timedelta(seconds=0.5)


class Queues(Protocol):
    """How much waits in the database."""

    async def queue_lengths(self, *, now: datetime) -> Mapping[str, int]:
        """What is due by now, by the name of the queue; read from indexes alone. Raises StoreUnavailable."""


class AfterAcks(Protocol):
    """The work that goes on after the acks."""

    def __len__(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Everything at one moment. What is not known is None, or not there."""

    leases: int
    turns: int
    after_acks: int
    is_connected: bool
    bell_rang_ago: timedelta | None
    clock_ahead: timedelta | None
    queues: Mapping[str, int]


@dataclass(slots=True, kw_only=True)
class Gauging:
    """Reads the levels of a bot. Nothing is asked of the database for it: a bell has counted what waits there."""

    reminding: Reminding
    ringing: Ringing
    way_in: WayIn
    after_acks: AfterAcks
    lease_clock: LeaseClock
    clock: Clock
    queues: Queues
    _lengths: Mapping[str, int] = field(default_factory=dict)

    async def levels(self) -> Levels:
        return Levels(
            leases=self.reminding.leases.held,
            turns=self.reminding.turns,
            after_acks=len(self.after_acks),
            is_connected=await self.way_in.is_connected(),
            bell_rang_ago=self.ringing.began_ago,
            clock_ahead=self.lease_clock.machine_ahead,
            queues=self._lengths,
        )

    async def count(self) -> None:
        """Counts what waits, for a bell. A database that is gone leaves nothing known."""
        try:
            self._lengths = await self.queues.queue_lengths(now=self.clock.now())
        except StoreUnavailable:
            self._lengths = {}


async def watch_loop(meter: Meter, *, every: timedelta = LOOK_EVERY) -> None:
    """Tells the meter how late the event loop is, until it is cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        wakes_at = loop.time() + every.total_seconds()
        await asyncio.sleep(every.total_seconds())
        meter.lagged(max(0.0, loop.time() - wakes_at))
