"""Slack's way in alone: the sandbox, a relay before it, and a Socket that answers nothing but the connection."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from types import CoroutineType
from typing import Any

import pytest
from aiohttp import ClientSession, ClientTimeout
from slack_bolt.async_app import AsyncApp
from structlog.testing import capture_logs

from bot.sandbox.faults import Fault
from bot.sandbox.people import cast
from bot.sandbox.records import Json
from bot.sandbox.server import Sandbox, build, serve
from bot.sandbox.socket import Link
from bot.slack.client import Wire, web_client
from bot.slack.sdk_log import socket_logger
from bot.slack.socket import Socket
from bot.slack.socket_timing import SocketTiming
from bot.slack.tasks import Tasks
from tests.sandbox.stage import HandClock
from tests.slack.relay import Relay, relaying

OPEN = "apps.connections.open"
PATIENCE = 30.0  # seconds until something that should happen has failed to
NEVER = timedelta(hours=1)
AT_ONCE = timedelta()
SOON_GIVEN_UP = ClientTimeout(total=1)  # a silent relay lets a call hang, too
SHORT = SocketTiming(
    ping=timedelta(seconds=0.05),
    look=timedelta(seconds=0.02),
    stuck_after=NEVER,
    rebuild_after=NEVER,
    pauses=(AT_ONCE,),
    refused=timedelta(seconds=0.1),
    crowded=(timedelta(seconds=0.1), timedelta(seconds=0.2)),
)
"""Everything soon, but nothing that a test does not ask for is thrown away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayIn:
    sandbox: Sandbox
    relay: Relay
    wire: Wire
    asked_at: list[float] = field(default_factory=list)
    """When an address was asked for, by the loop's clock."""
    refusals: list[str] = field(default_factory=list)
    """The error strings with which asking is refused; the last one for ever."""

    @property
    def link(self) -> Link:
        return self.sandbox.wire.link

    def socket(self, timing: SocketTiming = SHORT, *, app_token: str | None = None) -> Socket:
        app = AsyncApp(client=web_client(self.wire), signing_secret="unused")
        return Socket(app, self.wire, app_token=app_token or self.sandbox.team.app.app_token, timing=timing)

    @asynccontextmanager
    async def connected(self, timing: SocketTiming = SHORT) -> AsyncIterator[Socket]:
        """A Socket that stands."""
        async with self.starting(timing) as socket:
            assert await socket.wait_connected(seconds=5)
            yield socket

    @asynccontextmanager
    async def starting(self, timing: SocketTiming = SHORT) -> AsyncIterator[Socket]:
        """A Socket that begins to connect; at the end it stops in time and leaves nothing running."""
        socket = self.socket(timing)
        await socket.start()
        try:
            yield socket
        finally:
            async with asyncio.timeout(3):
                await socket.stop(Tasks(), seconds=1)
        assert running() == []

    def rule(self, method: str, _: Json) -> Fault | None:
        if method != OPEN:
            return None
        self.asked_at.append(asyncio.get_running_loop().time())
        return Fault("refuse", word=self.refusals[0]) if self.refusals else None

    async def stands(self, number: int) -> None:
        """Waits until the connection of this number, and no other, stands."""
        await self.link.until(lambda: self.link.tickets_used == number and self.link.connections == 1)

    async def asked(self, times: int) -> None:
        """Waits until an address was asked for so often since the beginning."""
        await until(lambda: len(self.asked_at) >= times)


async def until(condition: Callable[[], bool], *, within: float = PATIENCE) -> None:
    """Looks again and again until it holds: what happens inside the SDK rings no bell."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.005)


async def until_connected(socket: Socket) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await socket.is_connected():  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.005)


def running() -> list[str]:
    """The tasks of the SDK, and ours around it."""
    tasks = [(task.get_name(), task.get_coro()) for task in asyncio.all_tasks()]
    files = {name: coro.cr_code.co_filename for name, coro in tasks if isinstance(coro, CoroutineType)}
    return [name for name, file in files.items() if "slack_sdk" in file or "bot/slack" in file]


@contextmanager
def logged(*events: str) -> Iterator[Callable[[], list[MutableMapping[str, Any]]]]:
    """Tells at any moment what was logged of these events."""
    with capture_logs() as entries:
        yield lambda: [entry for entry in entries if entry["event"] in events]


@pytest.fixture
async def way_in() -> AsyncIterator[WayIn]:
    socket_logger().filters.clear()  # what another test's Socket has told is told again
    app = build(cast(), now=HandClock())
    async with serve(app) as port, relaying(port) as (relay, before), ClientSession(timeout=SOON_GIVEN_UP) as session:
        sandbox: Sandbox = app.state.sandbox
        wire = Wire(session=session, base_url=f"http://127.0.0.1:{before}/api/", token=sandbox.team.app.bot_token)
        way_in = WayIn(sandbox=sandbox, relay=relay, wire=wire)
        sandbox.weather.fault = way_in.rule
        yield way_in
