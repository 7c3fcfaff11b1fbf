"""response_url: five uses, half an hour, replace, delete, answer to one or to all."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.sandbox.people import ANA, GENERAL, TOM, WELLNESS
from bot.sandbox.records import Json
from tests.sandbox.stage import CALM, Heard, Stage, actions, button, connected, press, raised


@asynccontextmanager
async def heard_by(stage: Stage) -> AsyncIterator[Heard]:
    app, heard = stage.app(), Heard()
    heard.act(app, ".*")

    @app.command("/budge")
    async def command(ack: Any, body: Json) -> None:
        await ack()
        await heard.note(body)

    async with connected(stage, app):
        yield heard


async def url_of_command(stage: Stage) -> AsyncWebhookClient:
    async with heard_by(stage) as heard:
        await stage.sandbox.gestures.say(ANA, channel=GENERAL, text="/budge")
        [body] = await heard.until(1)
    return webhook(body)


async def url_of_press(stage: Stage, *, is_ephemeral: bool = False) -> AsyncWebhookClient:
    rows = [actions(button("Done"))]
    if is_ephemeral:
        await stage.client.chat_postEphemeral(channel=WELLNESS, user=ANA, text="Hello", blocks=rows)
    else:
        await stage.client.chat_postMessage(channel=WELLNESS, text="Hello", blocks=rows)
    async with heard_by(stage) as heard:
        await press(stage, ANA, stage.shown(WELLNESS, to=ANA)[-1], "Done")
        [body] = await heard.until(1)
    return webhook(body)


def webhook(body: Json) -> AsyncWebhookClient:
    client = AsyncWebhookClient(body["response_url"])
    client.proxy = None
    return client


async def test_an_answer_goes_to_the_person_alone_even_where_the_bot_is_no_member(stage: Stage) -> None:
    url = await url_of_command(stage)
    assert (await url.send(text="Next at 14:12.")).status_code == 200
    assert [message.text for message in stage.shown(GENERAL, to=ANA)] == ["Next at 14:12."]
    assert stage.shown(GENERAL, to=TOM) == []


async def test_an_answer_in_channel_is_seen_by_all(stage: Stage) -> None:
    url = await url_of_command(stage)
    await url.send(text="Ana set up a weekly post.", response_type="in_channel")
    assert [message.text for message in stage.shown(GENERAL, to=TOM)] == ["Ana set up a weekly post."]


async def test_it_works_five_times(stage: Stage) -> None:
    url = await url_of_command(stage)
    answers = [await url.send(text=str(number)) for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[5].body
    assert len(stage.shown(GENERAL, to=ANA)) == 5


async def test_it_ends_after_half_an_hour() -> None:
    async with raised(patience=replace(CALM, response_url=timedelta())) as stage:
        answer = await (await url_of_command(stage)).send(text="Late")
        assert (answer.status_code, "expired_url" in answer.body) == (404, True)


@pytest.mark.parametrize("is_ephemeral", [False, True])
async def test_replacing_keeps_the_place_and_who_sees_it(stage: Stage, is_ephemeral: bool) -> None:
    url = await url_of_press(stage, is_ephemeral=is_ephemeral)
    [before] = stage.shown(WELLNESS, to=ANA)
    await url.send(text="Both done, 11:42.", replace_original=True)
    [after] = stage.shown(WELLNESS, to=ANA)
    assert (after.ts, after.text, after.blocks, after.ephemeral_to) == (
        before.ts,
        "Both done, 11:42.",
        None,
        before.ephemeral_to,
    )


async def test_deleting_takes_the_message_away(stage: Stage) -> None:
    url = await url_of_press(stage)
    await url.send(delete_original=True)
    assert stage.shown(WELLNESS, to=ANA) == []
    gone = await url.send(text="Again", replace_original=True)
    assert (gone.status_code, "message_not_found" in gone.body) == (400, True)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "Hello", "blocks": [{"type": "marquee"}]}, "invalid_blocks"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "Hello", "response_type": "loud"}, "invalid_arguments"),
        ({"text": "\ud800"}, "invalid_json"),
    ],
)
async def test_what_slack_refuses_is_refused_here_too(stage: Stage, content: Json, error: str) -> None:
    answer = await (await url_of_press(stage)).send_dict(content)
    assert (answer.status_code, answer.body) == (400, f'{{"ok":false,"error":"{error}"}}')
    assert [message.text for message in stage.shown(WELLNESS, to=ANA)] == ["Hello"]
