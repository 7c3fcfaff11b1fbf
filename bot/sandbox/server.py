"""The emulated Slack as a web server on loopback."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from random import Random

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from bot.listening import LOOPBACK, NO_OTHER_NAME, served
from bot.sandbox.cast import Cast
from bot.sandbox.consent import AUTHORIZE, ConsentPage
from bot.sandbox.faults import Weather
from bot.sandbox.files import UPLOADS
from bot.sandbox.gestures import Gestures
from bot.sandbox.grants import Grants
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
    """One team with all that belongs to it; the grants are of all teams, as there is one app."""

    team: Team
    wire: Wire
    gestures: Gestures
    cast: Cast | None
    mover: Mover | None  # None when nobody here may move the clock
    now: Now
    weather: Weather
    grants: Grants


def build(
    team: Team,
    *others: Team,
    now: Now,
    advance: Advance | None = None,
    chance: Random | None = None,
    patience: Patience | None = None,
    request_url: RequestUrl | None = None,
    page_routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """The whole sandbox; without `chance` the colleagues do nothing by themselves.

    The first team is the one in which the app was made. Its parts are at `app.state.sandbox`, those of all teams by
    their id at `app.state.sandboxes`. With a request URL the app is reached by signed requests, else over Socket Mode.
    """
    grants = Grants({one.team_id: one for one in (team, *others)})
    first = Wire.lay(team, now=now, patience=patience, request_url=request_url)
    rest = [Wire.lay(one, now=now, patience=patience, request_url=request_url, link=first.link) for one in others]
    sandboxes: dict[str, Sandbox] = {}
    for wire in (first, *rest):
        gestures = Gestures(wire, grants=grants)
        cast = Cast(wire.team, gestures=gestures, habits=HABITS, chance=chance, now=now) if chance else None
        sandboxes[wire.team.team_id] = Sandbox(
            team=wire.team,
            wire=wire,
            gestures=gestures,
            cast=cast,
            mover=Mover(wire.team, now=now, advance=advance, cast=cast) if advance else None,
            now=now,
            weather=Weather(),
            grants=grants,
        )
    app = Starlette(
        routes=[*_wire_routes(sandboxes, grants=grants), *page_routes],
        middleware=[NO_OTHER_NAME],
        lifespan=_living(sandboxes),
    )
    app.state.sandbox = sandboxes[team.team_id]
    app.state.sandboxes = sandboxes
    return app


def _wire_routes(sandboxes: Mapping[str, Sandbox], *, grants: Grants) -> list[BaseRoute]:
    wires = {team_id: sandbox.wire for team_id, sandbox in sandboxes.items()}
    link = wires[grants.home.team_id].link
    weathers = {team_id: sandbox.weather for team_id, sandbox in sandboxes.items()}
    api = WebApi(wires, grants=grants, weathers=weathers)
    consent = ConsentPage(grants)
    return [
        Route("/api/{method}", api.endpoint, methods=["GET", "POST"]),
        Route(AUTHORIZE, consent.ask, methods=["GET"]),
        Route(AUTHORIZE, consent.answer, methods=["POST"]),
        Route(f"{PATH}/{{team}}/{{key}}", _of_team(wires, lambda wire: wire.response_urls.endpoint), methods=["POST"]),
        Route(f"{UPLOADS}/{{team}}/{{key}}", _of_team(wires, lambda wire: wire.uploads.endpoint), methods=["POST"]),
        WebSocketRoute("/link/", link.endpoint),
    ]


Endpoint = Callable[[Request], Awaitable[Response]]


def _of_team(wires: Mapping[str, Wire], part: Callable[[Wire], Endpoint]) -> Endpoint:
    """The endpoint of the team that the address names; 404 for any other."""

    async def endpoint(request: Request) -> Response:
        wire = wires.get(request.path_params["team"])
        return await part(wire)(request) if wire else PlainTextResponse("no such team", status_code=404)

    return endpoint


def _living(sandboxes: Mapping[str, Sandbox]) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """While the server runs, the casts live; afterwards nothing is left running."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        lives = [asyncio.create_task(sandbox.cast.live()) for sandbox in sandboxes.values() if sandbox.cast]
        for life in lives:
            life.add_done_callback(_report_end)
        yield
        for life in lives:
            life.cancel()
        await asyncio.gather(*lives, return_exceptions=True)
        await next(iter(sandboxes.values())).wire.delivery.aclose()  # there is one way to the app

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
            for sandbox in app.state.sandboxes.values():
                sandbox.team.feed.close()
