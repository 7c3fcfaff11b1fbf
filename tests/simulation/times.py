"""A world's three times: the loop's seconds, the clock that people live by, and the real one that leases go by."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.simulation.timing_laws import EPOCH
from tests.simulation.virtual_time import ElapsedClock

MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Times:
    """The two clocks begin apart, so that whoever takes one for the other is far off."""

    loop: asyncio.AbstractEventLoop
    clock: ElapsedClock
    lease_clock: ElapsedClock

    @property
    def now(self) -> float:
        return self.loop.time()

    def moved(self, elapsed: float) -> datetime:
        return self.clock.began_at + timedelta(seconds=elapsed)

    def of_moved(self, microseconds: int) -> float:
        return _since(self.clock, microseconds)

    def of_real(self, microseconds: int) -> float:
        return _since(self.lease_clock, microseconds)


def _since(clock: ElapsedClock, microseconds: int) -> float:
    return microseconds / 1e6 - (clock.began_at - EPOCH) // MICROSECOND / 1e6
