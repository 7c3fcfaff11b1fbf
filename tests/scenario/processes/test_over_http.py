"""The bot as a process that Slack reaches by signed requests: stopped and started, also under presses."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.people import ANA
from tests.scenario.processes import ledger
from tests.scenario.processes.apart import Apart, apart
from tests.scenario.processes.rush import A_SECOND, Rush, typing
from tests.scenario.processes.test_stopping import (
    test_a_press_that_comes_with_the_end_is_done_wholly_or_not_at_all,
    test_a_press_that_was_acked_is_drawn_before_the_end,
    test_ctrl_c_is_a_stop_like_any_other,
)
from tests.scenario.processes.test_story import joins

__all__ = [
    "test_a_press_that_comes_with_the_end_is_done_wholly_or_not_at_all",
    "test_a_press_that_was_acked_is_drawn_before_the_end",
    "test_ctrl_c_is_a_stop_like_any_other",
]


@pytest.fixture
async def pair(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Apart]:
    async with apart(sqlite_url, tmp_path, over_http=True) as pair:
        yield pair


async def test_a_story_with_restarts_in_between(pair: Apart) -> None:
    await pair.start()
    await joins(pair, ANA)
    await pair.restart()
    await pair.to_next_due()
    await pair.sees(lambda: len(pair.cards(ANA)) == 1)
    await pair.idle()
    await pair.presses(ANA, "Hip stretch done")
    await pair.restart()
    await pair.presses(ANA, "Knee to chest done")
    await pair.sees(lambda: pair.cards(ANA)[-1].text.startswith("Both done,"))
    await pair.stop()
    await ledger.check(pair)


async def test_what_slack_asks_of_nobody_fails_at_once_and_events_come_again(pair: Apart) -> None:
    outcome = await pair.types(ANA, "/budge start")
    assert outcome.error == "dispatch_failed"


async def test_a_stop_under_load_leaves_no_request_without_its_ack(pair: Apart) -> None:
    await pair.start()
    await joins(pair, ANA)
    rush = Rush(pair.port, typing(pair, "every 2h"))
    rushing = asyncio.create_task(rush.go_on())
    await rush.acked(A_SECOND)

    await pair.restart()
    await rush.acked(A_SECOND)
    rushing.cancel()
    await asyncio.wait([rushing])
    await pair.stop()

    assert set(rush.outcomes) == {"200", "refused"}, rush.outcomes
