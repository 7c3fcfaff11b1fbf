"""The Web API as a whole: tokens, scopes, encodings, unknown methods, bad weather."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.faults import Fault
from bot.sandbox.people import ANA, GENERAL, WELLNESS
from bot.sandbox.records import Json
from tests.sandbox.stage import Stage, web_client


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def raw(stage: Stage, method: str, **request: Any) -> Json:
    async with aiohttp.ClientSession() as session:
        answer = await session.post(f"{stage.base_url}/api/{method}", **request)
        body: Json = await answer.json()
    return body


async def test_auth_test_says_who_the_bot_is(shared_stage: Stage) -> None:
    answer = await shared_stage.client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0SANDBOX", "U0BUDGE", "B0BUDGE")
    assert "chat:write" in answer.headers["X-OAuth-Scopes"].split(",")


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-somebody-else", "auth.test", "invalid_auth"),
        ("xapp-sandbox-budge", "users.list", "not_allowed_token_type"),
        ("xoxb-sandbox-budge", "apps.connections.open", "not_allowed_token_type"),
        ("xoxb-sandbox-budge", "chat.scheduleMessage", "unknown_method"),
    ],
)
async def test_a_wrong_token_or_method_is_refused(shared_stage: Stage, token: str, method: str, error: str) -> None:
    assert await error_of(web_client(shared_stage.base_url, token=token).api_call(method)) == error


async def test_a_missing_scope_is_named(stage: Stage) -> None:
    team = stage.sandbox.team
    team.app = replace(team.app, scopes=frozenset({"users:read"}))
    with pytest.raises(SlackApiError) as refused:
        await stage.client.chat_postMessage(channel=WELLNESS, text="Hello")
    assert refused.value.response["error"] == "missing_scope"
    assert (refused.value.response["needed"], refused.value.response["provided"]) == ("chat:write", "users:read")


async def test_the_history_of_a_channel_needs_a_scope_the_bot_does_not_have(shared_stage: Stage) -> None:
    assert await error_of(shared_stage.client.conversations_history(channel=WELLNESS)) == "missing_scope"


async def test_arguments_come_as_json_as_a_form_or_in_the_query(stage: Stage) -> None:
    given = {"channel": WELLNESS, "text": "Hello"}
    bearer = {"Authorization": "Bearer xoxb-sandbox-budge"}
    blocks = '[{"type": "divider"}]'
    assert (await raw(stage, "chat.postMessage", json=given, headers=bearer))["ok"]
    assert (await raw(stage, "chat.postMessage", data={**given, "blocks": blocks}, headers=bearer))["ok"]
    assert (await raw(stage, "chat.postMessage", params={**given, "token": "xoxb-sandbox-budge"}))["ok"]
    assert [bool(message.blocks) for message in stage.shown(WELLNESS)] == [False, True, False]


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        (b"{", "application/json", "invalid_json"),
        (b'{"text": "\\ud800"}', "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"text=%ff", "application/x-www-form-urlencoded", "invalid_form_data"),
        (b"channel=C0WELLNESS&blocks=[", "application/x-www-form-urlencoded", "invalid_blocks_format"),
        (b"channel=C0WELLNESS&blocks=[%22\\ud800%22]", "application/x-www-form-urlencoded", "invalid_blocks_format"),
    ],
)
async def test_what_is_no_text_is_refused(shared_stage: Stage, body: bytes, kind: str, error: str) -> None:
    headers = {"Authorization": "Bearer xoxb-sandbox-budge", "Content-Type": kind}
    assert (await raw(shared_stage, "chat.postMessage", data=body, headers=headers))["error"] == error


async def test_a_rate_rule_answers_429_with_retry_after(stage: Stage) -> None:
    stage.sandbox.weather.rate = lambda method, _args: 30 if method == "users.info" else None
    with pytest.raises(SlackApiError) as refused:
        await stage.client.users_info(user=ANA)
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "30"
    assert (await stage.client.auth_test())["ok"]


@pytest.mark.parametrize(("is_after", "posted"), [(False, 0), (True, 1)])
async def test_a_dropped_call_may_have_had_its_effect(stage: Stage, is_after: bool, posted: int) -> None:
    stage.sandbox.weather.fault = lambda _method, _args: Fault("drop", after=is_after)
    with pytest.raises(aiohttp.ClientError):
        await stage.client.chat_postMessage(channel=WELLNESS, text="Hello")
    assert len(stage.shown(WELLNESS)) == posted


async def test_a_broken_call_answers_500_and_a_slow_one_still_answers(stage: Stage) -> None:
    faults = iter([Fault("error"), Fault("delay", delay=timedelta(milliseconds=1))])
    stage.sandbox.weather.fault = lambda _method, _args: next(faults)
    with pytest.raises(SlackApiError) as refused:
        await stage.client.chat_postMessage(channel=WELLNESS, text="Lost")
    assert refused.value.response.status_code == 500
    assert (await stage.client.chat_postMessage(channel=WELLNESS, text="Late"))["ok"]
    assert [message.text for message in stage.shown(WELLNESS)] == ["Late"]


async def test_only_loopback_names_are_served(shared_stage: Stage) -> None:
    async with aiohttp.ClientSession() as session:
        answer = await session.get(f"{shared_stage.base_url}/api/auth.test", headers={"Host": "evil.example"})
    assert answer.status == 400
    assert GENERAL not in await answer.text()
