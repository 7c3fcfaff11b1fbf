"""SIGTERM and SIGINT at bad moments: exit 0 in time, and nothing half done."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.people import ANA, TOM
from bot.slack.wording.failures import MAY_BE_SAVED, SAVE_FAILED, TOO_SLOW
from tests.outages.outage import Frozen, lasting
from tests.postgres import running_postgres
from tests.scenario.processes import ledger
from tests.scenario.processes.apart import Apart, apart
from tests.scenario.processes.bot_process import said
from tests.scenario.processes.mishaps import hanging
from tests.scenario.processes.test_story import joins
from tests.stores import migrate


async def test_it_ends_in_time_while_slack_hangs_in_a_post_and_in_what_somebody_asked_for(pair: Apart) -> None:
    await pair.start()
    await joins(pair, ANA)
    post = hanging(pair, "chat.postMessage")
    await pair.to_next_due()
    await post.strike()
    asked = hanging(pair, "users.info")
    await pair.types(TOM, "/budge start")
    await asked.strike()

    await pair.stop()
    await pair.start()
    await pair.idle()
    await joins(pair, TOM)

    assert len(ledger.posted(pair)) == 1
    await ledger.check(pair)
    await pair.stop()


async def test_a_press_that_was_acked_is_drawn_before_the_end(pair: Apart) -> None:
    await pair.start()
    await joins(pair, ANA)
    await pair.to_next_due()
    await pair.sees(lambda: len(pair.cards(ANA)) == 1)
    await pair.idle()

    outcome = await pair.presses(ANA, "Both done")
    await pair.stop()

    assert outcome.ok
    assert pair.cards(ANA)[-1].text.startswith("Both done,")
    await ledger.check(pair)


async def test_a_press_that_comes_with_the_end_is_done_wholly_or_not_at_all(pair: Apart) -> None:
    await pair.start()
    await joins(pair, ANA)
    await pair.to_next_due()
    await pair.sees(lambda: len(pair.cards(ANA)) == 1)
    await pair.idle()

    pressing = asyncio.create_task(pair.presses(ANA, "Both done"))
    await pair.stop()
    outcome = await pressing

    assert outcome.ok == (pair.cards(ANA)[-1].text.startswith("Both done,"))
    await ledger.check(pair)


async def test_it_ends_in_time_while_the_database_is_frozen(tmp_path: Path) -> None:
    with running_postgres() as server:
        url = server.url(server.create())
        await asyncio.to_thread(migrate, url)
        async with apart(url, tmp_path) as pair:
            bot = await pair.start()
            await joins(pair, ANA)
            with lasting(Frozen(server)):
                asked = asyncio.create_task(pair.types(ANA, "/budge every 2h"))
                told = (SAVE_FAILED, MAY_BE_SAVED, TOO_SLOW)
                await pair.sees(lambda: any(one in pair.said(ANA) for one in told))  # by then the bell hangs, too
                bot.terminate()
                assert await bot.ended() == 0
                await asyncio.wait((asked,))
            pair.bot = None
    assert "Traceback" not in bot.said


@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open"])
async def test_it_ends_at_once_while_it_still_waits_to_be_let_in(pair: Apart, method: str) -> None:
    knocking = hanging(pair, method)
    knocking.fault = Fault("delay", after=True, delay=timedelta(seconds=1))
    bot = await pair.start(connects=False)
    await knocking.strike()

    await pair.stop()
    assert "running" not in bot.said  # as it would be, had it waited for the answer


async def test_it_ends_at_once_while_slack_is_out_of_reach(pair: Apart) -> None:
    pair.environ["SLACK_API_URL"] = "http://127.0.0.1:1/api/"
    bot = await pair.start(connects=False)
    await said(bot, "slack_unreachable")

    async with asyncio.timeout(8):
        await pair.stop()


async def test_it_waits_for_a_slack_that_is_in_trouble_and_says_so(pair: Apart) -> None:
    is_in_trouble = True
    pair.sandbox.weather.fault = lambda *_: Fault("error") if is_in_trouble else None
    bot = await pair.start(connects=False)
    await said(bot, "slack_unreachable")
    is_in_trouble = False

    await said(bot, "running")
    link = pair.sandbox.wire.link
    await link.until(lambda: link.connections == 1)
    await joins(pair, ANA)
    await pair.stop()


async def test_ctrl_c_is_a_stop_like_any_other(pair: Apart) -> None:
    bot = await pair.start()
    await joins(pair, ANA)
    bot.interrupt()

    assert await bot.ended() == 0
    assert "Traceback" not in bot.said
    await ledger.check(pair)


async def test_a_post_under_way_is_finished_and_recorded(pair: Apart) -> None:
    await pair.start()
    await joins(pair, ANA)
    slow = hanging(pair, "chat.postMessage")
    slow.fault = Fault("delay", after=True, delay=timedelta(seconds=0.5))
    await pair.to_next_due()
    await slow.strike()
    await pair.stop()

    assert len(pair.cards(ANA)) == 1
    await ledger.check(pair)  # no bot has looked it up
