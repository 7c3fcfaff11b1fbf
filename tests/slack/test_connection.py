"""One connection by itself, against a server of the test's own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from aiohttp import ClientSession, WSMsgType, web
from aiohttp.test_utils import TestServer

from bot.slack.addresses import Addresses
from bot.slack.client import Wire
from bot.slack.connection import Connection
from tests.slack.way_in import SHORT, logged, until


class Pings:
    """A Slack that counts the pings of the SDK and answers them once it is told to."""

    def __init__(self) -> None:
        self.seen = 0
        self.answers = False

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        async for message in socket:
            if message.type is WSMsgType.PING and message.data:
                self.seen += 1
            if message.type is WSMsgType.PING and (self.answers or not message.data):
                await socket.pong(message.data)
        return socket


@asynccontextmanager
async def connected(pings: Pings) -> AsyncIterator[Connection]:
    app = web.Application()
    app.router.add_get("/link", pings.serve)
    async with TestServer(app) as server, ClientSession() as session:
        wire = Wire(session=session, base_url=str(server.make_url("/api/")), token="xoxb-test")
        timing = replace(SHORT, ping=timedelta(seconds=0.2))
        connection = Connection(wire, Addresses(wire, app_token="xapp-test", timing=timing), timing=timing)
        connection.wss_uri = str(server.make_url("/link")).replace("http", "ws", 1)
        await connection.connect()
        yield connection
        await connection.hang_up()


async def test_nothing_was_heard_before_a_ping_is_answered() -> None:
    pings = Pings()
    async with connected(pings) as connection:
        await until(lambda: pings.seen >= 2)
        assert connection.heard_at is None

        pings.answers = True
        await until(lambda: connection.heard_at is not None)


async def test_hanging_up_ends_although_something_does_not_let_itself_be_cancelled() -> None:
    may_end = asyncio.Event()

    async def stubborn() -> None:
        while not may_end.is_set():
            try:
                await may_end.wait()
            except asyncio.CancelledError:
                continue

    async with connected(Pings()) as connection:
        task = asyncio.create_task(stubborn())
        await asyncio.sleep(0)
        connection._connecting.add(task)
        with logged("socket_loops_left_running") as told:
            async with asyncio.timeout(30):
                await connection.hang_up()
        assert [entry["loops"] for entry in told()] == [1]
        may_end.set()
        await task
        connection._connecting.clear()
