from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp import web

from bot.ports import DeliveryFailed
from bot.services.timing import UNHURRIED
from bot.slack.client import Wire, identify, open_session, web_client
from bot.slack.failures import failure

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def slack_that(answer: Answer) -> AsyncIterator[Wire]:
    """A Web API on loopback that answers every call like this."""
    app = web.Application()
    app.router.add_route("*", "/api/{method}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    async with open_session(call=UNHURRIED.call) as session:
        yield Wire(session=session, base_url=f"http://127.0.0.1:{port}/api/", token="xoxb-test")
    await runner.cleanup()


async def failure_of(answer: Answer) -> DeliveryFailed:
    async with slack_that(answer) as wire:
        with pytest.raises(DeliveryFailed) as caught:
            await identify(web_client(wire))
    return caught.value


@pytest.mark.parametrize("body", ["", "<html>busy</html>", "[]", '"text"', "{", '{"ok": false}'])
@pytest.mark.parametrize("content_type", ["application/json", "text/html", "text/plain"])
async def test_an_answer_nobody_can_read_leaves_the_outcome_unknown(body: str, content_type: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=body, content_type=content_type)

    assert (await failure_of(answer)).outcome_unknown


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_server_error_leaves_the_outcome_unknown(status: int) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text="<html>", content_type="text/html", status=status)

    assert (await failure_of(answer)).outcome_unknown


async def test_a_connection_that_drops_leaves_the_outcome_unknown() -> None:
    async def answer(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    assert (await failure_of(answer)).outcome_unknown


async def test_a_call_is_made_once_even_when_the_connection_drops() -> None:
    calls = []

    async def answer(request: web.Request) -> web.Response:
        calls.append(request.match_info["method"])
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    await failure_of(answer)

    assert calls == ["auth.test"]


async def test_a_call_that_never_connected_did_nothing() -> None:
    async with open_session(call=UNHURRIED.call) as session:
        wire = Wire(session=session, base_url="http://127.0.0.1:1/api/", token="xoxb-test")
        with pytest.raises(DeliveryFailed) as caught:
            await identify(web_client(wire))

    assert not caught.value.outcome_unknown
    assert not caught.value.permanent


async def test_a_rate_limit_says_how_long() -> None:
    async def answer(_: web.Request) -> web.Response:
        limited = {"ok": False, "error": "ratelimited"}
        return web.json_response(limited, status=429, headers={"Retry-After": "7"})

    assert (await failure_of(answer)).retry_after == timedelta(seconds=7)


@pytest.mark.parametrize("header", ["", "soon", "-1"])
def test_a_rate_limit_without_a_number_waits_half_a_minute(header: str) -> None:
    limited = failure("rate_limited", status=200, headers={"Retry-After": header})

    assert limited.retry_after == timedelta(seconds=30)


@pytest.mark.parametrize(
    "reason", ["account_inactive", "token_revoked", "channel_not_found", "messages_tab_disabled", "restricted_action_x"]
)
def test_errors_that_somebody_must_mend_are_permanent(reason: str) -> None:
    refused = failure(reason, status=200, headers={})

    assert refused.permanent
    assert not refused.outcome_unknown


def test_a_refusal_of_this_one_call_is_neither_permanent_nor_unknown() -> None:
    refused = failure("invalid_blocks", status=200, headers={})

    assert (refused.permanent, refused.outcome_unknown, refused.retry_after) == (False, False, None)


@pytest.mark.parametrize("reason", ["fatal_error", "internal_error", "request_timeout", "service_unavailable"])
def test_slacks_own_trouble_leaves_the_outcome_unknown(reason: str) -> None:
    assert failure(reason, status=200, headers={}).outcome_unknown


async def test_no_token_is_in_what_a_failure_says() -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"ok": False, "error": "invalid_auth"})

    refused = await failure_of(answer)

    assert "xoxb" not in repr(refused)
    assert refused.__cause__ is None
