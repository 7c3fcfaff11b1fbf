"""The Socket Mode connection: Slack's way in."""

import asyncio
import logging
import re
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.slack.client import Wire, sdk_logger
from bot.slack.probe import connection_address
from bot.slack.tasks import Tasks

PING_SECONDS = 10.0
LOOK_SECONDS = 15.0
STUCK_SECONDS = 45.0

_WSS_URL = re.compile(r"wss?://\S+")


class WithoutTickets(logging.Filter):
    """Takes the address of a connection, which carries its ticket, out of the SDK's log records."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _WSS_URL.sub("wss://(left out)", record.getMessage())
        record.args = None
        record.exc_info = None  # the message names the error; its traceback names the address again
        return True


class _Handler(AsyncSocketModeHandler):
    """Bolt's handler that knows what it is answering; the SDK keeps no reference to those tasks."""

    def __init__(self, app: AsyncApp, wire: Wire, *, app_token: str, ping_seconds: float) -> None:
        logger = sdk_logger("bot.slack.socket.sdk")
        if not any(isinstance(present, WithoutTickets) for present in logger.filters):
            logger.addFilter(WithoutTickets())
        super().__init__(app, app_token, logger=logger, proxy=wire.proxy, ping_interval=ping_seconds)
        self.client.proxy = wire.proxy  # the SDK would take one from the environment, for loopback too
        self.answering: set[asyncio.Task[Any] | None] = set()

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # as Bolt narrows it
        task = asyncio.current_task()
        self.answering.add(task)
        try:
            await super().handle(client, req)
        finally:
            self.answering.discard(task)

    async def connect(self) -> None:
        """Tries until it stands; it never raises."""
        await self.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it bare

    async def finish(self, *, seconds: float) -> None:
        """Takes nothing new (what comes unacked, Slack sends again) and waits for the acks under way."""
        self.client.socket_mode_request_listeners.clear()
        running = [task for task in self.answering if task is not None]
        if running:
            await asyncio.wait(running, timeout=seconds)

    async def close(self) -> None:
        """Hangs up and waits for the SDK's own loops to end, which its close does not."""
        await self.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it bare
        await _end(self.client.message_processor)
        await _end(self.client.current_session_monitor)
        await _end(self.client.message_receiver)


class Socket:
    """Connects, keeps an eye on the connection, and ends it in the order that loses nothing."""

    def __init__(
        self,
        app: AsyncApp,
        wire: Wire,
        *,
        app_token: str,
        ping_seconds: float = PING_SECONDS,
        stuck_after: float = STUCK_SECONDS,
    ) -> None:
        self._app = app
        self._wire = wire
        self._app_token = app_token
        self._ping_seconds = ping_seconds
        self._stuck_after = stuck_after
        self._address: str | None = None
        self._handler: _Handler | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None

    async def knock(self) -> None:
        """Asks Slack for the first connection, which `start` then uses. Raises NotLetIn and DeliveryFailed.

        Without this a refused token would only be refused again and again in the background.
        """
        self._address = await connection_address(self._wire, app_token=self._app_token)

    async def start(self) -> None:
        """Begins to connect, for as long as it takes; `wait_connected` tells when it has."""
        handler = self._handler = _Handler(
            self._app, self._wire, app_token=self._app_token, ping_seconds=self._ping_seconds
        )
        handler.client.wss_uri, self._address = self._address, None
        self._connecting = asyncio.create_task(handler.connect(), name="socket connect")
        self._watching = asyncio.create_task(self._watch(handler), name="socket watch")

    async def wait_connected(self, *, seconds: float) -> bool:
        """Whether the first connection stands within that time."""
        if self._connecting is None:
            return False
        await asyncio.wait([self._connecting], timeout=seconds)
        return await self.is_connected()

    async def is_connected(self) -> bool:
        """Whether Slack can reach us now."""
        return self._handler is not None and await self._handler.client.is_connected()

    async def stop(self, tasks: Tasks, *, seconds: float) -> bool:
        """Takes nothing new, lets running work finish, then hangs up; False when work had to be cut off."""
        handler, self._handler = self._handler, None
        if handler is None:
            return await tasks.drain(seconds=seconds)
        ends_at = asyncio.get_running_loop().time() + seconds
        await handler.finish(seconds=seconds)
        await _end(self._watching)
        has_finished = await tasks.drain(seconds=max(0.0, ends_at - asyncio.get_running_loop().time()))
        await _end(self._connecting)
        await handler.close()
        return has_finished

    async def _watch(self, handler: _Handler) -> None:
        """The SDK tries a refused address for ever, and each serves once: throwing it away makes it ask for another."""
        silent = 0.0
        step = min(LOOK_SECONDS, self._stuck_after)
        while True:
            await asyncio.sleep(step)
            silent = 0.0 if await handler.client.is_connected() else silent + step
            if silent >= self._stuck_after:
                handler.client.wss_uri = None
                silent = 0.0


async def _end(running: "asyncio.Future[None] | None") -> None:
    if running is not None:
        running.cancel()
        await asyncio.wait([running])
