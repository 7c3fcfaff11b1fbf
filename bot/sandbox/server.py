"""The emulated Slack as a web server on loopback."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from random import Random

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute, Route, WebSocketRoute

from bot.sandbox.cast import Cast
from bot.sandbox.faults import Weather
from bot.sandbox.gestures import Gestures
from bot.sandbox.habits import HABITS
from bot.sandbox.hooks import PATH
from bot.sandbox.mover import Advance, Mover
from bot.sandbox.state import Team
from bot.sandbox.web_api import WebApi
from bot.sandbox.wire import Now, Patience, Wire

_log = logging.getLogger(__name__)

_LOOPBACK = "127.0.0.1"
_DRAIN = 2  # seconds that open streams get to end


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """What the routes of the page find as `request.app.state.sandbox`."""

    team: Team
    wire: Wire
    gestures: Gestures
    mover: Mover | None  # None when nobody here may move the clock
    now: Now
    weather: Weather


def build(
    team: Team,
    *,
    now: Now,
    advance: Advance | None = None,
    chance: Random | None = None,
    patience: Patience | None = None,
    page_routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """The whole sandbox, its parts at `app.state.sandbox`; without `chance` the colleagues do nothing by themselves."""
    wire = Wire.lay(team, now=now, patience=patience)
    gestures = Gestures(wire)
    cast = Cast(team, gestures=gestures, habits=HABITS, chance=chance, now=now) if chance else None
    mover = Mover(team, now=now, advance=advance, cast=cast) if advance else None
    weather = Weather()
    app = Starlette(
        routes=[*_wire_routes(wire, weather=weather), *page_routes],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[_LOOPBACK, "localhost"])],
        lifespan=_living(wire, cast=cast),
    )
    app.state.sandbox = Sandbox(team=team, wire=wire, gestures=gestures, mover=mover, now=now, weather=weather)
    return app


def _wire_routes(wire: Wire, *, weather: Weather) -> list[BaseRoute]:
    api = WebApi(wire, weather=weather)
    return [
        Route("/api/{method}", api.endpoint, methods=["GET", "POST"]),
        Route(f"{PATH}/{{key}}", wire.response_urls.endpoint, methods=["POST"]),
        WebSocketRoute("/link/", wire.link.endpoint),
    ]


def _living(wire: Wire, *, cast: Cast | None) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """While the server runs, the cast lives; afterwards nothing is left running."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        life = asyncio.create_task(cast.live()) if cast else None
        if life:
            life.add_done_callback(_report_end)
        yield
        if life:
            life.cancel()
            await asyncio.gather(life, return_exceptions=True)
        await wire.link.aclose()

    return lifespan


def _report_end(life: asyncio.Task[None]) -> None:
    """Without this nobody would learn that the colleagues have stopped acting."""
    if not life.cancelled() and (error := life.exception()):
        _log.error("The cast stopped acting.", exc_info=error)


class PortTaken(Exception):  # noqa: N818  a fact about the machine; its words are for the operator
    """Something else listens at the port already."""


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to whoever started it, and stops at once when told to."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.stopping = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.stopping.wait()


@asynccontextmanager
async def serve(app: Starlette, *, port: int = 0) -> AsyncIterator[int]:
    """Serve on loopback while the context is open; gives the port, a free one for 0."""
    listening = _listen(port)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        ws="websockets-sansio",
        timeout_graceful_shutdown=_DRAIN,
        server_header=False,
        date_header=False,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield listening.getsockname()[1]
    finally:
        app.state.sandbox.team.feed.close()
        server.stopping.set()
        await task


def _listen(port: int) -> socket.socket:
    """A socket that takes connections from now on, even before the server looks at them."""
    # Named as TCP: of any other socket asyncio does not turn Nagle's algorithm off, and every answer waits 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_LOOPBACK, port))
    except OSError:
        listening.close()
        raise PortTaken(f"Port {port} is taken. Choose another one.") from None
    listening.listen()
    return listening
