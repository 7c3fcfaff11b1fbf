"""The bot as a process that Slack reaches by signed requests: stopped and started, also under presses."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.people import ANA
from bot.sandbox.wire import Wire
from bot.slack.http import PATH
from tests.scenario.processes import ledger
from tests.scenario.processes.apart import Apart, apart, request_url
from tests.scenario.processes.bot_process import until
from tests.scenario.processes.test_stopping import (
    test_a_press_that_comes_with_the_end_is_done_wholly_or_not_at_all,
    test_a_press_that_was_acked_is_drawn_before_the_end,
    test_ctrl_c_is_a_stop_like_any_other,
)
from tests.scenario.processes.test_story import joins
from tests.slack.signing import Sent, command, signature

__all__ = [
    "test_a_press_that_comes_with_the_end_is_done_wholly_or_not_at_all",
    "test_a_press_that_was_acked_is_drawn_before_the_end",
    "test_ctrl_c_is_a_stop_like_any_other",
]

A_SECOND = 50  # commands


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


class Rush:
    """Commands one after the other at a steady pace, each on a connection of its own, and what became of them."""

    def __init__(self, pair: Apart) -> None:
        self._pair = pair
        self._asking: set[asyncio.Task[None]] = set()
        self.outcomes: Counter[str] = Counter()

    async def go_on(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as session:
            try:
                while True:
                    self._asking.add(asyncio.create_task(self._ask(session)))
                    await asyncio.sleep(1 / A_SECOND)
            finally:
                await asyncio.wait(self._asking)

    async def acked(self, more: int) -> None:
        """Until so many more have been acked."""
        enough = self.outcomes["200"] + more

        async def are_acked() -> bool:
            return self.outcomes["200"] >= enough

        await until(are_acked)

    async def _ask(self, session: aiohttp.ClientSession) -> None:
        wire, url = self._pair.sandbox.wire, f"http://127.0.0.1:{self._pair.port}{PATH}"
        sent = asked(wire)
        try:
            async with session.post(url, data=sent.body, headers=sent.all_headers) as answer:
                self.outcomes[str(answer.status)] += 1
        except aiohttp.ClientConnectorError:
            self.outcomes["refused"] += 1  # it has not been sent: a proxy hands it to another process
        except (aiohttp.ClientError, TimeoutError) as error:
            self.outcomes[type(error).__name__] += 1


def asked(wire: Wire) -> Sent:
    team = wire.team
    sent = command(
        {
            "command": "/budge",
            "text": "every 2h",
            "team_id": team.team_id,
            "user_id": ANA,
            "channel_id": team.open_dm(ANA).id,
            "trigger_id": wire.triggers.give(ANA),
            "response_url": wire.response_urls.give("127.0.0.1:1", channel=team.open_dm(ANA).id, person=ANA),
        }
    )
    now = request_url(team, 1)._now()
    return Sent(sent.body, headers=signature(sent.body, at=now, secret=team.app.signing_secret))


async def test_a_stop_under_load_leaves_no_request_without_its_ack(pair: Apart) -> None:
    await pair.start()
    await joins(pair, ANA)
    rush = Rush(pair)
    rushing = asyncio.create_task(rush.go_on())
    await rush.acked(A_SECOND)

    await pair.restart()
    await rush.acked(A_SECOND)
    rushing.cancel()
    await asyncio.wait([rushing])
    await pair.stop()

    assert set(rush.outcomes) == {"200", "refused"}, rush.outcomes
