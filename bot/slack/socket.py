"""Socket Mode: Slack's way in."""

import asyncio
from datetime import datetime

from slack_bolt.async_app import AsyncApp

from bot.slack.addresses import Addresses
from bot.slack.client import Wire
from bot.slack.connection import Connection, Handler
from bot.slack.socket_timing import SocketTiming
from bot.slack.tasks import Tasks
from bot.slack.watchdog import Watchdog


class Socket:
    """Connects, has an eye kept on the connection, and ends it in the order that loses nothing."""

    def __init__(self, app: AsyncApp, wire: Wire, *, app_token: str, timing: SocketTiming | None = None) -> None:
        self._app = app
        self._wire = wire
        self._timing = timing or SocketTiming()
        self._addresses = Addresses(wire, app_token=app_token, timing=self._timing)
        self._address: str | None = None
        self._handler: Handler | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None

    async def knock(self) -> None:
        """Asks Slack for the first connection, which `start` then uses. Raises NotLetIn and DeliveryFailed.

        Without this a refused token would only be refused again and again in the background.
        """
        self._address = await self._addresses.first()

    async def start(self) -> None:
        """Begins to connect, for as long as it takes; `wait_connected` tells when it has."""
        self._begin()
        watchdog = Watchdog(self, timing=self._timing)
        self._watching = asyncio.create_task(watchdog.watch(), name="socket watch")

    async def wait_connected(self, *, seconds: float) -> bool:
        """Whether the first connection stands within that time."""
        if self._connecting is None:
            return False
        await asyncio.wait([self._connecting], timeout=seconds)
        return await self.is_connected()

    async def is_connected(self) -> bool:
        """Whether Slack can reach us now."""
        return self._handler is not None and await self._handler.client.is_connected()

    @property
    def heard_at(self) -> datetime | None:
        """When the ping was sent that Slack answered last, by the real clock; None before it has answered one."""
        return self._handler.client.heard_at if self._handler else None

    @property
    def trouble(self) -> str | None:
        """Why Slack does not let us connect, in a sentence, if it does not."""
        return self._addresses.trouble

    async def stop(self, tasks: Tasks, *, seconds: float) -> bool:
        """Takes nothing new, lets running work finish, then hangs up; False when work had to be cut off."""
        await _end(self._watching)
        handler, self._handler = self._handler, None
        if handler is None:
            return await tasks.drain(seconds=seconds)
        ends_at = asyncio.get_running_loop().time() + seconds
        await handler.finish(seconds=seconds)
        has_finished = await tasks.drain(seconds=max(0.0, ends_at - asyncio.get_running_loop().time()))
        await handler.client.hang_up()
        return has_finished

    # What the watchdog does.

    @property
    def is_held_back(self) -> bool:
        return self._addresses.is_held_back

    def stand(self) -> None:
        self._addresses.stand()

    def throw_address_away(self) -> None:
        if self._handler is not None:
            self._handler.client.wss_uri = None

    async def rebuild(self) -> None:
        if self._handler is not None:
            await self._handler.client.hang_up()
            self._begin()

    def _begin(self) -> None:
        connection = Connection(self._wire, self._addresses, timing=self._timing)
        connection.wss_uri, self._address = self._address, None
        self._handler = Handler(self._app, connection)
        self._connecting = asyncio.create_task(connection.connect(), name="socket connect")


async def _end(running: asyncio.Task[None] | None) -> None:
    if running is not None:
        running.cancel()
        await asyncio.wait([running])
