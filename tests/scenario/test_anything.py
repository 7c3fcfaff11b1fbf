"""Days of arbitrary deeds: what a member is told is what comes, and one card is live at most."""

import re
from random import Random

import pytest

from bot.sandbox.people import ANA
from bot.sandbox.records import Message
from tests.scenario.screen import labels_of
from tests.scenario.stage import BERLIN, Scene

WORDS = (
    *("done", "done 1", "done 2", "moved", "skip", "undo", "now", "stats", "settings"),
    *("snooze 5", "snooze 20", "snooze 60", "pause 2h", "pause today", "resume", "every 2h", "every 3h", "every 2h30"),
    *("hours 9-17:30", "hours 9-12 13-16", "hours 8-20 daily", "hours 22-6", "hours 9-17:30 mon-fri"),
    *("zone Europe/Berlin", "stop", "start", "", "hurts"),
)
CHANGES = (
    *("Nothing, only close this one", "Leave out the standing hip stretch", "Leave out the lying knee to chest"),
    "Pause all reminders",
)
HOW_LONG = ("Today", "One week", "Until I change it")
LIVE = ("Both done", "Done", "Hip stretch done", "Knee to chest done")


def live_cards(scene: Scene) -> list[Message]:
    return [card for card in scene.cards(ANA) if any(label in LIVE for label in labels_of(card))]


async def fills_in(scene: Scene, chance: Random) -> str:
    """The form that is open, with whatever it offers."""
    offered = [change for change in CHANGES if change in labels_of(scene.modal_of(ANA))]
    given = {"What shall I change?": chance.choice(offered), "For how long?": chance.choice(HOW_LONG)}
    return f"{given}: {await scene.saves(ANA, given)}"


async def does_anything(scene: Scene, chance: Random) -> str:
    """One deed: a line typed, any control pressed that is in sight, or the form filled in that this opened."""
    forms = scene.team.modals.get(ANA)
    if forms and forms[-1].title == "Something hurts":
        return await fills_in(scene, chance)
    if chance.random() < 0.5:
        words = chance.choice(WORDS)
        return f"{words!r}: {await scene.types(ANA, f'/budge {words}'.strip())}"
    cards = scene.cards(ANA)
    if not cards:
        return "nothing to press"
    card = chance.choice(cards)
    labels = [label for label in labels_of(card) if label not in {"Settings", "Why this helps", "My week"}]
    if not labels:
        return "nothing to press"
    label = chance.choice(labels)
    return f"[{label}]: {await scene.presses(ANA, label, on=card)}"


async def promised(scene: Scene) -> str:
    """The time of day of the next one as the bare command tells it, or nothing."""
    told = await scene.types(ANA, "/budge")
    found = re.search(r"(?:Next|First one) [^.]*at ([0-9]+:[0-9]+)\.", told)
    return found[1] if found else ""


@pytest.mark.parametrize("seed", range(3))
async def test_what_a_member_is_told_is_what_comes_whatever_they_do(scene: Scene, seed: int) -> None:
    chance = Random(seed)
    await scene.types(ANA, "/budge start")
    story = []
    for _ in range(40):
        story.append(f"{scene.time()} {await does_anything(scene, chance)}")
        assert len(live_cards(scene)) <= 1, story
        next_at = await promised(scene)
        written = len(scene.chronicle.messages)
        await scene.passes(minutes=chance.choice((0.5, 3, 15, 60, 150, 240)))
        came = [message for message in scene.chronicle.messages[written:] if message.metadata and not message.edited_at]
        assert len(live_cards(scene)) <= 1, story
        for card in came[:1]:
            local = card.posted_at.astimezone(BERLIN)
            assert next_at == f"{local.hour}:{local:%M}", (next_at, local, story)
