"""The emulated Slack as a web server on loopback."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from random import Random

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route, WebSocketRoute

from bot.listening import LOOPBACK, NO_OTHER_NAME, served
from bot.sandbox.cast import Cast
from bot.sandbox.faults import Weather
from bot.sandbox.files import UPLOADS
from bot.sandbox.gestures import Gestures
from bot.sandbox.habits import HABITS
from bot.sandbox.hooks import PATH
from bot.sandbox.mover import Advance, Mover
from bot.sandbox.request_url import RequestUrl
from bot.sandbox.state import Team
from bot.sandbox.web_api import WebApi
from bot.sandbox.wire import Now, Patience, Wire

_log = logging.getLogger(__name__)

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
    request_url: RequestUrl | None = None,
    page_routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """The whole sandbox, its parts at `app.state.sandbox`; without `chance` the colleagues do nothing by themselves.

    With a request URL the app is reached by signed requests, else over Socket Mode.
    """
    wire = Wire.lay(team, now=now, patience=patience, request_url=request_url)
    gestures = Gestures(wire)
    cast = Cast(team, gestures=gestures, habits=HABITS, chance=chance, now=now) if chance else None
    mover = Mover(team, now=now, advance=advance, cast=cast) if advance else None
    weather = Weather()
    app = Starlette(
        routes=[*_wire_routes(wire, weather=weather), *page_routes],
        middleware=[NO_OTHER_NAME],
        lifespan=_living(wire, cast=cast),
    )
    app.state.sandbox = Sandbox(team=team, wire=wire, gestures=gestures, mover=mover, now=now, weather=weather)
    return app


def _wire_routes(wire: Wire, *, weather: Weather) -> list[BaseRoute]:
    api = WebApi(wire, weather=weather)
    return [
        Route("/api/{method}", api.endpoint, methods=["GET", "POST"]),
        Route(f"{PATH}/{{key}}", wire.response_urls.endpoint, methods=["POST"]),
        Route(f"{UPLOADS}/{{key}}", wire.uploads.endpoint, methods=["POST"]),
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
        await wire.delivery.aclose()

    return lifespan


def _report_end(life: asyncio.Task[None]) -> None:
    """Without this nobody would learn that the colleagues have stopped acting."""
    if not life.cancelled() and (error := life.exception()):
        _log.error("The cast stopped acting.", exc_info=error)


@asynccontextmanager
async def serve(app: Starlette, *, port: int = 0) -> AsyncIterator[int]:
    """Serve on loopback while the context is open; gives the port, a free one for 0. Raises CannotListen."""
    taken = f"Port {port} is taken. Choose another one."
    async with served(app, port=port, end_within=_DRAIN, if_taken=taken) as at:
        delivery = app.state.sandbox.wire.delivery
        if isinstance(delivery, RequestUrl):
            delivery.host = f"{LOOPBACK}:{at}"
        try:
            yield at
        finally:
            app.state.sandbox.team.feed.close()
