"""A storm of presses and commands while Slack accepts every call and answers none."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from datetime import timedelta

import pytest

from bot.domain.ids import MemberId
from bot.sandbox.controls import find
from bot.sandbox.gestures import MessageSpot, Outcome
from bot.sandbox.people import ANA, GENERAL, PRIYA
from bot.sandbox.records import Message
from bot.sandbox.wire import Patience
from bot.slack.tasks import AT_ONCE_EACH
from tests.slack.stage import Stage, raised
from tests.slack.trouble import Ill, Trouble

PRESSES = 500
COMMANDS = 1_500
STORM = 300
SLACK_WAITS = 3.0  # seconds
PATIENCE = Patience(ack=timedelta(minutes=5))
NEVER = 600.0  # seconds


@pytest.fixture
def trouble() -> Trouble:
    return Trouble()


@pytest.fixture
async def stage(sqlite_url: str, trouble: Trouble) -> AsyncIterator[Stage]:
    async with raised(sqlite_url, patience=PATIENCE, trouble=trouble, seconds_for_a_call=NEVER) as fresh:
        yield fresh
        await fresh.tasks.drain(seconds=0)
        await trouble.clear_up()


def hang(_: str) -> Ill:
    return Ill.SILENT


async def press(stage: Stage, card: Message, *, by: str = ANA) -> Outcome:
    """A press on Both done; it returns with the ack."""
    control = find(card.blocks, "Both done")
    assert control is not None
    return await stage.sandbox.gestures.press(
        by,
        where=MessageSpot(channel=card.channel, ts=card.ts),
        block_id=control.block_id,
        action_id=control.action_id,
        value=control.value,
    )


async def type_why(stage: Stage) -> Outcome:
    return await stage.sandbox.gestures.say(ANA, channel=GENERAL, text="/budge why")


async def seconds_until(gesture: Awaitable[Outcome]) -> float:
    """How long Slack waits for the ack of one that all make at the same moment."""
    loop = asyncio.get_running_loop()
    began_at = loop.time()
    assert (await gesture).ok
    return loop.time() - began_at


async def test_every_ack_comes_although_no_call_is_answered(stage: Stage, trouble: Trouble) -> None:
    await stage.join()
    card = await stage.reminded()
    trouble.rule = hang

    presses = (press(stage, card) for _ in range(PRESSES))
    commands = (type_why(stage) for _ in range(COMMANDS))
    outcomes = await asyncio.gather(*presses, *commands)

    assert all(outcome.ok for outcome in outcomes)
    assert trouble.answered == 0
    assert stage.tasks.running <= AT_ONCE_EACH
    assert trouble.accepted <= AT_ONCE_EACH


async def test_no_ack_of_a_storm_comes_too_late_for_slack(stage: Stage, trouble: Trouble) -> None:
    await stage.join()
    card = await stage.reminded()
    trouble.rule = hang

    presses = (seconds_until(press(stage, card)) for _ in range(STORM // 2))
    commands = (seconds_until(type_why(stage)) for _ in range(STORM // 2))

    assert max(await asyncio.gather(*presses, *commands)) < SLACK_WAITS


async def test_a_storm_of_one_member_holds_no_other_up(stage: Stage, trouble: Trouble) -> None:
    await stage.join()
    await stage.join(by=PRIYA)
    trouble.rule = hang
    await asyncio.gather(*(type_why(stage) for _ in range(100)))
    trouble.rule = None

    answered = await stage.sandbox.gestures.say(PRIYA, channel=GENERAL, text="/budge every 2h")

    assert answered.ok
    await stage.sandbox.team.feed.until(lambda: stage.last(GENERAL, by=PRIYA).text.startswith("Every 2 hours"))


async def test_what_a_stop_cuts_off_is_drawn_after_the_next_start(stage: Stage, trouble: Trouble) -> None:
    await stage.join()
    card = await stage.reminded()
    trouble.rule = hang
    await press(stage, card)

    assert not await stage.tasks.drain(seconds=0)
    await trouble.clear_up()
    assert stage.now_of(card) == card

    stage.clock.at += timedelta(minutes=1)
    await stage.services.reminding.tick()
    drawn = stage.now_of(card)
    assert drawn is not None
    assert drawn.text.startswith("Both done")
    assert (await stage.services.home.status(stage.workspace, MemberId(ANA))).week_exercises == 2
