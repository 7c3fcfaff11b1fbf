"""The guide while Slack is in trouble: no timer asks too much of it, and in the end the card shows what is stored."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random

import pytest

from bot.domain.ids import MemberId
from bot.sandbox.controls import controls
from bot.sandbox.gestures import ImpossibleGesture, MessageSpot
from bot.sandbox.people import ANA
from bot.sandbox.records import Message
from bot.slack.blocks.card import reminder_card
from tests.slack.stage import Stage, raised
from tests.slack.trouble import RESPONSE_URL, Ill, Trouble

DRAWINGS = frozenset({RESPONSE_URL, "chat.update"})
SOUNDS = frozenset({"chat.postMessage", "chat.delete"})
WAYS = ("Guide me", "Next", "Next: rest 1:00", "Skip the rest", "Start 2:00", "Back", "Leave the guide")
TICKS = ("Hip stretch done", "Knee to chest done")
SECOND = timedelta(seconds=1)
PATIENCE = 5.0  # seconds; half of what a call may take


@pytest.fixture
def trouble() -> Trouble:
    return Trouble()


@pytest.fixture
async def stage(sqlite_url: str, trouble: Trouble) -> AsyncIterator[Stage]:
    async with raised(sqlite_url, trouble=trouble) as fresh:
        yield fresh
        await trouble.clear_up()


async def running(stage: Stage) -> Message:
    """The first timer runs."""
    await stage.join()
    card = await stage.reminded()
    for label in ("Guide me", "Next", "Start 2:00"):
        await stage.press(label, now_of(stage, card))
    return card


def now_of(stage: Stage, card: Message) -> Message:
    found = stage.now_of(card)
    assert found is not None
    return found


async def passes(stage: Stage, *, seconds: int) -> None:
    """Second by second; nobody's bell but that of the countdowns."""
    for _ in range(seconds):
        stage.clock.at += SECOND
        await stage.services.countdowns.ring()
        await stage.tasks.settle()


async def stored(stage: Stage) -> str:
    """The text of the newest card as it is stored."""
    async with stage.services.completion.store.transaction() as tx:
        latest = await tx.reminders.latest(stage.workspace, MemberId(ANA))
    assert latest is not None
    return reminder_card(await stage.services.completion.card(stage.workspace, MemberId(ANA), latest.id)).text


async def wish(stage: Stage, card: Message, label: str) -> None:
    """A press on what the card shows now; nobody waits for what follows from it."""
    shown = now_of(stage, card)
    control = next((one for one in controls(shown.blocks) if one.label == label), None)
    if control is None:
        return
    where = MessageSpot(channel=shown.channel, ts=shown.ts)
    try:
        await stage.sandbox.gestures.press(
            ANA, where=where, block_id=control.block_id, action_id=control.action_id, value=control.value
        )
    except ImpossibleGesture:
        return  # the card was drawn anew between looking and pressing


@pytest.mark.parametrize("kind", [Ill.USED_UP, Ill.LIMITED, Ill.BROKEN, Ill.HTML])
async def test_what_is_left_is_drawn_by_the_response_url_or_not_at_all(
    stage: Stage, trouble: Trouble, kind: Ill
) -> None:
    await running(stage)
    asked: Counter[str] = Counter()

    def rule(name: str) -> Ill | None:
        asked[name] += 1
        return kind if name == RESPONSE_URL else None

    trouble.rule = rule
    await passes(stage, seconds=129)
    assert asked == {RESPONSE_URL: 3}


@pytest.mark.parametrize("kind", [Ill.USED_UP, Ill.LIMITED, Ill.BROKEN])
async def test_the_end_is_drawn_in_another_way(stage: Stage, trouble: Trouble, kind: Ill) -> None:
    card = await running(stage)
    trouble.rule = lambda name: kind if name == RESPONSE_URL else None
    await passes(stage, seconds=130)
    assert now_of(stage, card).text == await stored(stage)
    assert now_of(stage, card).text.startswith("Standing hip stretch, left leg, 3 of 10.")
    assert stage.last(card.channel).text == "Two minutes. Lower your leg."


async def test_the_end_is_heard_even_where_nothing_can_be_drawn(stage: Stage, trouble: Trouble) -> None:
    card = await running(stage)
    trouble.rule = lambda name: Ill.LIMITED if name in DRAWINGS else None
    await passes(stage, seconds=130)
    assert stage.last(card.channel).text == "Two minutes. Lower your leg."
    assert now_of(stage, card).text != await stored(stage)

    trouble.rule = None
    stage.clock.at += timedelta(minutes=1)
    await stage.services.reminding.tick()
    assert now_of(stage, card).text == await stored(stage)


async def test_a_sound_that_slack_does_not_delete_now_goes_once_it_lets_us(stage: Stage, trouble: Trouble) -> None:
    card = await running(stage)
    await passes(stage, seconds=130)
    sound = stage.last(card.channel)
    trouble.rule = lambda name: Ill.LIMITED if name == "chat.delete" else None
    await stage.press("Back", now_of(stage, card))
    assert stage.now_of(sound) is not None

    trouble.rule = None
    await stage.press("Next", now_of(stage, card))
    assert stage.now_of(sound) is not None, "it said for how long not to ask"
    stage.clock.at += timedelta(seconds=30)
    await stage.services.reminding.tick()
    assert stage.now_of(sound) is None


async def test_a_press_does_not_wait_for_a_drawing_of_the_timer_that_hangs(stage: Stage, trouble: Trouble) -> None:
    card = await running(stage)
    trouble.rule = lambda name: Ill.SILENT if name == RESPONSE_URL else None
    stage.clock.at += 41 * SECOND
    await stage.services.countdowns.ring()
    await trouble.until(lambda: trouble.hangs)
    trouble.rule = None

    async with asyncio.timeout(PATIENCE):
        await stage.press("Next", now_of(stage, card))

    assert trouble.hangs
    assert now_of(stage, card).text.startswith("Standing hip stretch, left leg, 3 of 10.")


async def test_a_sound_that_slack_does_not_take_is_missed_and_nothing_else(stage: Stage, trouble: Trouble) -> None:
    card = await running(stage)
    trouble.rule = lambda name: Ill.BROKEN if name == "chat.postMessage" else None
    await passes(stage, seconds=130)
    assert now_of(stage, card).text == await stored(stage)
    await stage.press("Next: rest 1:00", now_of(stage, card))
    assert now_of(stage, card).text.startswith("Rest until ")


@pytest.mark.parametrize("seed", range(10))
async def test_in_the_end_the_card_shows_what_is_stored(stage: Stage, trouble: Trouble, seed: int) -> None:
    """The seed says what is pressed, how time passes and what Slack makes of it."""
    chance = Random(seed)
    await stage.join()
    card = await stage.reminded()
    illnesses = (*(kind for kind in Ill if kind not in {Ill.SILENT, Ill.SLOW}), None, None, None, None)
    trouble.rule = lambda name: chance.choice(illnesses) if name in DRAWINGS | SOUNDS else None

    for _ in range(20):
        offered = {one.label for one in controls(now_of(stage, card).blocks)}
        labels = chance.choices([label for label in WAYS if label in offered] or TICKS, k=chance.randint(1, 3))
        await asyncio.gather(*(wish(stage, card, label) for label in labels))
        if chance.random() < 0.5:  # Slack makes late what it makes at all, but no later than that
            trouble.let_go()
            await trouble.until(lambda: trouble.answered == trouble.accepted)
            stage.clock.at += chance.choice((20, 131)) * SECOND
        await passes(stage, seconds=chance.choice((0, 1)))
        if chance.random() < 0.2:
            await wish(stage, card, chance.choice(TICKS))
    await stage.tasks.settle()
    await trouble.clear_up()
    for _ in range(4):
        stage.clock.at += timedelta(minutes=2)
        await stage.services.reminding.tick()

    assert now_of(stage, card).text == await stored(stage), f"seed {seed}"
