"""The bell's ring: the tick, and what can be told of it afterwards."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.ports import StoreUnavailable

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Ringing:
    """Rings the tick; says once that the database is gone, and once that it is back."""

    tick: Callable[[], Awaitable[object]]
    failed_with: str | None = None
    """The type of what the last ring raised."""
    is_under_way: bool = False
    _is_cut_off: bool = False
    _began: float | None = None

    @property
    def began_ago(self) -> timedelta | None:
        """How long ago the last ring began; None before the first."""
        if self._began is None:
            return None
        return timedelta(seconds=asyncio.get_running_loop().time() - self._began)

    async def ring(self) -> None:
        self._began = asyncio.get_running_loop().time()
        self.is_under_way = True
        try:
            await self._ring()
            self.failed_with = None
        except Exception as error:
            self.failed_with = type(error).__name__
            raise
        finally:
            self.is_under_way = False

    async def _ring(self) -> None:
        try:
            await self.tick()
        except StoreUnavailable as problem:
            if not self._is_cut_off:
                log.error("database_unavailable", why=str(problem))  # noqa: TRY400 - the traceback says nothing more
            self._is_cut_off = True
        else:
            if self._is_cut_off:
                log.info("database_back")
            self._is_cut_off = False
