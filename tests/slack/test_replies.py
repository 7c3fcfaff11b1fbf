"""Replies whose first way is closed."""

from collections.abc import AsyncIterator

import pytest

from bot.sandbox.people import ANA, GENERAL
from tests.slack.stage import Stage, raised
from tests.slack.trouble import RESPONSE_URL, Ill, Trouble


@pytest.fixture
def trouble() -> Trouble:
    return Trouble()


@pytest.fixture
async def stage(sqlite_url: str, trouble: Trouble) -> AsyncIterator[Stage]:
    async with raised(sqlite_url, trouble=trouble) as fresh:
        yield fresh


@pytest.mark.parametrize("kind", [Ill.LIMITED, Ill.GONE, Ill.USED_UP])
async def test_a_reply_that_was_certainly_not_taken_comes_in_the_dm(stage: Stage, trouble: Trouble, kind: Ill) -> None:
    dm = await stage.join()
    trouble.rule = lambda name: kind if name == RESPONSE_URL else None

    await stage.say("/budge every 2h")

    assert stage.last(dm).text.startswith("Every 2 hours from now on.")
    assert stage.last(dm).ephemeral_to == ANA


async def test_a_reply_that_may_have_come_is_not_sent_in_another_way(stage: Stage, trouble: Trouble) -> None:
    dm = await stage.join()
    before = stage.seen(dm)
    trouble.rule = lambda name: Ill.BROKEN_AFTERWARDS if name == RESPONSE_URL else None

    await stage.say("/budge every 2h")

    assert [one.text for one in stage.seen(GENERAL) if one.text.startswith("Every 2 hours")] != []
    assert stage.seen(dm) == before


async def test_a_card_is_drawn_although_the_reply_failed(stage: Stage, trouble: Trouble) -> None:
    await stage.join()
    card = await stage.reminded()
    trouble.rule = lambda name: Ill.BROKEN if name == RESPONSE_URL else None

    await stage.say("/budge done")

    drawn = stage.now_of(card)
    assert drawn is not None
    assert drawn.text.startswith("Both done")
