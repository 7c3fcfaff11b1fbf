"""The pictures on the public port: what the album holds, each at an address of its own, and nothing else."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp

from bot.clock import SystemClock
from bot.services.illustrating import served_name
from bot.slack.http_way_in import HttpWayIn
from bot.slack.picture_pages import picture_routes
from bot.slack.tasks import Tasks
from routines.loader import load_catalog
from tests.slack.signing import SECRET

ALBUM = load_catalog().album
PICTURE = ALBUM.files[0]


@pytest.fixture
async def base() -> AsyncIterator[str]:
    bolt = AsyncApp(signing_secret="", token="xoxb-test")
    way_in = HttpWayIn(
        bolt,
        signing_secret=SECRET,
        host="127.0.0.1",
        port=0,
        clock=SystemClock(),
        pictures=picture_routes(ALBUM),
    )
    await way_in.start()
    yield f"http://127.0.0.1:{way_in.port}"
    await way_in.stop(Tasks(), seconds=1)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


async def test_each_picture_is_served_as_it_is_and_may_be_kept_for_good(
    base: str, session: aiohttp.ClientSession
) -> None:
    for file in ALBUM.files:
        async with session.get(f"{base}/slack/pictures/{served_name(file)}") as answer:
            assert await answer.read() == file.path.read_bytes()
            assert (answer.status, answer.content_type) == (200, file.media_type)
            assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "/pictures",
        "/slack/pictures/",
        f"/slack/pictures/{PICTURE.checksum}",
        f"/slack/pictures/{PICTURE.checksum}.exe",
        f"/slack/pictures/{PICTURE.path.name}",
        "/slack/pictures/../../pyproject.toml",
        "/slack/pictures/%2e%2e%2f%2e%2e%2fpyproject.toml",
        "/slack/pictures/..%2fmodel.py",
        f"/slack/pictures/x/{served_name(PICTURE)}",
    ],
)
async def test_nothing_else_is_served(base: str, session: aiohttp.ClientSession, path: str) -> None:
    host, _, port = base.removeprefix("http://").partition(":")
    async with session.get(f"http://{host}:{port}{path}") as answer:
        assert (answer.status, await answer.read()) in {(404, b""), (404, b"Not Found")}


async def test_a_picture_cannot_be_written(base: str, session: aiohttp.ClientSession) -> None:
    async with session.put(f"{base}/slack/pictures/{served_name(PICTURE)}", data=b"GIF89a") as answer:
        assert answer.status == 405
