"""What people do: typing, pressing, picking, changing their profile, leaving."""

from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.controls import find
from bot.sandbox.gestures import HomeSpot, ImpossibleGesture, MessageSpot, Spot
from bot.sandbox.people import ANA, GENERAL, LIN, NOOR, TOM, WELLNESS
from bot.sandbox.records import SLACKBOT, Json
from tests.sandbox.stage import Heard, Stage, actions, button, connected, options, press, section

SNOOZE = {
    "type": "static_select",
    "action_id": "snooze",
    "placeholder": {"type": "plain_text", "text": "Snooze"},
    "options": options("10 minutes", "20 minutes"),
}
MORE = {"type": "overflow", "action_id": "more", "options": options("Skip this one")}


async def pressed(stage: Stage, message: Any, label: str, **kind: Any) -> Json:
    """The body Bolt gets when Ana presses what carries this label."""
    app, heard = stage.app(), Heard()
    heard.act(app, ".*")
    async with connected(stage, app):
        assert (await press(stage, ANA, message, label, **kind)).ok
        [body] = await heard.until(1)
    return body


async def test_a_command_reaches_bolt_and_its_answer_the_person_alone(stage: Stage) -> None:
    app = stage.app()

    @app.command("/budge")
    async def answer(ack: Any, command: dict[str, str]) -> None:
        await ack(f"{command['user_id']} typed {command['text']} in {command['channel_name']}")

    async with connected(stage, app):
        assert (await stage.sandbox.gestures.say(ANA, channel=GENERAL, text="/budge every 2h")).ok
    assert [m.text for m in stage.shown(GENERAL, to=ANA)] == [f"{ANA} typed every 2h in general"]
    assert stage.shown(GENERAL) == []


async def test_typed_mentions_arrive_as_mentions_and_typed_markup_is_escaped(stage: Stage) -> None:
    app, heard = stage.app(), Heard()
    heard.listen(app, "message")
    async with connected(stage, app):
        dm = await stage.dm(ANA)
        await stage.sandbox.gestures.say(ANA, channel=dm, text="@channel, @Tom & <!here> a@b.example")
        [body] = await heard.until(1)
    assert body["event"]["text"] == f"<!channel>, <@{TOM}> &amp; &lt;!here&gt; a@b.example"


async def test_an_unknown_command_is_answered_by_slack_itself(stage: Stage) -> None:
    outcome = await stage.sandbox.gestures.say(ANA, channel=GENERAL, text="/bugde start")
    assert outcome.error == "unknown_command"
    [message] = stage.shown(GENERAL, to=ANA)
    assert (message.author_id, message.text) == (SLACKBOT, "/bugde is not a valid command.")


async def test_a_command_without_a_connection_shows_dispatch_failed(stage: Stage) -> None:
    outcome = await stage.sandbox.gestures.say(ANA, channel=GENERAL, text="/budge")
    assert outcome.error == "dispatch_failed"
    assert [m.text for m in stage.shown(GENERAL, to=ANA)] == ['/budge failed with the error "dispatch_failed"']


async def test_a_command_that_is_not_acked_in_time_shows_operation_timeout(hasty_stage: Stage) -> None:
    async with connected(hasty_stage, hasty_stage.app()):  # without a listener Bolt does not ack
        outcome = await hasty_stage.sandbox.gestures.say(ANA, channel=GENERAL, text="/budge")
    assert outcome.error == "operation_timeout"
    assert [m.text for m in hasty_stage.shown(GENERAL, to=ANA)] == ['/budge failed with the error "operation_timeout"']


async def test_a_message_in_a_channel_is_nothing_the_bot_hears(stage: Stage) -> None:
    assert (await stage.sandbox.gestures.say(ANA, channel=WELLNESS, text="Lunch?")).ok
    assert [message.text for message in stage.shown(WELLNESS)] == ["Lunch?"]


async def test_a_press_carries_the_message_its_place_and_what_was_pressed(stage: Stage) -> None:
    rows = [actions(button("Done", value="r1"), SNOOZE)]
    posted = await stage.client.chat_postMessage(channel=ANA, text="Stand up", blocks=rows)
    [message] = stage.shown(posted["channel"])
    body = await pressed(stage, message, "Done")
    assert body["type"] == "block_actions"
    assert body["user"]["id"] == ANA
    assert body["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": False,
    }
    assert body["message"]["blocks"] == message.blocks
    assert body["channel"]["id"] == message.channel
    assert body["response_url"].startswith(stage.base_url)
    assert body["trigger_id"]
    [action] = body["actions"]
    assert (action["type"], action["action_id"], action["block_id"], action["value"]) == (
        "button",
        "press",
        "row",
        "r1",
    )
    assert body["state"]["values"] == {"row": {"snooze": {"type": "static_select", "selected_option": None}}}


@pytest.mark.parametrize(("label", "menu"), [("20 minutes", "Snooze"), ("Skip this one", "")])
async def test_a_pick_carries_the_option(stage: Stage, label: str, menu: str) -> None:
    posted = await stage.client.chat_postMessage(channel=ANA, text="Stand up", blocks=[actions(SNOOZE, MORE)])
    [message] = stage.shown(posted["channel"])
    body = await pressed(stage, message, label, menu=menu)
    assert body["actions"][0]["selected_option"] == options(label)[0]


async def test_a_press_on_an_ephemeral_message_brings_no_message(stage: Stage) -> None:
    rows = [section("Hello"), actions(button("Start"))]
    await stage.client.chat_postEphemeral(channel=WELLNESS, user=ANA, text="Hello", blocks=rows)
    [message] = stage.shown(WELLNESS, to=ANA)
    body = await pressed(stage, message, "Start")
    assert "message" not in body
    assert body["container"]["is_ephemeral"] is True


async def test_a_press_nobody_answers_is_told_to_the_person(stage: Stage) -> None:
    posted = await stage.client.chat_postMessage(channel=ANA, text="Stand up", blocks=[actions(button("Done"))])
    [message] = stage.shown(posted["channel"])
    outcome = await press(stage, ANA, message, "Done")
    assert outcome.error == "dispatch_failed"
    told = stage.shown(message.channel, to=ANA)[-1]
    assert told.author_id == SLACKBOT
    assert told.text == "Budge is not responding (dispatch_failed). Try again in a moment."


async def test_a_press_on_the_home_that_nobody_answers_shows_trouble_there(stage: Stage) -> None:
    await stage.client.views_publish(user_id=ANA, view={"type": "home", "blocks": [actions(button("Pause"))]})
    outcome = await stage.sandbox.gestures.press(ANA, where=HomeSpot(), block_id="row", action_id="press")
    assert outcome.error == "dispatch_failed"
    assert stage.sandbox.team.homes[ANA].trouble.startswith("Budge is not responding")


async def test_an_answer_slack_can_not_show_is_an_error_to_the_person(stage: Stage) -> None:
    app = stage.app()

    @app.command("/budge")
    async def answer(ack: Any) -> None:
        await ack(blocks=[{"type": "marquee"}])

    async with connected(stage, app):
        outcome = await stage.sandbox.gestures.say(ANA, channel=GENERAL, text="/budge")
    assert outcome.error == "invalid_blocks"
    assert [m.text for m in stage.shown(GENERAL, to=ANA)] == ['/budge failed with the error "invalid_blocks"']


async def test_a_menu_of_an_ephemeral_message_can_be_searched_and_a_useless_answer_shows_nothing(stage: Stage) -> None:
    app = stage.app()

    @app.options("city")
    async def offer(ack: Any) -> None:
        await ack(options=options("x" * 76))

    city = {"type": "external_select", "action_id": "city", "min_query_length": 1}
    await stage.client.chat_postEphemeral(channel=WELLNESS, user=ANA, text="Where?", blocks=[actions(city)])
    [message] = stage.shown(WELLNESS, to=ANA)
    spot = MessageSpot(channel=WELLNESS, ts=message.ts)
    suggest = stage.sandbox.gestures.suggest
    assert await suggest(ANA, where=spot, block_id="row", action_id="city", query="Ber") == []
    async with connected(stage, app):
        assert await suggest(ANA, where=spot, block_id="row", action_id="city", query="Ber") == []


async def test_nobody_presses_what_they_can_not_see(stage: Stage) -> None:
    gestures = stage.sandbox.gestures
    rows = [actions(button("Done"), SNOOZE)]
    posted = await stage.client.chat_postMessage(channel=ANA, text="Stand up", blocks=rows)
    spot = MessageSpot(channel=posted["channel"], ts=posted["ts"])
    impossible: list[tuple[str, Spot, str, str | None]] = [
        (TOM, spot, "press", None),
        (ANA, replace(spot, ts="1.000001"), "press", None),
        (ANA, spot, "other", None),
        (ANA, spot, "snooze", "90 minutes"),
        (ANA, HomeSpot(), "press", None),
        ("U0BUDGE", spot, "press", None),
    ]
    for person, where, action_id, value in impossible:
        with pytest.raises(ImpossibleGesture):
            await gestures.press(person, where=where, block_id="row", action_id=action_id, value=value)
    with pytest.raises(ImpossibleGesture):
        await gestures.say(ANA, channel="D0NOWHERE", text="Hello")
    with pytest.raises(ImpossibleGesture):
        await gestures.say(ANA, channel=posted["channel"], text="  ")


async def test_opening_the_app_opens_the_direct_message_and_tells_the_bot(stage: Stage) -> None:
    app, heard = stage.app(), Heard()
    heard.listen(app, "app_home_opened")
    async with connected(stage, app):
        await stage.sandbox.gestures.open_home(NOOR)
        await stage.client.views_publish(user_id=NOOR, view={"type": "home", "blocks": [section("Budge")]})
        await stage.sandbox.gestures.open_home(NOOR)
        await stage.sandbox.gestures.open_messages(NOOR)
        opened = [body["event"] for body in await heard.until(3)]
    dm = stage.sandbox.team.dm_of(NOOR)
    assert dm is not None
    assert {event["channel"] for event in opened} == {dm.id}
    assert [(event["tab"], "view" in event) for event in opened] == [
        ("home", False),
        ("home", True),
        ("messages", False),
    ]


async def test_a_press_on_the_home_carries_the_view_and_no_response_url(stage: Stage) -> None:
    app, heard = stage.app(), Heard()
    heard.act(app, ".*")
    await stage.client.views_publish(user_id=ANA, view={"type": "home", "blocks": [actions(button("Pause"))]})
    control = find(stage.sandbox.team.homes[ANA].blocks, "Pause")
    assert control is not None
    async with connected(stage, app):
        outcome = await stage.sandbox.gestures.press(
            ANA, where=HomeSpot(), block_id=control.block_id, action_id=control.action_id
        )
        [body] = await heard.until(1)
    assert outcome.ok
    assert body["view"]["type"] == "home"
    assert body["container"] == {"type": "view", "view_id": stage.sandbox.team.homes[ANA].id}
    assert "response_url" not in body


async def test_profile_changes_are_told_with_the_whole_person(stage: Stage) -> None:
    app, heard = stage.app(), Heard()
    heard.listen(app, "user_change")
    gestures = stage.sandbox.gestures
    async with connected(stage, app):
        await gestures.set_zone(ANA, tz="Asia/Kathmandu")
        await gestures.set_zone(ANA, tz=None)
        await gestures.set_status(ANA, text="In a meeting", emoji=":calendar:")
        await gestures.leave_team(LIN)
        users = [body["event"]["user"] for body in await heard.until(4)]
    assert [user.get("tz") for user in users[:2]] == ["Asia/Kathmandu", None]
    assert users[2]["profile"]["status_text"] == "In a meeting"
    assert (users[3]["id"], users[3]["deleted"]) == (LIN, True)
    assert LIN not in stage.sandbox.team.channels[GENERAL].members
    with pytest.raises(ImpossibleGesture):
        await gestures.say(LIN, channel=GENERAL, text="Wait")
    with pytest.raises(ImpossibleGesture):
        await gestures.set_zone(ANA, tz="Berlin")


async def test_inviting_the_bot_lets_it_post(stage: Stage) -> None:
    app, heard = stage.app(), Heard()
    heard.listen(app, "member_joined_channel")
    with pytest.raises(SlackApiError):
        await stage.client.chat_postMessage(channel=GENERAL, text="Hello")
    async with connected(stage, app):
        assert (await stage.sandbox.gestures.say(ANA, channel=GENERAL, text="/invite @Budge")).ok
        [body] = await heard.until(1)
    assert (body["event"]["user"], body["event"]["inviter"]) == ("U0BUDGE", ANA)
    await stage.client.chat_postMessage(channel=GENERAL, text="Hello")
    assert [message.is_notice for message in stage.shown(GENERAL)] == [True, False]
    await stage.sandbox.gestures.say(ANA, channel=GENERAL, text="/invite @Budge")
    assert stage.shown(GENERAL, to=ANA)[-1].text == "Budge is already here."
