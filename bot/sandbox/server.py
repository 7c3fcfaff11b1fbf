"""The emulated Slack as a web server on loopback."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute, Route, WebSocketRoute

from bot.sandbox.cast import Cast
from bot.sandbox.faults import Weather
from bot.sandbox.gestures import Gestures
from bot.sandbox.hooks import PATH
from bot.sandbox.mover import Advance, Mover
from bot.sandbox.state import Team
from bot.sandbox.web_api import WebApi
from bot.sandbox.wire import Now, Patience, Wire

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
    cast: Cast | None = None,
    patience: Patience | None = None,
    page_routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """The whole sandbox; `app.state.sandbox` holds its parts."""
    wire = Wire.lay(team, now=now, patience=patience)
    weather = Weather()
    raise NotImplementedError
