"""Signed requests as Slack sends them, and what it makes of the answers. The SDK's verifier is the judge."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import aiohttp
import pytest
from slack_sdk.signature import Clock, SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.listening import served
from bot.sandbox.people import ANA, GENERAL, cast
from bot.sandbox.request_url import RequestUrl
from bot.sandbox.server import Sandbox, build, serve

NOW = datetime(2026, 11, 17, 8, 2, tzinfo=UTC)


class Then(Clock):
    def now(self) -> float:
        return NOW.timestamp()


@dataclass(slots=True)
class App:
    """An app that keeps what comes."""

    answer: Callable[[], Awaitable[Response]]
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def endpoint(self, request: Request) -> Response:
        self.came.append((dict(request.headers), await request.body()))
        return await self.answer()


async def ok() -> Response:
    return Response()


@asynccontextmanager
async def reached(
    answer: Callable[[], Awaitable[Response]] = ok,
    *,
    ack: timedelta = timedelta(seconds=3),
    redeliver_after: Sequence[timedelta] = (),
) -> AsyncIterator[tuple[Sandbox, App]]:
    """A sandbox and the app that it reaches by requests."""
    app = App(answer)
    team = cast()
    async with served(
        Starlette(routes=[Route("/slack/events", app.endpoint, methods=["POST"])]), port=0, end_within=1, if_taken=""
    ) as port:
        url = RequestUrl(
            f"http://127.0.0.1:{port}/slack/events",
            signing_secret=team.app.signing_secret,
            now=lambda: NOW,
            ack_within=ack,
            redeliver_after=redeliver_after,
        )
        sandbox = build(team, now=lambda: NOW, request_url=url)
        async with serve(sandbox):
            yield sandbox.state.sandbox, app


async def test_a_command_is_a_signed_form() -> None:
    async with reached() as (sandbox, app):
        assert (await sandbox.gestures.say(ANA, channel=GENERAL, text="/budge every 2h")).ok
    [(headers, body)] = app.came
    form = dict(parse_qsl(body.decode()))
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert (form["command"], form["text"], form["user_id"]) == ("/budge", "every 2h", ANA)
    assert form["response_url"].startswith("http://127.0.0.1:")
    assert SignatureVerifier(sandbox.team.app.signing_secret, Then()).is_valid_request(body, headers)


async def test_an_event_is_signed_json() -> None:
    async with reached() as (sandbox, app):
        assert (await sandbox.gestures.open_home(ANA)).ok
    [(headers, body)] = app.came
    assert headers["content-type"] == "application/json"
    assert "x-slack-retry-num" not in headers
    assert json.loads(body)["event"]["type"] == "app_home_opened"
    assert SignatureVerifier(sandbox.team.app.signing_secret, Then()).is_valid_request(body, headers)


async def test_an_event_that_is_not_acked_comes_three_times_more() -> None:
    async def broken() -> Response:
        return Response(status_code=500)

    async with reached(broken, redeliver_after=[timedelta()] * 3) as (sandbox, app):
        assert not (await sandbox.gestures.open_home(ANA)).ok
        async with asyncio.timeout(30):
            await asyncio.gather(*sandbox.wire.delivery._redeliveries)
    assert [headers.get("x-slack-retry-num") for headers, _ in app.came] == [None, "1", "2", "3"]
    assert {body for _, body in app.came} == {app.came[0][1]}
    assert app.came[1][0]["x-slack-retry-reason"] == "http_timeout"


async def test_a_late_answer_is_a_timeout_and_any_other_failure_is_none() -> None:
    async def never() -> Response:
        await asyncio.sleep(0.3)
        return Response()

    async def refused() -> Response:
        return Response(status_code=401)

    async with reached(never, ack=timedelta(seconds=0.05)) as (sandbox, _):
        outcome = await sandbox.gestures.say(ANA, channel=GENERAL, text="/budge")
        assert outcome.error == "operation_timeout"
    async with reached(refused) as (sandbox, _):
        outcome = await sandbox.gestures.say(ANA, channel=GENERAL, text="/budge")
        assert outcome.error == "dispatch_failed"


async def test_an_app_that_is_not_there_is_told_as_such() -> None:
    async with reached() as (sandbox, _):
        assert isinstance(sandbox.wire.delivery, RequestUrl)
        sandbox.wire.delivery.url = "http://127.0.0.1:1/slack/events"
        outcome = await sandbox.gestures.say(ANA, channel=GENERAL, text="/budge")
    assert outcome.error == "dispatch_failed"


@pytest.mark.parametrize("words", ["Done.", '{"text": "Done."}'])
async def test_what_an_app_says_in_its_answer_is_shown(words: str) -> None:
    async def says() -> Response:
        return PlainTextResponse(words)

    async with reached(says) as (sandbox, _):
        assert (await sandbox.gestures.say(ANA, channel=GENERAL, text="/budge")).ok
        assert sandbox.team.messages(GENERAL, seen_by=ANA)[-1].text == "Done."


async def test_an_app_reached_by_requests_gets_no_connection() -> None:
    async with reached() as (sandbox, _), aiohttp.ClientSession() as session:
        assert isinstance(sandbox.wire.delivery, RequestUrl)
        address = f"http://{sandbox.wire.delivery.host}/api/apps.connections.open"
        headers = {"Authorization": f"Bearer {sandbox.team.app.app_token}"}
        async with session.post(address, headers=headers) as answer:
            assert await answer.json() == {"ok": False, "error": "socket_mode_not_enabled"}
