"""The door on a real socket: who is served, who is hung up on, and that a stop loses nobody."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from starlette.applications import Starlette

from bot.clock import SystemClock
from bot.listening import CannotListen, Public, served
from bot.slack.http import PATH
from bot.slack.http_way_in import HttpWayIn
from bot.slack.tasks import Tasks
from tests.slack.signing import SECRET, Sent, signature
from tests.slack.test_http_gate import PING


class Host:
    """A way in with one listener that may be made to wait."""

    def __init__(self, *, port: int = 0, host: str = "127.0.0.1") -> None:
        self.came = asyncio.Event()
        self.may_go = asyncio.Event()
        self.may_go.set()
        self.tasks = Tasks()
        bolt = AsyncApp(signing_secret="", token="xoxb-test", process_before_response=True)
        bolt._async_middleware_list.clear()  # nobody is authorized: there is no Slack

        async def listen(ack: AsyncAck) -> None:
            self.came.set()
            await self.may_go.wait()
            await ack()

        bolt.command("/budge")(listen)
        self.way_in = HttpWayIn(bolt, signing_secret=SECRET, host=host, port=port, clock=SystemClock())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.way_in.port}{PATH}"

    async def stop(self) -> bool:
        return await self.way_in.stop(self.tasks, seconds=2.5)


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    host = Host()
    await host.way_in.start()
    yield host
    host.may_go.set()
    await host.stop()


def signed_now(request: Sent, *, text: str = "") -> Sent:
    body = request.body + f"&text={text}".encode()
    return Sent(body, headers=signature(body, at=datetime.now(UTC)))  # noqa: TID251 - Slack's clock, which is the real one


async def post(url: str, request: Sent) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=request.body, headers=request.all_headers) as answer,
    ):
        return answer.status


async def refused(url: str) -> None:
    """Knocks until nobody listens any more."""
    with suppress(aiohttp.ClientConnectorError):
        while True:
            await post(url, Sent(b""))


@asynccontextmanager
async def wired(port: int | None) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


def as_bytes(request: Sent) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in request.all_headers.items())
    return f"POST {PATH} HTTP/1.1\r\nHost: budge\r\n{head}\r\n".encode() + request.body


async def test_it_is_connected_while_it_listens(host: Host) -> None:
    assert await host.way_in.wait_connected(seconds=1)
    assert host.way_in.trouble is None
    assert host.way_in.heard_at is None
    assert await post(host.url, signed_now(PING)) == 200

    await host.stop()

    assert not await host.way_in.is_connected()
    assert host.way_in.trouble == "It does not listen for Slack's requests."


async def test_a_request_under_way_at_the_stop_is_answered(host: Host) -> None:
    host.may_go.clear()
    asked = asyncio.create_task(post(host.url, signed_now(PING)))
    await host.came.wait()
    url = host.url

    stopping = asyncio.create_task(host.stop())
    await asyncio.wait_for(refused(url), timeout=5)
    host.may_go.set()

    assert await asked == 200
    assert await stopping


async def test_whoever_has_connected_before_the_stop_is_still_heard(host: Host) -> None:
    url = host.url
    async with wired(host.way_in.port) as (reader, writer):
        stopping = asyncio.create_task(host.stop())
        await asyncio.wait_for(refused(url), timeout=5)
        writer.write(as_bytes(signed_now(PING)))
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
    assert await stopping


async def test_a_stop_does_not_wait_for_those_who_say_nothing(host: Host) -> None:
    async with wired(host.way_in.port), asyncio.timeout(2):
        await host.stop()


async def test_whoever_says_nothing_or_half_of_it_is_hung_up_on() -> None:
    async with (
        served(Starlette(), port=0, end_within=1, if_taken="", public=Public(headers_within=0.05)) as port,
        asyncio.timeout(5),
    ):
        for said in (b"", b"POST /slack/events HTTP/1.1\r\nHost: bu"):
            async with wired(port) as (reader, writer):
                writer.write(said)
                assert await reader.read() == b""


@pytest.mark.parametrize("first_line", ["POST /slack/events", "GET /slack/events", "GET /", "POST /nowhere"])
async def test_every_answer_ends_its_connection(host: Host, first_line: str) -> None:
    request = as_bytes(signed_now(PING)).replace(f"POST {PATH}".encode(), first_line.encode())
    async with wired(host.way_in.port) as (reader, writer), asyncio.timeout(3):
        writer.write(request)
        head = (await reader.read()).lower()  # to the end, which is there
        assert b"\r\nconnection: close\r\n" in head


async def test_more_than_can_be_served_at_once_are_turned_away() -> None:
    public = Public(at_once=2)
    async with (
        served(Starlette(), port=0, end_within=1, if_taken="", public=public) as port,
        wired(port),
        wired(port),
        wired(port) as (reader, writer),
    ):
        writer.write(as_bytes(PING))
        assert (await reader.readline()).startswith(b"HTTP/1.1 503")


@pytest.mark.parametrize(
    "said",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"POST /slack/events HTTP/9.9\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\nHost: b\r\nContent-Length: -1\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\nHost: b\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: nonsense\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\nHost: b\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
    ],
)
async def test_what_is_no_http_gets_a_4xx_or_nothing(host: Host, said: bytes) -> None:
    async with wired(host.way_in.port) as (reader, writer), asyncio.timeout(5):
        writer.write(said)
        assert (await reader.readline())[9:10] in {b"4", b""}


async def test_an_upgrade_to_a_websocket_is_none_of_its_business(host: Host) -> None:
    async with wired(host.way_in.port) as (reader, writer):
        writer.write(
            b"GET /slack/events HTTP/1.1\r\nHost: b\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        assert (await reader.readline()).startswith(b"HTTP/1.1 405")


async def test_a_taken_port_and_an_address_of_another_machine_are_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=f"^Port {port} is taken: set BUDGE_PORT to another one.$"):
            await Host(port=port).way_in.start()
    with pytest.raises(CannotListen, match=r"^Nothing can listen at 192\.0\.2\.1 port 0: Cannot assign"):
        await Host(host="192.0.2.1").way_in.start()


@pytest.mark.parametrize("address", ["localhost", "0.0.0.0"])
async def test_it_listens_where_it_is_told_to(address: str) -> None:
    host = Host(host=address)
    await host.way_in.start()
    assert await post(host.url, signed_now(PING)) == 200
    await host.stop()
