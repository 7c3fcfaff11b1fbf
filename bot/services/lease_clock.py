"""The clock that leases go by: the database's, so that all who share one agree, whatever their machines say."""

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.ports import Clock, Store, StoreUnavailable, Transaction
from bot.services.readiness import Finding

log = structlog.get_logger(__name__)

MEASURE_EVERY = timedelta(seconds=10)
SAMPLES = 3
"""Of one measure: one that was held up says little."""
DRIFT = 0.0005
"""How much of the time that goes by two clocks may drift apart: so fast, and no faster, a clock is put right slowly."""
TOLERATED = timedelta(seconds=3)
"""Further off, and people are reminded at the wrong time: the operator wants to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What time it was at the database at a moment of ours, give or take so many seconds."""

    seconds: float
    time: datetime
    error: float

    def at(self, seconds: float) -> datetime:
        return self.time + timedelta(seconds=seconds - self.seconds)

    def gives_way_to(self, later: "Reading") -> bool:
        """To one that is more precise by now; and to one that contradicts it, since then it is itself wrong by now: the
        database's clock was set, or this machine stood still without its clock noticing.
        """
        error = self.error + DRIFT * (later.seconds - self.seconds)
        apart = abs(later.time - self.at(later.seconds)).total_seconds()
        return later.error <= error or apart > error + later.error


class LeaseClock:
    """The database's time as last measured, and the seconds since; this machine's own until it is measured first, and
    where the database has none to tell.
    """

    def __init__(self, store: Store, *, machine: Clock, seconds: Callable[[], float]) -> None:
        """`seconds` goes on whatever is done to the clock of the machine, and while the machine sleeps."""
        self._store, self._machine, self._seconds = store, machine, seconds
        self._reading = Reading(seconds=seconds(), time=machine.now(), error=math.inf)
        self._was_off = False

    def now(self) -> datetime:
        return self._reading.at(self._seconds())

    @property
    def machine_ahead(self) -> timedelta | None:
        """How far the clock of this machine is ahead of the database's; None while that is not known."""
        return self._machine.now() - self.now() if self._reading.error < math.inf else None

    async def measure(self) -> None:
        """Asks the database. Raises StoreUnavailable; the last measure holds then."""
        async with self._store.transaction() as tx:
            for _ in range(SAMPLES):
                reading = await self._read(tx)
                if self._reading.gives_way_to(reading):
                    self._reading = reading
        self._say_if_off()

    async def follow(self) -> None:
        """The same again and again, for a bell: it does not mind a database that is gone."""
        with suppress(StoreUnavailable):
            await self.measure()

    async def look(self) -> Finding:
        """How far the clock of this machine is off, for whoever watches; leases do not suffer from it."""
        ahead = self.machine_ahead
        return Finding(figures={} if ahead is None else {"ahead_seconds": _rounded(ahead)})

    async def _read(self, tx: Transaction) -> Reading:
        """The answer was true at some moment between question and answer: at half-time, give or take half the time."""
        asked = self._seconds()
        time = await tx.now()
        answered = self._seconds()
        if (
            time is None
        ):  # nobody has to agree with this process, and its machine may learn the time only after the start
            return Reading(seconds=answered, time=self._machine.now(), error=math.inf)
        return Reading(seconds=(asked + answered) / 2, time=time, error=(answered - asked) / 2)

    def _say_if_off(self) -> None:
        """Once, until it was right again."""
        ahead = self.machine_ahead
        is_off = ahead is not None and abs(ahead) > TOLERATED + timedelta(seconds=self._reading.error)
        if ahead is not None and is_off and not self._was_off:
            log.warning("clock_off", ahead_of_database_seconds=_rounded(ahead))
        self._was_off = is_off


def _rounded(span: timedelta) -> float:
    return round(span.total_seconds(), 1) + 0.0  # no minus before a zero
