"""chat.postMessage, chat.update, chat.delete and chat.postEphemeral."""

from datetime import timedelta

import pytest

from bot.sandbox.people import ANA, GENERAL, TOM, WELLNESS
from bot.sandbox.records import Json
from tests.sandbox.mentions import mentions_in
from tests.sandbox.stage import Stage, actions, button, section
from tests.sandbox.test_web_api import error_of

METADATA = {"event_type": "reminder", "event_payload": {"reminder": "r1"}}


async def test_a_message_to_a_person_opens_their_direct_message(stage: Stage) -> None:
    answer = await stage.client.chat_postMessage(channel=ANA, text="Stand up", blocks=[section("Stand *up*")])
    dm = stage.sandbox.team.dm_of(ANA)
    assert dm is not None
    assert answer["channel"] == dm.id
    assert answer["message"]["bot_id"] == "B0BUDGE"
    [message] = stage.shown(dm.id)
    assert (message.ts, message.text) == (answer["ts"], "Stand up")


async def test_times_of_messages_come_from_the_movable_clock_and_never_repeat(stage: Stage) -> None:
    first = await stage.client.chat_postMessage(channel=ANA, text="1")
    second = await stage.client.chat_postMessage(channel=ANA, text="2")
    stage.clock.at += timedelta(hours=1)
    third = await stage.client.chat_postMessage(channel=ANA, text="3")
    assert float(first["ts"]) == (stage.clock.at - timedelta(hours=1)).timestamp()
    assert first["ts"] < second["ts"] < third["ts"]
    assert third["ts"].split(".")[0] == str(int(stage.clock.at.timestamp()))


async def test_blocks_and_elements_without_ids_are_given_some(stage: Stage) -> None:
    bare = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}
    answer = await stage.client.chat_postMessage(
        channel=ANA, text="Go", blocks=[{"type": "actions", "elements": [bare, bare]}]
    )
    [block] = answer["message"]["blocks"]
    assert block["block_id"]
    assert len({element["action_id"] for element in block["elements"]}) == 2


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "Hello"}, "channel_not_found"),
        ({"channel": "general", "text": "Hello"}, "channel_not_found"),
        ({"channel": GENERAL, "text": "Hello"}, "not_in_channel"),
        ({"channel": WELLNESS}, "no_text"),
        ({"channel": WELLNESS, "text": "", "blocks": []}, "no_text"),
        ({"channel": WELLNESS, "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": WELLNESS, "text": "Hello", "blocks": [{"type": "marquee"}]}, "invalid_blocks"),
        ({"channel": WELLNESS, "text": "Hello", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        (
            {"channel": WELLNESS, "text": "Hello", "metadata": {"event_type": "x", "event_payload": {"y": "z" * 9000}}},
            "metadata_too_large",
        ),
    ],
)
async def test_a_message_slack_would_refuse_is_refused(shared_stage: Stage, arguments: Json, error: str) -> None:
    assert await error_of(shared_stage.client.api_call("chat.postMessage", json=arguments)) == error
    assert shared_stage.shown(WELLNESS) == []


async def test_nobody_reads_the_direct_message_of_somebody_who_left(stage: Stage) -> None:
    await stage.client.chat_postMessage(channel=TOM, text="Hello")
    await stage.sandbox.gestures.leave_team(TOM)
    assert await error_of(stage.client.chat_postMessage(channel=TOM, text="Hello?")) == "channel_not_found"


async def test_an_update_changes_what_it_names_and_keeps_the_rest(stage: Stage) -> None:
    rows = [actions(button("Done"))]
    posted = await stage.client.chat_postMessage(channel=ANA, text="Stand up", blocks=rows, metadata=METADATA)
    await stage.client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Done, 11:42")
    [message] = stage.shown(posted["channel"])
    assert (message.text, bool(message.blocks), message.metadata) == ("Done, 11:42", True, METADATA)
    assert message.edited_at is not None
    await stage.client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Done, 11:42", blocks=[])
    assert stage.shown(posted["channel"])[0].blocks == []


async def test_only_own_messages_can_be_changed_or_deleted(stage: Stage) -> None:
    dm = await stage.dm(ANA)
    await stage.sandbox.gestures.say(ANA, channel=dm, text="Mine")
    [message] = stage.shown(dm)
    client = stage.client
    assert await error_of(client.chat_update(channel=dm, ts=message.ts, text="Yours")) == "cant_update_message"
    assert await error_of(client.chat_delete(channel=dm, ts=message.ts)) == "cant_delete_message"
    assert await error_of(client.chat_update(channel=dm, ts="1.000001", text="?")) == "message_not_found"
    assert await error_of(client.chat_update(channel=ANA, ts=message.ts, text="?")) == "channel_not_found"


async def test_a_deleted_message_is_gone(stage: Stage) -> None:
    posted = await stage.client.chat_postMessage(channel=ANA, text="Stand up")
    await stage.client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    assert stage.shown(posted["channel"]) == []
    again = stage.client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    assert await error_of(again) == "message_not_found"


async def test_an_ephemeral_message_is_seen_by_one_person_and_can_not_be_updated(stage: Stage) -> None:
    answer = await stage.client.chat_postEphemeral(channel=WELLNESS, user=ANA, text="Only you")
    assert [message.text for message in stage.shown(WELLNESS, to=ANA)] == ["Only you"]
    assert stage.shown(WELLNESS, to=TOM) == []
    late = stage.client.chat_update(channel=WELLNESS, ts=answer["message_ts"], text="All")
    assert await error_of(late) == "message_not_found"
    stranger = stage.client.chat_postEphemeral(channel=WELLNESS, user="U0NOBODY", text="You")
    assert await error_of(stranger) == "user_not_in_channel"


async def test_mentions_in_what_the_bot_says_are_found_and_escaped_ones_are_none(stage: Stage) -> None:
    leaf = {"type": "rich_text_section", "elements": [{"type": "user", "user_id": ANA}]}
    await stage.client.chat_postMessage(
        channel=WELLNESS,
        text="Hello <!channel> and &lt;!here&gt;",
        blocks=[section(f"Dear <@{TOM}>"), {"type": "rich_text", "elements": [leaf]}],
    )
    [message] = stage.shown(WELLNESS)
    found = mentions_in(message)
    assert found[:2] == ["<!channel>", f"<@{TOM}>"]
    assert len(found) == 3
