"""The bell's work: every workspace with something due gets its turn, several side by side."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.ports import Clock, Store, StoreUnavailable
from bot.services.leases import LeaseLost, Leases
from bot.services.pulse import Pulse
from bot.services.serving import Serving
from bot.services.timing import Timing

log = structlog.get_logger(__name__)

Turn = asyncio.Task[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminding:
    store: Store
    clock: Clock
    lease_clock: Clock
    leases: Leases
    serving: Serving
    timing: Timing
    pulse: Pulse = field(default_factory=Pulse)
    """Whether the turns go well."""
    _ringing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _turns: dict[Turn, float] = field(default_factory=dict)
    """Those under way, each with the loop's time at which it began."""

    async def tick(self) -> None:
        """Does everything that is due now, however long it takes. Raises StoreUnavailable."""
        while True:
            await self.ring()
            if not self._turns:
                return

    async def ring(self) -> None:
        """Gives whatever is due its turn, for half a minute at most; turns that last longer go on, and the next ring
        sees to them. Safe at any moment and again after any crash. Raises StoreUnavailable.
        """
        async with self._ringing:
            await self._serve_all(ends_at=_now() + self.timing.ring.total_seconds())

    def drain(self) -> None:
        """Begins nothing more; what is being posted is finished."""
        self.serving.draining.set()

    async def finish(self, *, within: timedelta) -> None:
        """Waits for the turns under way, and cuts short what takes longer."""
        if not self._turns:
            return
        ended, late = await asyncio.wait(self._turns, timeout=within.total_seconds())
        for turn in late:
            turn.cancel()
        if late:
            cut_short, _ = await asyncio.wait(late, timeout=within.total_seconds())
            ended |= {turn for turn in cut_short if not turn.cancelled()}
        with suppress(StoreUnavailable):  # what a turn was about to do stands in the database, for the next start
            self._report(ended)

    @property
    def turns(self) -> int:
        """How many workspaces are being served."""
        return len(self._turns)

    async def earliest_due(self) -> datetime | None:
        """The next moment the bell would find something to do; None when nothing is planned."""
        async with self.store.transaction() as tx:
            return await tx.workspaces.earliest_due(now=self.clock.now(), lease_now=self.lease_clock.now())

    async def _serve_all(self, *, ends_at: float) -> None:
        """A workspace that is slow keeps its own turn waiting, and nobody else's."""
        is_worth_it = True
        while True:
            if is_worth_it and not self.serving.draining.is_set():
                for lease in await self.leases.take(self._free_turns()):
                    self._turns[asyncio.create_task(self.serving.serve(lease))] = _now()
            if not self._turns or _now() >= ends_at:
                return
            timeout = min(self.timing.slow_after.total_seconds(), max(0.0, ends_at - _now()))
            ended, _ = await asyncio.wait(self._turns, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
            for turn in ended:
                del self._turns[turn]
            is_worth_it = not ended or self._report(ended)

    def _free_turns(self) -> int:
        slow_since = _now() - self.timing.slow_after.total_seconds()
        quick = sum(began_at > slow_since for began_at in self._turns.values())
        at_once = self.timing.workspaces_at_once
        return min(at_once - quick, self.timing.slow_turns + at_once - len(self._turns))

    def _report(self, ended: Collection[Turn]) -> bool:
        """Notes how these turns went; whether any of them did something. Raises StoreUnavailable; other trouble of one
        workspace is logged, so that the others are served all the same.
        """
        has_progressed, unavailable = False, None
        for turn in ended:
            try:
                has_progressed |= turn.result()
                self.pulse.serve()
            except StoreUnavailable as problem:
                unavailable = problem
            except LeaseLost:
                log.warning("lease_lost")
            except Exception as error:  # the last resort of this loop: the others still get their turns
                self.pulse.fail(error, is_of_a_turn=True)
                log.exception("turn_failed")
        if unavailable is not None:
            raise unavailable
        return has_progressed


def _now() -> float:
    return asyncio.get_running_loop().time()
