"""The watchdog of the connection: it mends what the SDK would try in vain for ever."""

import asyncio
from typing import Protocol

import structlog

from bot.slack.socket_timing import SocketTiming

log = structlog.get_logger(__name__)


class Watched(Protocol):
    """What can be looked at, and what can be done about it."""

    async def is_connected(self) -> bool: ...

    @property
    def is_held_back(self) -> bool:
        """Slack does not let us in: nothing is stuck."""

    def stand(self) -> None:
        """Told at each look that finds a connection."""

    def throw_address_away(self) -> None:
        """The SDK tries a refused address for ever, though each serves once; without one it asks for another."""

    async def rebuild(self) -> None:
        """Closes what there is, wholly, and begins anew."""


class Watchdog:
    """Looks at the connection again and again."""

    def __init__(self, watched: Watched, *, timing: SocketTiming) -> None:
        self._watched = watched
        self._timing = timing
        self._lost_at: float | None = None
        self._address_since = 0.0
        self._built_at = 0.0

    async def watch(self) -> None:
        """Looks until it is cancelled."""
        while True:
            await asyncio.sleep(self._timing.look.total_seconds())
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001 - the last resort of this loop: without it nobody would look again
                log.error("watchdog_failed", error=type(error).__name__)  # noqa: TRY400 - a traceback may name an address

    async def _look(self) -> None:
        now = asyncio.get_running_loop().time()
        if await self._watched.is_connected():
            self._found(now)
        elif self._lost_at is None:
            log.warning("socket_not_connected")
            self._lost_at = self._address_since = self._built_at = now
        elif self._watched.is_held_back:
            self._address_since = self._built_at = now
        else:
            await self._mend(now)

    def _found(self, now: float) -> None:
        if self._lost_at is not None:
            log.info("socket_back", seconds=round(now - self._lost_at))
        self._lost_at = None
        self._watched.stand()

    async def _mend(self, now: float) -> None:
        if now - self._built_at >= self._timing.rebuild_after.total_seconds():
            log.warning("socket_built_anew", seconds=round(now - self._built_at))
            self._address_since = self._built_at = now
            await self._watched.rebuild()
        elif now - self._address_since >= self._timing.stuck_after.total_seconds():
            self._address_since = now
            self._watched.throw_address_away()
