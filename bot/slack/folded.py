"""Log lines that whoever reaches us could cause without an end: each once in a while, with how often it was meant."""

import asyncio
from datetime import timedelta

import structlog

log = structlog.get_logger(__name__)


class FoldedLog:
    """Tells of each event and reason at most once in a span."""

    def __init__(self, *, every: timedelta) -> None:
        self._every = every.total_seconds()
        self._told_at: dict[tuple[str, str], float] = {}
        self._left_out: dict[tuple[str, str], int] = {}

    def warn(self, event: str, *, reason: str) -> None:
        """The reason is one of few: all of them are kept in mind."""
        kind, now = (event, reason), asyncio.get_running_loop().time()
        if now - self._told_at.get(kind, -self._every) < self._every:
            self._left_out[kind] = self._left_out.get(kind, 0) + 1
            return
        self._told_at[kind] = now
        left_out = self._left_out.pop(kind, 0)
        log.warning(event, reason=reason, **({"times_left_out": left_out} if left_out else {}))
