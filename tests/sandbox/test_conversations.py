"""The conversations and users methods."""

from datetime import timedelta

import pytest

from bot.sandbox.people import ANA, GENERAL, KIT, NOOR, PRIYA, TOM, WELLNESS
from bot.sandbox.records import SLACKBOT, Json
from tests.sandbox.stage import Stage
from tests.sandbox.test_chat import METADATA
from tests.sandbox.test_web_api import error_of


async def test_a_direct_message_is_opened_once(stage: Stage) -> None:
    first = await stage.client.conversations_open(users=ANA)
    second = await stage.client.conversations_open(users=ANA)
    assert first["channel"]["id"] == second["channel"]["id"]
    assert (first["already_open"], second["already_open"]) == (False, True)


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
        ("conversations.open", {"users": "U0BUDGE"}, "cannot_dm_bot"),
        ("conversations.open", {}, "invalid_arguments"),
        ("conversations.info", {"channel": "C0NOWHERE"}, "channel_not_found"),
        ("conversations.history", {"channel": "D0NOWHERE"}, "channel_not_found"),
        ("conversations.members", {"channel": GENERAL, "cursor": "?"}, "invalid_cursor"),
        ("conversations.open", {"users": f"{ANA},{TOM}"}, "method_not_supported_for_channel_type"),
        ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
        ("users.list", {"limit": "many"}, "invalid_arguments"),
    ],
)
async def test_a_wrong_argument_is_refused(shared_stage: Stage, method: str, arguments: Json, error: str) -> None:
    assert await error_of(shared_stage.client.api_call(method, params=arguments)) == error


async def test_the_history_of_a_direct_message_comes_newest_first_and_in_pages(stage: Stage) -> None:
    dm = await stage.dm(ANA)
    for text in ("1", "2", "3"):
        await stage.client.chat_postMessage(channel=dm, text=text)
    pages = await stage.client.conversations_history(channel=dm, limit=2)
    read = [([m["text"] for m in page["messages"]], page["has_more"]) async for page in pages]
    assert read == [(["3", "2"], True), (["1"], False)]


async def test_the_history_begins_after_oldest_or_with_it_when_inclusive(stage: Stage) -> None:
    dm = await stage.dm(ANA)
    first = await stage.client.chat_postMessage(channel=dm, text="1")
    stage.clock.at += timedelta(minutes=1)
    await stage.client.chat_postMessage(channel=dm, text="2")
    after = await stage.client.conversations_history(channel=dm, oldest=first["ts"])
    since = await stage.client.conversations_history(channel=dm, oldest=first["ts"], inclusive=True)
    assert [m["text"] for m in after["messages"]] == ["2"]
    assert [m["text"] for m in since["messages"]] == ["2", "1"]


async def test_a_direct_message_is_not_opened_with_somebody_who_left_and_its_history_stays(stage: Stage) -> None:
    dm = await stage.dm(TOM)
    await stage.client.chat_postMessage(channel=dm, text="1")
    await stage.sandbox.gestures.leave_team(TOM)
    assert await error_of(stage.client.conversations_open(users=TOM)) == "user_disabled"
    assert len((await stage.client.conversations_history(channel=dm))["messages"]) == 1
    assert await error_of(stage.client.conversations_history(channel=dm, oldest="soon")) == "invalid_ts_oldest"
    assert await error_of(stage.client.conversations_info(channel=dm)) == "missing_scope"


async def test_metadata_is_whole_only_when_asked_for(stage: Stage) -> None:
    dm = await stage.dm(ANA)
    await stage.client.chat_postMessage(channel=dm, text="Stand up", metadata=METADATA)
    whole = await stage.client.conversations_history(channel=dm, include_all_metadata=True)
    part = await stage.client.conversations_history(channel=dm)
    assert whole["messages"][0]["metadata"] == METADATA
    assert part["messages"][0]["metadata"] == {"event_type": "reminder"}


async def test_ephemeral_messages_are_in_no_history(stage: Stage) -> None:
    dm = await stage.dm(ANA)
    await stage.client.chat_postEphemeral(channel=dm, user=ANA, text="Only you")
    assert (await stage.client.conversations_history(channel=dm))["messages"] == []


async def test_a_channel_says_whether_the_bot_is_in_it_and_who_is(shared_stage: Stage) -> None:
    general = await shared_stage.client.conversations_info(channel=GENERAL)
    wellness = await shared_stage.client.conversations_info(channel=WELLNESS)
    assert (general["channel"]["is_member"], wellness["channel"]["is_member"]) == (False, True)
    assert wellness["channel"]["is_ext_shared"] is False
    pages = await shared_stage.client.conversations_members(channel=WELLNESS, limit=6)
    assert [len(page["members"]) async for page in pages] == [6, 4]


async def test_people_have_zones_statuses_and_kinds_as_slack_tells_them(shared_stage: Stage) -> None:
    async def user(person: str) -> Json:
        found: Json = (await shared_stage.client.users_info(user=person))["user"]
        return found

    priya, noor, kit, bot = [await user(person) for person in (PRIYA, NOOR, KIT, "U0BUDGE")]
    assert (priya["tz"], priya["tz_offset"]) == ("Asia/Kathmandu", 20_700)
    assert "tz" not in noor
    assert (kit["is_restricted"], priya["is_restricted"]) == (True, False)
    assert bot["is_bot"] is True
    assert priya["profile"]["display_name"] == "Priya"


async def test_the_list_of_people_comes_in_pages_with_bot_and_slackbot(shared_stage: Stage) -> None:
    pages = [page["members"] async for page in await shared_stage.client.users_list(limit=5)]
    members = [member for page in pages for member in page]
    assert [len(page) for page in pages] == [5, 5, 1]
    assert {ANA, TOM, "U0BUDGE", SLACKBOT} <= {member["id"] for member in members}
    assert next(m for m in members if m["id"] == SLACKBOT)["is_bot"] is False
