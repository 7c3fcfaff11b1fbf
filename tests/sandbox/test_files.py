"""Files: an upload in three steps, refused where Slack refuses it, and a file that can be saved from the page."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.sandbox.people import ANA, GENERAL, TOM
from bot.sandbox.records import File
from tests.sandbox.stage import Stage
from tests.sandbox.test_web_api import error_of
from tests.sandbox.visitor import Visitor, visiting

CONTENT = b'{"name": "<b>Ana</b>"}'


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    async with visiting() as fresh:
        yield fresh


async def begun(stage: Stage, *, name: str = "notes.json", length: int = len(CONTENT)) -> dict[str, Any]:
    answer = await stage.client.files_getUploadURLExternal(filename=name, length=length)
    return {"id": answer["file_id"], "url": answer["upload_url"]}


async def sent(url: str, content: bytes = CONTENT) -> int:
    async with ClientSession() as session, session.post(url, data=content) as answer:
        return answer.status


async def test_the_sdks_own_upload_puts_a_file_into_a_conversation(stage: Stage) -> None:
    dm = await stage.dm(ANA)
    await stage.client.files_upload_v2(filename="notes.json", content=CONTENT, title="Notes", channel=dm)
    [message] = stage.shown(dm)
    [file] = message.files
    assert (file.name, file.title, file.content) == ("notes.json", "Notes", CONTENT)
    history = await stage.client.conversations_history(channel=dm)
    assert history["messages"][0]["files"] == [
        {
            "id": file.id,
            "name": "notes.json",
            "title": "Notes",
            "size": len(CONTENT),
            "mimetype": "application/octet-stream",
            "url_private": f"https://files.slack.com/files-pri/T0SANDBOX-{file.id}/notes.json",
        }
    ]


async def test_nothing_shows_before_the_last_step_and_a_file_shows_once(stage: Stage) -> None:
    dm = await stage.dm(ANA)
    file = await begun(stage)
    complete = stage.client.files_completeUploadExternal
    assert await error_of(complete(files=[{"id": file["id"]}], channel_id=dm)) == "file_not_found"
    assert await sent(file["url"]) == 200
    assert await sent(file["url"]) == 404
    assert stage.shown(dm) == []
    await complete(files=[{"id": file["id"]}], channel_id=dm)
    assert len(stage.shown(dm)) == 1
    assert await error_of(complete(files=[{"id": file["id"]}], channel_id=dm)) == "file_not_found"


async def test_a_file_of_another_length_than_announced_is_refused(stage: Stage) -> None:
    file = await begun(stage, length=3)
    assert await sent(file["url"]) == 400


@pytest.mark.parametrize("length", [0, -1])
async def test_a_length_that_is_none_is_refused(stage: Stage, length: int) -> None:
    assert await error_of(begun(stage, length=length)) == "invalid_arguments"


async def test_a_file_far_too_large_is_refused(stage: Stage) -> None:
    assert await error_of(begun(stage, length=10**9)) == "file_upload_size_restricted"


async def test_files_need_their_scope(stage: Stage) -> None:
    team = stage.sandbox.team
    team.app = replace(team.app, scopes=team.app.scopes - {"files:write"})
    assert await error_of(begun(stage)) == "missing_scope"


async def test_a_conversation_that_the_app_is_not_in_is_refused(stage: Stage) -> None:
    stage.sandbox.team.set_members(GENERAL, members=[TOM])
    file = await begun(stage)
    await sent(file["url"])
    complete = stage.client.files_completeUploadExternal
    assert await error_of(complete(files=[{"id": file["id"]}], channel_id=GENERAL)) == "not_in_channel"
    assert await error_of(complete(files=[{"id": file["id"]}], channel_id="C0NOWHERE")) == "channel_not_found"
    assert await error_of(complete(files=[{"id": "F0"}], channel_id=GENERAL)) == "not_in_channel"


async def test_the_page_offers_a_file_to_save_and_never_shows_it_as_a_page(visitor: Visitor) -> None:
    team, stage = visitor.team, visitor.stage
    dm = team.open_dm(ANA)
    file = File("F1", name='no"tes.json', title="Notes <1>", content=CONTENT)
    team.post(dm.id, author=team.app.bot_user_id, text="", files=(file,), at=stage.clock())

    html = await visitor.see("/", as_=ANA, in_="app")
    assert 'href="/files/F1"' in html
    assert "Notes &lt;1&gt;" in html
    assert "Sent a file: Notes &lt;1&gt;" in html

    async with visitor.session.get(f"{stage.base_url}/files/F1") as answer:
        assert await answer.read() == CONTENT
        assert answer.headers["Content-Disposition"] == 'attachment; filename="no_tes.json"'
        assert answer.headers["Content-Type"] == "application/octet-stream"
    async with visitor.session.get(f"{stage.base_url}/files/F2") as answer:
        assert answer.status == 404
