"""Presses that come twice, together, too late, or from nobody who may."""

import asyncio
from dataclasses import replace

import pytest

from bot.sandbox.gestures import ImpossibleGesture
from bot.sandbox.people import ANA, KIT, WELLNESS
from bot.sandbox.records import Json
from tests.scenario.raw import raw_press
from tests.scenario.screen import labels_of, words_of
from tests.scenario.stage import Scene

CLOSED = "That one is closed.\n[Show me one now]"


@pytest.fixture
async def reminded(scene: Scene) -> Scene:
    await scene.types(ANA, "/budge start")
    await scene.goes_to("11:32")
    return scene


@pytest.mark.parametrize("label", ["Both done", "Hip stretch done", "20 minutes", "I already moved", "Skip this one"])
async def test_a_press_acts_once_however_often_it_comes(reminded: Scene, label: str) -> None:
    card = reminded.card(ANA)
    await reminded.presses(ANA, label, on=card)
    folded, stored = words_of(reminded.cards(ANA)[0]), await reminded.stored()
    for _ in range(2):
        await reminded.passes(minutes=1)
        await raw_press(reminded, ANA, card, label)
        await reminded.settles()
    assert await reminded.stored() == stored
    assert words_of(reminded.cards(ANA)[0]) == folded
    assert len(reminded.messages(ANA)) == 2  # the welcome and the card: no reply to what was counted already


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Both done", "Both done"),
        ("Hip stretch done", "Knee to chest done"),
        ("Both done", "Skip this one"),
        ("20 minutes", "Both done"),
        ("20 minutes", "20 minutes"),
        ("Skip this one", "I already moved"),
    ],
)
async def test_two_presses_at_once_end_in_what_is_stored(either_scene: Scene, first: str, second: str) -> None:
    scene = either_scene
    await scene.types(ANA, "/budge start")
    await scene.goes_to("11:32")
    card = scene.card(ANA)
    await asyncio.gather(raw_press(scene, ANA, card, first), raw_press(scene, ANA, card, second))
    await scene.settles()
    stored = await scene.stored()
    done = len(stored["completions"])
    shown = words_of(scene.cards(ANA)[0])
    assert done in {0, 2}
    assert shown.startswith(("Both done", "Skipped.", "Snoozed.", "Noted:"))
    assert shown.startswith("Both done") == (done == 2)


async def test_a_press_on_a_card_that_went_by_still_ticks_it_off_for_a_day(reminded: Scene) -> None:
    old = reminded.card(ANA)
    await reminded.goes_to("14:02")
    await raw_press(reminded, ANA, old, "Both done")
    await reminded.settles()
    assert "Your week: 2 exercises." in await reminded.types(ANA, "/budge stats")
    assert "11:32   both done at 14:02" in await reminded.opens_home(ANA)


async def test_a_press_on_a_card_of_days_ago_is_answered_and_changes_nothing(reminded: Scene) -> None:
    old = reminded.card(ANA)
    await reminded.goes_to("Thu 12:00")
    stored = await reminded.stored()
    for label in ("Both done", "Hip stretch done", "20 minutes", "Skip this one", "I already moved"):
        before = len(reminded.messages(ANA))
        await raw_press(reminded, ANA, old, label)
        await reminded.settles()
        assert words_of(reminded.messages(ANA)[-1]) == CLOSED, label
        assert len(reminded.messages(ANA)) == before + 1
    assert await reminded.stored() == stored
    await reminded.presses(ANA, "Show me one now")
    assert labels_of(reminded.card(ANA))[0] == "Both done"


async def test_somebody_elses_card_cannot_be_pressed(reminded: Scene) -> None:
    card = reminded.card(ANA)
    await reminded.types(KIT, "/budge start")
    stored = await reminded.stored()
    forged = reminded.team.post(
        WELLNESS, author=reminded.team.app.bot_user_id, text="A card", blocks=card.blocks, at=reminded.clock.now()
    )
    assert await reminded.presses(KIT, "Both done", on=forged) == CLOSED
    assert await reminded.stored() == stored


async def test_a_stranger_who_presses_a_members_button_is_told_how_to_start(reminded: Scene) -> None:
    forged = reminded.team.post(
        WELLNESS,
        author=reminded.team.app.bot_user_id,
        text="A card",
        blocks=reminded.card(ANA).blocks,
        at=reminded.clock.now(),
    )
    told = await reminded.presses(KIT, "Both done", on=forged)
    assert told == "You haven't started yet. Try /budge start."


async def test_after_stopping_the_buttons_of_old_messages_say_how_to_start_again(reminded: Scene) -> None:
    await reminded.presses(ANA, "Both done")
    await reminded.types(ANA, "/budge stop")
    stored = await reminded.stored()
    for label in ("Undo", "My week", "Keep me private"):
        assert await reminded.presses(ANA, label) == "You haven't started yet. Try /budge start.", label
    assert await reminded.stored() == stored


async def test_start_pressed_twice_joins_once(scene: Scene) -> None:
    await scene.types(ANA, "hi")
    introduction = scene.messages(ANA)[-1]
    await asyncio.gather(raw_press(scene, ANA, introduction, "Start"), raw_press(scene, ANA, introduction, "Start"))
    await scene.settles()
    assert len((await scene.stored())["members"]) == 1
    welcomes = [message for message in scene.messages(ANA) if words_of(message).startswith("You're in.")]
    assert len(welcomes) == 1


async def test_now_pressed_twice_at_once_leaves_one_live_card(reminded: Scene) -> None:
    await reminded.presses(ANA, "Both done")
    await reminded.passes(minutes=1)
    status = await reminded.types(ANA, "/budge")
    assert "[Do them now]" in status
    message = reminded.messages(ANA)[-1]
    await asyncio.gather(
        raw_press(reminded, ANA, message, "Do them now"), raw_press(reminded, ANA, message, "Do them now")
    )
    await reminded.settles()
    live = [card for card in reminded.cards(ANA) if "Both done" in labels_of(card)]
    assert len(live) == 1


async def test_a_command_delivered_twice_is_answered_and_joins_once(scene: Scene) -> None:
    scene.sandbox.wire.link.copies = 2
    await scene.types(ANA, "/budge start", into=WELLNESS)
    scene.sandbox.wire.link.copies = 1
    await scene.settles()
    assert len((await scene.stored())["members"]) == 1
    welcomes = [message for message in scene.messages(ANA) if words_of(message).startswith("You're in. Two")]
    assert len(welcomes) == 1


async def test_a_message_delivered_twice_is_answered_once(reminded: Scene) -> None:
    reminded.sandbox.wire.link.copies = 2
    told = await reminded.types(ANA, "skip")
    assert told == "Skipped. Next at 14:02."


@pytest.mark.parametrize("label", ["Both done", "20 minutes", "Skip this one", "Hip stretch done"])
async def test_a_press_delivered_twice_acts_once(reminded: Scene, label: str) -> None:
    reminded.sandbox.wire.link.copies = 2
    assert await reminded.presses(ANA, label) == ""
    [card] = reminded.cards(ANA)
    assert not words_of(card).startswith("That one")


async def test_settings_delivered_twice_are_saved_once(reminded: Scene) -> None:
    await reminded.types(ANA, "/budge settings")
    reminded.sandbox.wire.link.copies = 2
    assert await reminded.saves(ANA, {"How often": "Every 2 h"}) == {}
    reminded.sandbox.wire.link.copies = 1
    assert "Every 2 h, " in await reminded.types(ANA, "/budge")


async def test_unknown_actions_views_and_events_are_acked_and_change_nothing(reminded: Scene) -> None:
    stored = await reminded.stored()
    blocks: list[Json] = [
        {
            "type": "actions",
            "block_id": "old",
            "elements": [
                {"type": "button", "action_id": "of_another_age", "text": {"type": "plain_text", "text": "Old one"}}
            ],
        }
    ]
    old = reminded.team.post(
        reminded.card(ANA).channel,
        author=reminded.team.app.bot_user_id,
        text="Old",
        blocks=blocks,
        at=reminded.clock.now(),
    )
    assert await reminded.presses(ANA, "Old one", on=old) == ""
    assert (await reminded.sandbox.wire.tell({"type": "reaction_added", "user": ANA})).ok
    assert (await reminded.sandbox.wire.tell({"type": "app_home_opened", "user": ANA, "tab": "about"})).ok
    assert (await reminded.sandbox.wire.tell({"type": "team_join", "user": {"id": "U0NEW"}})).ok
    assert await reminded.stored() == stored


@pytest.mark.parametrize("value", ["", ":", "nonsense", "nonsense:hip", "'; DROP TABLE reminders; --"])
async def test_a_card_with_a_value_of_nobodys_is_closed(reminded: Scene, value: str) -> None:
    stored = await reminded.stored()
    card = reminded.card(ANA)
    blocks: list[Json] = [
        {
            "type": "actions",
            "block_id": "forged",
            "elements": [
                {
                    "type": "button",
                    "action_id": action,
                    "text": {"type": "plain_text", "text": action},
                    **({"value": value} if value else {}),
                }
            ],
        }
        for action in ("done_all", "done_one_1", "snooze", "card_more", "show_it_now", "mark_done")
    ]
    for index, block in enumerate(blocks):
        block["block_id"] = f"forged{index}"
    forged = reminded.team.post(
        card.channel, author=reminded.team.app.bot_user_id, text="x", blocks=blocks, at=reminded.clock.now()
    )
    for block in blocks:
        label = block["elements"][0]["text"]["text"]
        assert await reminded.presses(ANA, label, on=forged) == CLOSED, label
    assert await reminded.stored() == stored


async def test_somebody_who_left_can_press_nothing_and_is_posted_nothing(reminded: Scene) -> None:
    await reminded.gestures.leave_team(ANA)
    with pytest.raises(ImpossibleGesture):
        await reminded.presses(ANA, "Both done")
    reminded.team.people[ANA] = replace(reminded.team.people[ANA], deleted=False)  # brought back by an admin
    await reminded.becomes(ANA)
    assert "You're in." in await reminded.types(ANA, "/budge start")
