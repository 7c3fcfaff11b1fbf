"""The bell's ring: the tick, and what can be told of it afterwards."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.ports import StoreUnavailable
from bot.services.pulse import Pulse

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Ringing:
    """Rings the tick; says once that the database is gone, and once that it is back."""

    tick: Callable[[], Awaitable[object]]
    pulse: Pulse
    is_under_way: bool = False
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
        was_cut_off = isinstance(self.pulse.failed_with, StoreUnavailable)
        try:
            await self.tick()
        except StoreUnavailable as problem:
            self.pulse.fail(problem)
            if not was_cut_off:
                log.error("database_unavailable", why=str(problem))  # noqa: TRY400 - the traceback says nothing more
        except Exception as error:  # whatever it is, readiness tells it; the bells log it and ring on
            self.pulse.fail(error)
            raise
        else:
            self.pulse.rest()
            if was_cut_off:
                log.info("database_back")
        finally:
            self.is_under_way = False
