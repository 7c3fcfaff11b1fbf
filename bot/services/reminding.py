"""The bell's work: every workspace with something due gets its turn, several side by side."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.ports import Clock, Store, StoreUnavailable
from bot.services.leases import LeaseLost, Leases
from bot.services.serving import Serving
from bot.services.timing import Timing

log = structlog.get_logger(__name__)

LOOK_AGAIN = 1.0  # seconds; how soon the others' new work is seen while a slow workspace is being served
LONGEST_RING = (
    60.0  # seconds; then a ring only ends what it began, and the next goes on: a ring without end looks stuck
)

Turn = asyncio.Task[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminding:
    store: Store
    clock: Clock
    lease_clock: Clock
    leases: Leases
    serving: Serving
    timing: Timing
    _ringing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def tick(self) -> None:
        """Does everything that is due now, one ring at a time; where that has no end, all that a minute allows.

        Safe at any moment and again after any crash.

        Raises StoreUnavailable, once what was under way has ended.
        """
        async with self._ringing:
            turns: set[Turn] = set()
            try:
                await self._serve_all(turns)
            except asyncio.CancelledError:
                for turn in turns:
                    turn.cancel()
                raise
            finally:
                await asyncio.gather(*turns, return_exceptions=True)

    def drain(self) -> None:
        """Begins nothing more; what is being posted is finished."""
        self.serving.draining.set()

    async def earliest_due(self) -> datetime | None:
        """The next moment the bell would find something to do; None when nothing is planned."""
        async with self.store.transaction() as tx:
            return await tx.workspaces.earliest_due(now=self.clock.now(), lease_now=self.lease_clock.now())

    async def _serve_all(self, turns: set[Turn]) -> None:
        """A workspace that is slow keeps its own turn waiting, and nobody else's."""
        loop = asyncio.get_running_loop()
        ends_at, is_worth_it = loop.time() + LONGEST_RING, True
        while True:
            if is_worth_it and loop.time() < ends_at and not self.serving.draining.is_set():
                for lease in await self.leases.take(self.timing.workspaces_at_once - len(turns)):
                    turns.add(asyncio.create_task(self.serving.serve(lease)))
            if not turns:
                return
            ended, _ = await asyncio.wait(turns, timeout=LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED)
            turns -= ended
            is_worth_it = not ended or _has_progressed(ended)


def _has_progressed(ended: Collection[Turn]) -> bool:
    """Whether any of these turns did something. Raises StoreUnavailable; other trouble of one workspace is logged, so
    that the others are served all the same.
    """
    has_progressed, unavailable = False, None
    for turn in ended:
        try:
            has_progressed |= turn.result()
        except StoreUnavailable as problem:
            unavailable = problem
        except LeaseLost:
            log.warning("lease_lost")
        except Exception:  # the last resort of this loop: the others still get their turns
            log.exception("turn_failed")
    if unavailable is not None:
        raise unavailable
    return has_progressed
