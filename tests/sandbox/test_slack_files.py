"""Pictures by `slack_file`: shown where Slack shows them, refused in Slack's words where it refuses them."""

from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.faults import ready_after
from bot.sandbox.files import LARGEST
from bot.sandbox.people import ANA, INES, cast, neighbours
from bot.sandbox.records import Json
from tests.sandbox.drawings import BLUE, RED, gif, jpeg, png
from tests.sandbox.stage import Stage, raised, section, web_client
from tests.sandbox.test_web_api import error_of


async def uploaded(client: AsyncWebClient, content: bytes, *, name: str = "pose.png", **more: Any) -> str:
    """The id of a new file of the app."""
    answer = await client.files_upload_v2(filename=name, content=content, **more)
    return str(answer["files"][0]["id"])


def picture(alt_text: str = "A chair", **slack_file: str) -> Json:
    return {"type": "image", "slack_file": slack_file, "alt_text": alt_text}


def everywhere(image: Json) -> list[Json]:
    """A picture at each place of a message that has room for one."""
    return [image, section("x", accessory=image), {"type": "context", "elements": [image]}]


async def refusal(stage: Stage, *blocks: Json) -> list[str]:
    """With what a message is refused."""
    with pytest.raises(SlackApiError) as refused:
        await stage.client.chat_postMessage(channel=ANA, text="Hello", blocks=list(blocks))
    assert refused.value.response["error"] == "invalid_blocks"
    messages: list[str] = refused.value.response["response_metadata"]["messages"]
    return messages


@pytest.mark.parametrize("content", [png(), gif(RED, BLUE), jpeg()], ids=["png", "gif", "jpeg"])
async def test_a_file_of_the_app_that_is_in_no_conversation_can_be_shown(stage: Stage, content: bytes) -> None:
    file_id = await uploaded(stage.client, content)
    dm = await stage.dm(ANA)
    assert stage.shown(dm) == []
    await stage.client.chat_postMessage(channel=dm, text="Hello", blocks=everywhere(picture(id=file_id)))
    assert len(stage.shown(dm)) == 1


async def test_a_file_can_be_named_by_its_address_at_slack(stage: Stage) -> None:
    dm = await stage.dm(ANA)
    await uploaded(stage.client, png(), channel=dm)
    history = await stage.client.conversations_history(channel=dm)
    [file] = history["messages"][0]["files"]
    assert file["mimetype"] == "image/png"
    named = picture(url=file["url_private"])
    assert (await stage.client.chat_postMessage(channel=dm, text="Hello", blocks=[named]))["ok"]
    elsewhere = file["url_private"].replace("T0SANDBOX", "T0ELSEWHERE")
    assert len(await refusal(stage, picture(url=elsewhere))) == 1


async def test_each_place_of_a_file_that_cannot_be_shown_is_named(stage: Stage) -> None:
    assert await refusal(stage, *everywhere(picture(id="F0NONE"))) == [
        "[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]",
        "[ERROR] invalid slack file [json-pointer:/blocks/1/accessory/slack_file]",
        "[ERROR] invalid slack file [json-pointer:/blocks/2/elements/0/slack_file]",
    ]


async def test_a_file_that_is_no_picture_is_refused(stage: Stage) -> None:
    file_id = await uploaded(stage.client, b"%PDF-1.7", name="pose.png")
    assert len(await refusal(stage, picture(id=file_id))) == 1


async def test_a_file_whose_upload_was_not_completed_is_refused(stage: Stage) -> None:
    begun = await stage.client.files_getUploadURLExternal(filename="pose.png", length=len(png()))
    async with aiohttp.ClientSession() as session, session.post(begun["upload_url"], data=png()) as answer:
        assert answer.status == 200
    assert len(await refusal(stage, picture(id=begun["file_id"]))) == 1


async def test_a_file_of_another_team_is_refused() -> None:
    async with raised(cast(), neighbours()) as stage:
        there = web_client(stage.base_url, token=stage.sandboxes["T0NEIGHBOURS"].team.app.bot_token)
        file_id = await uploaded(there, png())
        await there.chat_postMessage(channel=INES, text="Hello", blocks=[picture(id=file_id)])
        assert len(await refusal(stage, picture(id=file_id))) == 1


async def test_a_new_file_can_take_a_while_until_it_is_ready(stage: Stage) -> None:
    stage.sandbox.team.shelf.is_ready = ready_after(looks=2)
    image = picture(id=await uploaded(stage.client, png()))
    refused = ["[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]"]
    assert [await refusal(stage, image), await refusal(stage, image)] == [refused, refused]
    assert (await stage.client.chat_postMessage(channel=ANA, text="Hello", blocks=[image]))["ok"]


async def test_a_view_is_refused_for_its_picture_too(stage: Stage) -> None:
    home = {"type": "home", "blocks": [picture(id="F0NONE")]}
    with pytest.raises(SlackApiError) as refused:
        await stage.client.views_publish(user_id=ANA, view=home)
    [told] = refused.value.response["response_metadata"]["messages"]
    assert told == "[ERROR] invalid slack file [json-pointer:/view/blocks/0/slack_file]"
    assert ANA not in stage.sandbox.team.homes


async def test_uploading_needs_its_scope_and_showing_does_not(stage: Stage) -> None:
    file_id = await uploaded(stage.client, png())
    team = stage.sandbox.team
    team.app = replace(team.app, scopes=team.app.scopes - {"files:write"})
    assert await error_of(uploaded(stage.client, png())) == "missing_scope"
    assert (await stage.client.chat_postMessage(channel=ANA, text="Hello", blocks=[picture(id=file_id)]))["ok"]


async def test_a_body_longer_than_announced_is_not_read_to_its_end(stage: Stage) -> None:
    begun = await stage.client.files_getUploadURLExternal(filename="pose.png", length=10)
    async with aiohttp.ClientSession() as session, session.post(begun["upload_url"], data=b"x" * 11) as answer:
        assert (answer.status, await answer.text()) == (400, "length mismatch")


async def test_a_team_has_room_for_so_much_and_no_more(stage: Stage) -> None:
    async def begin() -> Any:
        return await stage.client.files_getUploadURLExternal(filename="pose.png", length=LARGEST)

    for _ in range(20):
        assert (await begin())["ok"]
    assert await error_of(begin()) == "storage_limit_reached"
