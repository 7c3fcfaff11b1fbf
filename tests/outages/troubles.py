"""The ways in which Slack can be in trouble with a workspace: it answers, but not with an answer, or not at all."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import cycle

from aiohttp import web

from tests.lean_slack import Json, Trouble

RETRY_AFTER = 30  # seconds
PAGE = "<!doctype html><title>Server Error</title><h1>Slack is having trouble</h1>"


@dataclass(frozen=True, slots=True)
class Limited:
    """429 to everything."""

    retry_after: int

    async def meet(self, _request: web.Request, _work: Callable[[], Json]) -> web.StreamResponse:
        headers = {"Retry-After": str(self.retry_after)}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)


@dataclass(slots=True)
class Broken:
    """500 to everything; every second call was done before."""

    _is_done: "cycle[bool]" = field(default_factory=lambda: cycle((False, True)))

    async def meet(self, _request: web.Request, work: Callable[[], Json]) -> web.StreamResponse:
        if next(self._is_done):
            work()
        return web.json_response({"ok": False, "error": "internal_error"}, status=500)


@dataclass(slots=True)
class Silent:
    """Takes every call, does every second one, and answers none; the line is dropped once the trouble is over."""

    over: asyncio.Event
    _is_done: "cycle[bool]" = field(default_factory=lambda: cycle((False, True)))

    async def meet(self, request: web.Request, work: Callable[[], Json]) -> web.StreamResponse:
        if next(self._is_done):
            work()
        await self.over.wait()
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


@dataclass(slots=True)
class Html:
    """A page from something in front of Slack, as 502 before the call was done and as 200 after it, in turn."""

    _is_done: "cycle[bool]" = field(default_factory=lambda: cycle((False, True)))

    async def meet(self, _request: web.Request, work: Callable[[], Json]) -> web.StreamResponse:
        if not next(self._is_done):
            return web.Response(text=PAGE, content_type="text/html", status=502)
        work()
        return web.Response(text=PAGE, content_type="text/html")


TROUBLES: Mapping[str, Callable[[int, asyncio.Event], Trouble]] = {
    "limited": lambda retry_after, _over: Limited(retry_after),
    "broken": lambda _retry_after, _over: Broken(),
    "silent": lambda _retry_after, over: Silent(over),
    "html": lambda _retry_after, _over: Html(),
}
"""By name: given the seconds that a limit asks to wait for, and the event of its end."""
