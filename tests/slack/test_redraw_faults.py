"""What the card shows in the end is what is stored, whatever Slack does and however quickly people press."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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

SOON = 0.3  # seconds a call may take where Slack never answers
DRAWINGS = frozenset({RESPONSE_URL, "chat.update"})
PRESSED = frozenset({"Both done", "Hip stretch done", "Knee to chest done", "Undo", "10 minutes", "Show it now"})


@pytest.fixture
def trouble() -> Trouble:
    return Trouble()


@pytest.fixture
async def stage(sqlite_url: str, trouble: Trouble) -> AsyncIterator[Stage]:
    async with raised(sqlite_url, trouble=trouble) as fresh:
        yield fresh
        await trouble.clear_up()


@pytest.fixture
async def hasty_stage(sqlite_url: str, trouble: Trouble) -> AsyncIterator[Stage]:
    """Its calls end after a moment, so that one can wait for it."""
    async with raised(sqlite_url, trouble=trouble, seconds_for_a_call=SOON) as fresh:
        yield fresh
        await trouble.clear_up()


async def wish(stage: Stage, card: Message, label: str) -> None:
    """A press on what the card shows now; nobody waits for what follows from it."""
    shown = stage.now_of(card)
    control = next((one for one in controls(shown.blocks if shown else ()) if one.label == label), None)
    if shown is None or control is None:
        return
    where = MessageSpot(channel=shown.channel, ts=shown.ts)
    try:
        await stage.sandbox.gestures.press(
            ANA, where=where, block_id=control.block_id, action_id=control.action_id, value=control.value
        )
    except ImpossibleGesture:
        return  # the card was drawn anew between looking and pressing


async def stored(stage: Stage) -> str:
    """The text of the newest card as it is stored."""
    async with stage.services.completion.store.transaction() as tx:
        latest = await tx.reminders.latest(stage.workspace, MemberId(ANA))
    assert latest is not None
    return reminder_card(await stage.services.completion.card(stage.workspace, MemberId(ANA), latest.id)).text


def shown(stage: Stage, card: Message) -> str:
    found = stage.now_of(card)
    assert found is not None
    return found.text


@asynccontextmanager
async def ill(trouble: Trouble, kind: Ill, *names: str) -> AsyncIterator[None]:
    trouble.rule = lambda name: kind if name in names else None
    yield
    trouble.rule = None


@pytest.mark.parametrize("kind", [Ill.USED_UP, Ill.GONE, Ill.LIMITED, Ill.BROKEN, Ill.HTML])
async def test_a_press_is_drawn_at_once_in_another_way(stage: Stage, trouble: Trouble, kind: Ill) -> None:
    await stage.join()
    card = await stage.reminded()

    async with ill(trouble, kind, RESPONSE_URL):
        await stage.press("Both done", card)

    assert shown(stage, card) == await stored(stage)
    assert shown(stage, card).startswith("Both done")


@pytest.mark.parametrize("kind", [Ill.LIMITED, Ill.BROKEN, Ill.HTML])
async def test_what_neither_way_draws_the_bell_draws_within_a_minute(stage: Stage, trouble: Trouble, kind: Ill) -> None:
    await stage.join()
    card = await stage.reminded()

    async with ill(trouble, kind, *DRAWINGS):
        await stage.press("Hip stretch done", card)
    assert shown(stage, card) == card.text

    stage.clock.at += timedelta(minutes=1)
    await stage.services.reminding.tick()
    assert shown(stage, card) == await stored(stage)
    assert shown(stage, card) != card.text


async def test_a_slack_that_never_answers_is_waited_for_only_so_long(hasty_stage: Stage, trouble: Trouble) -> None:
    await hasty_stage.join()
    card = await hasty_stage.reminded()

    async with ill(trouble, Ill.SILENT, RESPONSE_URL):
        await hasty_stage.press("Hip stretch done", card)
    assert shown(hasty_stage, card) == await stored(hasty_stage)

    half_done = hasty_stage.now_of(card)
    assert half_done is not None
    async with ill(trouble, Ill.SILENT, *DRAWINGS):
        await hasty_stage.press("Knee to chest done", half_done)
    assert shown(hasty_stage, card) != await stored(hasty_stage)
    hasty_stage.clock.at += timedelta(minutes=1)
    await hasty_stage.services.reminding.tick()
    assert shown(hasty_stage, card) == await stored(hasty_stage)


async def test_a_slack_that_limits_is_not_called_again_to_say_so(stage: Stage, trouble: Trouble) -> None:
    dm = await stage.join()
    card = await stage.reminded()
    before = stage.seen(dm)

    async with ill(trouble, Ill.LIMITED, *DRAWINGS):
        await stage.press("Both done", card)

    assert trouble.accepted == len(DRAWINGS)
    assert stage.seen(dm) == before


async def test_a_drawing_that_slack_makes_late_is_not_the_last_word(stage: Stage, trouble: Trouble) -> None:
    await stage.join()
    card = await stage.reminded()
    async with ill(trouble, Ill.LATE, *DRAWINGS):
        await stage.press("Hip stretch done", card)
    await stage.press("Both done", card)
    assert shown(stage, card).startswith("Both done")

    await trouble.clear_up()
    assert not shown(stage, card).startswith("Both done")

    stage.clock.at += timedelta(minutes=1)
    await stage.services.reminding.tick()
    assert shown(stage, card) == await stored(stage)
    assert shown(stage, card).startswith("Both done")


async def test_nor_is_one_that_a_process_which_stood_still_begins_late(stage: Stage, trouble: Trouble) -> None:
    await stage.join()
    card = await stage.reminded()

    def stand_still(name: str) -> Ill | None:
        if name == "chat.update":
            stage.clock.at += timedelta(minutes=10)
        return Ill.LATE if name in DRAWINGS else None

    trouble.rule = stand_still
    await stage.press("Hip stretch done", card)
    trouble.rule = None
    await stage.press("Both done", card)
    await stage.services.reminding.tick()
    await trouble.clear_up()
    assert not shown(stage, card).startswith("Both done")

    stage.clock.at += timedelta(minutes=1)
    await stage.services.reminding.tick()
    assert shown(stage, card).startswith("Both done")


async def test_a_doubt_is_over_once_slack_can_draw_nothing_late_any_more(stage: Stage, trouble: Trouble) -> None:
    await stage.join()
    card = await stage.reminded()
    async with ill(trouble, Ill.BROKEN, *DRAWINGS):
        await stage.press("Hip stretch done", card)
    stage.clock.at += timedelta(minutes=1)
    await stage.services.reminding.tick()
    half_done = stage.now_of(card)
    assert half_done is not None
    await stage.press("Knee to chest done", half_done)

    drawn: list[str] = []
    trouble.rule = lambda name: drawn.append(name) if name in DRAWINGS else None
    stage.clock.at += timedelta(minutes=1)
    await stage.services.reminding.tick()

    assert drawn == [], "the press has settled it"
    assert shown(stage, card) == await stored(stage)


async def test_ten_presses_at_once_are_two_drawings(stage: Stage, trouble: Trouble) -> None:
    await stage.join()
    card = await stage.reminded()
    drawn: list[str] = []

    def note(name: str) -> None:
        if name in DRAWINGS:
            drawn.append(name)

    trouble.rule = note
    labels = ("Hip stretch done", "Knee to chest done", "Both done", "I already moved", "10 minutes")
    await asyncio.gather(*(wish(stage, card, label) for label in labels * 2))
    await stage.tasks.settle()

    assert shown(stage, card) == await stored(stage)
    assert len(drawn) < len(labels)


@pytest.mark.parametrize("seed", range(12))
async def test_in_the_end_the_card_shows_what_is_stored(stage: Stage, trouble: Trouble, seed: int) -> None:
    """The seed says what is pressed and what Slack makes of it; in which order the calls come is left to the wire."""
    chance = Random(seed)
    await stage.join()
    card = await stage.reminded()
    illnesses = (*(kind for kind in Ill if kind not in {Ill.SILENT, Ill.SLOW}), None, None, None, None)
    trouble.rule = lambda name: chance.choice(illnesses) if name in DRAWINGS else None

    for _ in range(8):
        labels = chance.choices(sorted(PRESSED), k=chance.randint(1, 4))
        await asyncio.gather(*(wish(stage, card, label) for label in labels))
        if chance.random() < 0.3:  # now and then what hangs is let go, late
            trouble.let_go()
    await stage.tasks.settle()
    await trouble.clear_up()
    stage.clock.at += timedelta(minutes=1)
    await stage.services.reminding.tick()

    assert shown(stage, card) == await stored(stage), f"seed {seed}"


async def test_a_drawing_of_the_bell_that_crosses_a_press_is_not_the_last_word(stage: Stage, trouble: Trouble) -> None:
    await stage.join()
    card = await stage.reminded()
    async with ill(trouble, Ill.LIMITED, *DRAWINGS):
        await stage.press("Hip stretch done", card)
    trouble.rule = lambda name: Ill.SLOW if name == "chat.update" else None
    stage.clock.at += timedelta(minutes=1)
    bell = asyncio.create_task(stage.services.reminding.tick())
    await trouble.until(lambda: trouble.hangs)

    trouble.rule = None
    await stage.press("Both done", card)
    trouble.let_go()
    await bell
    assert not shown(stage, card).startswith("Both done")

    stage.clock.at += timedelta(minutes=1)
    await stage.services.reminding.tick()
    assert shown(stage, card) == await stored(stage)
    assert shown(stage, card).startswith("Both done")
