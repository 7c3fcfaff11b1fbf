"""One connection of Socket Mode and what the SDK does to keep it, with the ends that the SDK leaves loose tied up."""

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.slack.addresses import Addresses
from bot.slack.client import Wire, web_client
from bot.slack.sdk_log import socket_logger
from bot.slack.socket_timing import SocketTiming

log = structlog.get_logger(__name__)

HANG_UP_WITHIN = 1.0  # seconds; a dead connection never answers that it is closed
CANCEL_AGAIN_AFTER = 0.1  # seconds
CANCEL_TIMES = 10
PING = re.compile(rb"sdk-ping-pong:(\d+(?:\.\d+)?)")
TOO_MANY = "too_many_websockets"


class Connection(SocketModeClient):
    """The SDK's client: it asks for addresses in our order, and all that it has running can be ended."""

    def __init__(self, wire: Wire, addresses: Addresses, *, timing: SocketTiming) -> None:
        super().__init__(
            app_token="",  # the addresses have it
            logger=socket_logger(),
            web_client=web_client(wire, with_token=False),
            proxy=wire.proxy,
            ping_interval=timing.ping.total_seconds(),
            on_message_listeners=[self._heed],
        )
        self.proxy = wire.proxy  # the SDK would take one from the environment, for loopback too
        self._addresses = addresses
        self._connecting: set[asyncio.Task[Any] | None] = set()
        self._heard_at: datetime | None = None

    @property
    def heard_at(self) -> datetime | None:
        """When the ping was sent that Slack answered last, by the real clock; None before it has answered one."""
        return self._heard_at

    async def issue_new_wss_url(self) -> str:
        return await self._addresses.next()

    async def receive_messages(self) -> None:
        if self.current_session is not None:
            self._note_pongs(self.current_session)
        await super().receive_messages()

    async def connect(self) -> None:
        """Tries until it stands or is closed; it never raises."""
        with self._counted():
            await super().connect()  # type: ignore[no-untyped-call]  # the SDK leaves it bare

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        with self._counted():
            if not self.closed:
                await super().connect_to_new_endpoint(force)

    async def hang_up(self) -> None:
        """Ends the connection and waits for the end of all that would make another one, which `close` does not."""
        self.closed = True
        with suppress(aiohttp.ClientError, OSError):  # OSError: TimeoutError is one
            async with asyncio.timeout(HANG_UP_WITHIN):
                await self.close()  # type: ignore[no-untyped-call]  # the SDK leaves it bare
        loops = (self.message_processor, self.current_session_monitor, self.message_receiver, *self._connecting)
        await _end({loop for loop in loops if loop is not None and loop is not asyncio.current_task()})
        await self.aiohttp_client_session.close()

    def _note_pongs(self, session: aiohttp.ClientWebSocketResponse) -> None:
        """The SDK takes its first ping for an answer, and hands nobody the real ones."""
        receive = session.receive

        async def noting() -> aiohttp.WSMessage:
            message = await receive()
            if message.type is aiohttp.WSMsgType.PONG:
                self._heard_at = _answered(bytes(message.data)) or self._heard_at
            return message

        session.receive = noting  # type: ignore[method-assign, assignment]  # as the SDK calls it

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """The SDK keeps no reference to all of the tasks that connect; lost ones would go on for ever."""
        task = asyncio.current_task()
        is_outermost = task not in self._connecting
        self._connecting.add(task)
        try:
            yield
        finally:
            if is_outermost:
                self._connecting.discard(task)

    async def _heed(self, message: aiohttp.WSMessage) -> None:
        """Comes before the SDK reads the frame, and then connects anew at once: for one reason that is wrong."""
        if '"disconnect"' not in message.data:
            return
        frame = json.loads(message.data)
        if frame.get("type") != "disconnect":
            return
        log.info("socket_disconnected_by_slack", reason=frame.get("reason"))
        if frame.get("reason") == TOO_MANY and self.current_session is not None:
            self._addresses.crowd()
            await self.current_session.close()  # at once: the SDK would only do so when it has the next address


def _answered(pong: bytes) -> datetime | None:
    """When the ping was sent that this answers: the SDK's carry their time. Those of aiohttp say nothing."""
    if (found := PING.fullmatch(pong)) is None:
        return None
    return datetime.fromtimestamp(float(found[1]), UTC)


async def _end(loops: set[asyncio.Future[Any]]) -> None:
    """Cancels them and waits for their end, though not for ever."""
    running = loops
    for _ in range(CANCEL_TIMES):
        if not running:
            return
        # Once is not enough: until Python 3.12 a `wait_for`, as the SDK uses it, may swallow the request.
        for loop in running:
            loop.cancel()
        _, running = await asyncio.wait(running, timeout=CANCEL_AGAIN_AFTER)
    if running:
        log.warning("socket_loops_left_running", loops=len(running))


class Handler(AsyncSocketModeHandler):
    """Bolt's handler that knows what it is answering; the SDK keeps no reference to those tasks."""

    client: Connection

    def __init__(self, app: AsyncApp, connection: Connection) -> None:
        # Not Bolt's own: it would make a client, with a session and a task, only for us to throw it away.
        self.app = app
        self.client = connection
        self.client.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type]  # as Bolt does
        self.answering: set[asyncio.Task[Any] | None] = set()

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # as Bolt narrows it
        task = asyncio.current_task()
        self.answering.add(task)
        try:
            await super().handle(client, req)
        finally:
            self.answering.discard(task)

    async def finish(self, *, seconds: float) -> None:
        """Takes nothing new (what comes unacked, Slack sends again) and waits for the acks under way."""
        self.client.socket_mode_request_listeners.clear()
        running = [task for task in self.answering if task is not None]
        if running:
            await asyncio.wait(running, timeout=seconds)
