"""The guide pressed twice, too late, by two at once, and by two processes; and what else ends it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.domain.ids import MemberId, WorkspaceId
from bot.sandbox.people import ANA
from bot.sandbox.records import Message
from tests.scenario.guide_walk import FLEXED, Calls, place, sounds, uses_of_presses, walk
from tests.scenario.raw import raw_press
from tests.scenario.screen import labels_of
from tests.scenario.stage import Scene, stage

TWO, THREE = "Standing hip stretch · left leg · 2 of 10", "Standing hip stretch · left leg · 3 of 10"


async def remind(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.goes_to("11:32")


async def start_timer(scene: Scene) -> None:
    """The guide is open, and the first timer begins in ten seconds."""
    for label in ("Guide me", "Next", "Start 2:00"):
        await scene.presses(ANA, label)


@pytest.fixture
async def running(scene: Scene) -> Scene:
    await remind(scene)
    await start_timer(scene)
    return scene


@pytest.fixture
async def pair(postgres_url: str) -> AsyncIterator[Scene]:
    """Two processes; Slack brings things to them in turn."""
    async with stage(postgres_url) as scene:
        await scene.is_joined_by_another()
        await remind(scene)
        yield scene


def deleted(scene: Scene, card: Message) -> bool:
    return scene.team.message(card.channel, ts=card.ts) is None


async def test_two_processes_walk_as_one(pair: Scene) -> None:
    calls, card = Calls(), pair.card(ANA)
    pair.sandbox.weather.fault = calls.note
    await walk(pair)
    assert uses_of_presses(pair, card) == [1, 1, 5, 3, 5, 3, 1, 1, 1, 1]
    assert calls.made == {"chat.postMessage": 4, "chat.delete": 4}


async def test_a_timer_of_a_screen_that_another_process_left_is_not_heard_of(pair: Scene) -> None:
    await start_timer(pair)
    await pair.passes(seconds=20)
    await pair.presses(ANA, "Next")  # Slack brings it to the other one
    await pair.passes(minutes=5)
    assert place(pair) == THREE
    assert sounds(pair) == []
    assert not any(len(bot.services.countdowns) for bot in pair.bots)


@pytest.mark.parametrize("label", ["Next", "Back", "Start 2:00"])
async def test_two_presses_at_once_are_one(scene: Scene, label: str) -> None:
    await remind(scene)
    for way in ("Guide me", "Next"):
        await scene.presses(ANA, way)
    card = scene.card(ANA)
    await asyncio.gather(raw_press(scene, ANA, card, label), raw_press(scene, ANA, card, label))
    await scene.settles()
    after = {"Next": THREE, "Back": "Standing hip stretch · 1 of 10", "Start 2:00": TWO}
    assert place(scene) == after[label]
    await scene.passes(minutes=5)
    assert sounds(scene) == ([FLEXED] if label == "Start 2:00" else [])


@pytest.mark.parametrize("label", ["Next", "Back", "Leave the guide"])
async def test_a_press_on_a_screen_that_was_left_shows_where_the_guide_is(running: Scene, label: str) -> None:
    old = running.card(ANA)
    await running.passes(seconds=130)
    stored = await running.stored()
    await raw_press(running, ANA, old, label)
    await running.settles()
    assert place(running) == THREE
    assert {name: rows for name, rows in (await running.stored()).items() if name != "reminders"} == {
        name: rows for name, rows in stored.items() if name != "reminders"
    }
    assert sounds(running) == []  # a press was made: it has been heard


async def test_a_press_that_meets_the_end_of_the_timer_moves_on_once(running: Scene) -> None:
    await running.passes(seconds=129)
    card = running.card(ANA)
    await asyncio.gather(raw_press(running, ANA, card, "Next"), running.passes(seconds=1))
    await running.settles()
    assert place(running) == THREE
    assert sounds(running) in ([], [FLEXED])
    await running.presses(ANA, "Next: rest 1:00")
    assert sounds(running) == []


async def test_a_press_on_guide_me_that_comes_late_does_not_start_again(running: Scene) -> None:
    card = running.cards(ANA)[0]
    shown = next(message for message in running.chronicle.messages if message.ts == card.ts)
    await raw_press(running, ANA, shown, "Guide me")
    await running.settles()
    assert place(running) == TWO


@pytest.mark.parametrize(
    ("typed", "becomes"), [("snooze 20", "Snoozed. Back at "), ("skip", "Skipped."), ("moved", "Noted: ")]
)
async def test_a_card_closed_in_the_guide_is_closed(running: Scene, typed: str, becomes: str) -> None:
    await running.types(ANA, typed)
    assert running.card_of(ANA).startswith(becomes)
    await running.passes(minutes=5)
    assert running.card_of(ANA).startswith(becomes)
    assert FLEXED not in sounds(running)
    await running.types(ANA, "undo")
    assert "Both done" in labels_of(running.card(ANA))


async def test_undo_in_the_guide_leads_back_to_what_was_ticked_off(running: Scene) -> None:
    said = await running.types(ANA, "done 1")
    assert "Lying knee to chest, 8 of 10." in said
    await running.types(ANA, "undo")
    assert place(running) == "Standing hip stretch · right leg · 7 of 10"
    assert labels_of(running.card(ANA))[0] == "Hip stretch done"
    await running.types(ANA, "done")
    assert running.card_of(ANA).startswith("Both done")
    await running.presses(ANA, "Undo")
    assert "Both done" in labels_of(running.card(ANA))


async def test_the_other_exercise_ticked_off_leaves_the_timer_running(running: Scene) -> None:
    await running.types(ANA, "done 2")
    assert place(running) == TWO
    await running.passes(seconds=130)
    assert place(running) == THREE


@pytest.mark.parametrize("typed", ["pause", "stop"])
async def test_who_pauses_or_stops_in_the_guide_hears_no_more(running: Scene, typed: str) -> None:
    await running.passes(seconds=130)
    assert sounds(running) == [FLEXED]
    await running.presses(ANA, "Next: rest 1:00")
    card = running.card(ANA)
    await running.types(ANA, typed)
    await running.passes(minutes=5)
    assert deleted(running, card)
    assert not any(message.text.startswith("One minute.") for message in running.messages(ANA))


async def test_a_sound_goes_with_its_card(running: Scene) -> None:
    await running.passes(seconds=130)
    [sound] = [message for message in running.messages(ANA) if message.text == FLEXED]
    await running.types(ANA, "pause")
    assert deleted(running, sound)


async def test_without_sounds_the_timer_ends_in_silence(running: Scene) -> None:
    await running.passes(seconds=130)
    await running.presses(ANA, "Next: rest 1:00")
    card = running.card(ANA)
    async with running.bot.store.transaction() as tx:
        ana = await tx.members.get(WorkspaceId(running.team.team_id), MemberId(ANA), lock=True)
        assert ana is not None
        await tx.members.save(replace(ana, guide_sounds=False))
    assert "I will message you" in card.text
    await running.passes(seconds=60)
    assert sounds(running) == []
    assert "I will message you" not in running.card(ANA).text


@pytest.mark.parametrize(("typed", "refusal"), [("next", "The guide is not open."), ("go", "The guide is not open.")])
async def test_words_of_the_guide_outside_it_say_so(scene: Scene, typed: str, refusal: str) -> None:
    await remind(scene)
    assert refusal in await scene.types(ANA, typed)
    await scene.presses(ANA, "Both done")
    assert "Nothing is open." in await scene.types(ANA, "guide")
