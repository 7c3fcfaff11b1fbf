import logging

import pytest

from bot.domain.ids import ChannelId, MemberId
from bot.sandbox.people import ANA
from bot.slack.message import Message
from tests.slack.stage import Stage

OLD_BUTTONS = Message(
    "Buttons of another version",
    [
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "guide_me",
                    "value": "member text",
                    "text": {"type": "plain_text", "text": "Guide me"},
                },
                {
                    "type": "external_select",
                    "action_id": "old_search",
                    "min_query_length": 1,
                    "placeholder": {"type": "plain_text", "text": "Search"},
                },
            ],
        }
    ],
)


async def old_message(stage: Stage) -> str:
    channel = await stage.messenger.open_dm(stage.workspace, MemberId(ANA))
    await stage.messenger.post(stage.workspace, OLD_BUTTONS, to=channel)
    return channel


async def test_an_unknown_button_is_acked_and_logged_by_its_id_alone(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    channel = await old_message(stage)

    with caplog.at_level(logging.INFO, logger="bot"):
        outcome = await stage.press("Guide me", stage.last(channel))

    assert outcome.ok
    assert "nothing listens to block_actions guide_me" in caplog.text
    assert "member text" not in caplog.text


async def test_an_unknown_search_offers_nothing(stage: Stage) -> None:
    channel = await old_message(stage)

    assert await stage.suggestions(stage.last(channel), "text") == []


async def test_an_event_nobody_needs_is_acked(stage: Stage) -> None:
    outcome = await stage.sandbox.wire.tell({"type": "member_joined_channel", "user": ANA, "channel": "C0GENERAL"})

    assert outcome.ok


async def test_an_unknown_view_is_closed(stage: Stage) -> None:
    await old_message(stage)
    view = {
        "type": "modal",
        "callback_id": "something_hurts",
        "title": {"type": "plain_text", "text": "Old"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "Old"}}],
    }
    trigger = stage.sandbox.wire.triggers.give(ANA)
    await stage.messenger.open_view(stage.workspace, view, trigger=trigger)

    await stage.sandbox.gestures.submit(ANA, view_id=stage.modal().id, filled={})

    assert not stage.sandbox.team.modals[ANA]


async def test_a_value_that_is_none_of_ours_is_answered_and_not_a_traceback(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    dm = await stage.join()
    blocks = [
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "done_all",
                    "value": "f" * 32,
                    "text": {"type": "plain_text", "text": "Both done"},
                }
            ],
        }
    ]
    await stage.messenger.post(stage.workspace, Message("Forged", blocks), to=ChannelId(dm))

    await stage.press("Both done", stage.last(dm))

    assert stage.last(dm).text == "That one is closed."
    assert "Traceback" not in caplog.text
