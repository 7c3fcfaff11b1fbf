"""Signed HTTP: Slack's way in where it reaches us by requests of its own."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime

import structlog
from slack_bolt.async_app import AsyncApp
from starlette.routing import Route

from bot.listening import Public, served
from bot.ports import Clock
from bot.slack.http import INSTALL_PATH, PATH, http_app
from bot.slack.http_gate import Gate
from bot.slack.tasks import Tasks

log = structlog.get_logger(__name__)

ACK_WITHIN = 2  # seconds that a request under way gets at the end


def taken(port: int) -> str:
    """What is said of a port for Slack's requests that is not free."""
    return f"Port {port} is taken: set BUDGE_PORT to another one."


class HttpWayIn:
    """Listens for Slack's requests, and stops in the order that loses nothing.

    `clock` is the real one. `public_url` is for the log: the address that Slack is to be told. `pages` are for people,
    `pictures` for whoever sees a card.
    """

    def __init__(
        self,
        app: AsyncApp,
        *,
        signing_secret: str,
        host: str,
        port: int,
        clock: Clock,
        public_url: str | None = None,
        pages: Sequence[Route] = (),
        pictures: Sequence[Route] = (),
    ) -> None:
        self._app = http_app(app, Gate(signing_secret=signing_secret, clock=clock), pages=(*pages, *pictures))
        self._host = host
        self._wanted_port = port
        self._public_url = public_url
        self._told = {"request_url": PATH, **({"install_at": INSTALL_PATH} if pages else {})}
        self._serving = AsyncExitStack()
        self._port: int | None = None

    @property
    def port(self) -> int | None:
        """Where it listens, while it does."""
        return self._port

    async def knock(self) -> None:
        """Slack is not asked: it comes by itself."""

    async def start(self) -> None:
        """Listens from now on. Raises CannotListen."""
        self._port = await self._serving.enter_async_context(
            served(
                self._app,
                host=self._host,
                port=self._wanted_port,
                end_within=ACK_WITHIN,
                if_taken=taken(self._wanted_port),
                public=Public(),
            )
        )
        told = {name: f"{self._public_url}{path}" for name, path in self._told.items()} if self._public_url else {}
        log.info("listening", host=self._host, port=self._port, path=PATH, **told)

    async def wait_connected(self, *, seconds: float) -> bool:
        """As `is_connected`: it listens at once or not at all."""
        del seconds
        return await self.is_connected()

    async def is_connected(self) -> bool:
        """Whether it listens."""
        return self._port is not None

    @property
    def trouble(self) -> str | None:
        """Why it does not listen, if it does not."""
        return None if self._port is not None else "It does not listen for Slack's requests."

    @property
    def heard_at(self) -> datetime | None:
        """None: there are no pings."""
        return None

    async def stop(self, tasks: Tasks, *, seconds: float) -> bool:
        """Takes no new connections, answers the requests that are here, then lets running work finish."""
        ends_at = asyncio.get_running_loop().time() + seconds
        self._port = None
        await self._serving.aclose()
        return await tasks.drain(seconds=max(0.0, ends_at - asyncio.get_running_loop().time()))
