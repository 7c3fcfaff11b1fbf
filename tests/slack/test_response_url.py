from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, ClientTimeout, web
from aiohttp.test_utils import TestServer

from bot.ports import DeliveryFailed
from bot.slack import response_url
from bot.slack.client import Wire
from bot.slack.message import Message

NOTED = Message("Noted.")
HTML = "<html><body>Slack is down for maintenance</body></html>"

Answer = Callable[[], web.Response]


@asynccontextmanager
async def answering(answer: Answer) -> AsyncIterator[tuple[Wire, str]]:
    """A wire, and an address that gives this answer."""

    async def endpoint(_: web.Request) -> web.Response:
        return answer()

    app = web.Application()
    app.router.add_post("/secret-key", endpoint)
    async with TestServer(app) as server, ClientSession(timeout=ClientTimeout(total=5)) as session:
        url = str(server.make_url("/secret-key"))
        yield Wire(session=session, base_url=url, token="xoxb-1"), url


async def failure_of(answer: Answer) -> DeliveryFailed:
    async with answering(answer) as (wire, url):
        with pytest.raises(DeliveryFailed) as raised:
            await response_url.replace_original(wire, url, NOTED)
    return raised.value


@pytest.mark.parametrize("text", ["ok", '{"ok":true}', '{"ok": true, "more": 1}'])
async def test_what_slack_says_yes_with(text: str) -> None:
    async with answering(lambda: web.Response(text=text)) as (wire, url):
        await response_url.replace_original(wire, url, NOTED)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (404, '{"ok":false,"error":"used_url"}'),
        (404, '{"ok":false,"error":"expired_url"}'),
        (404, HTML),
        (410, ""),
        (200, "used_url"),
        (400, '{"ok":false,"error":"message_not_found"}'),
    ],
)
async def test_an_address_that_is_used_up_is_told_from_a_failure(status: int, text: str) -> None:
    failure = await failure_of(lambda: web.Response(status=status, text=text))

    assert failure.reason == response_url.EXPIRED
    assert not failure.outcome_unknown


@pytest.mark.parametrize("body", [HTML.encode(), b"\xff\xfe\x00", b"[1]", b"3", b'{"ok"', "ok\u2026".encode()])
async def test_what_is_no_answer_leaves_open_what_was_done_and_is_not_quoted(body: bytes) -> None:
    failure = await failure_of(lambda: web.Response(body=body, content_type="text/html", charset="ascii"))

    assert failure.outcome_unknown
    assert failure.reason == "undecodable_answer"


async def test_a_limit_says_how_long() -> None:
    failure = await failure_of(lambda: web.Response(status=429, text=HTML, headers={"Retry-After": "7"}))

    assert failure.retry_after is not None
    assert failure.retry_after.total_seconds() == 7


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_broken_slack_leaves_open_what_was_done(status: int) -> None:
    assert (await failure_of(lambda: web.Response(status=status, text=HTML))).outcome_unknown


async def test_a_slack_that_cannot_be_reached_has_certainly_done_nothing() -> None:
    async with answering(web.Response) as (wire, url):
        pass
    async with ClientSession() as session:
        with pytest.raises(DeliveryFailed) as raised:
            await response_url.send_ephemeral(Wire(session=session, base_url=wire.base_url, token="x"), url, NOTED)

    assert not raised.value.outcome_unknown
    assert raised.value.retry_after is not None
    assert "secret-key" not in str(raised.value)
