"""The server: its port, its end."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from bot.listening import CannotListen
from bot.sandbox.people import cast
from bot.sandbox.server import build, serve
from tests.sandbox.stage import HandClock, Stage


async def test_a_taken_port_is_refused_in_words(shared_stage: Stage) -> None:
    taken = int(shared_stage.base_url.rpartition(":")[2])
    with pytest.raises(CannotListen, match=f"Port {taken} is taken"):
        async with serve(build(cast(), now=HandClock()), port=taken):
            pass


async def test_a_page_finds_the_sandbox_and_its_open_stream_does_not_keep_the_server_up() -> None:
    async def stream(request: Request) -> StreamingResponse:
        async def lines() -> AsyncIterator[str]:
            with request.app.state.sandbox.team.feed.subscribe() as changes:
                yield "data: begun\n\n"
                async for change in changes:
                    yield f"data: {change.kind}\n\n"

        return StreamingResponse(lines(), media_type="text/event-stream")

    app = build(cast(), now=HandClock(), page_routes=[Route("/stream", stream)])
    async with aiohttp.ClientSession() as session:
        async with serve(app) as port:
            answer = await session.get(f"http://127.0.0.1:{port}/stream")
            assert await answer.content.readline() == b"data: begun\n"
            told_to_stop_at = asyncio.get_running_loop().time()
        assert await answer.content.read() == b"\n"
    assert asyncio.get_running_loop().time() - told_to_stop_at < 1.5
