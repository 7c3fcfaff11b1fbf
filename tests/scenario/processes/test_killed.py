"""The bot is killed, or cut off, at each call it makes: nothing is doubled, nothing is lost."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from bot.sandbox.controls import find
from bot.sandbox.people import ANA
from bot.sandbox.records import Json
from tests.scenario.processes import ledger
from tests.scenario.processes.apart import Apart
from tests.scenario.processes.mishaps import Mishap, broken, cut_off, killed, killed_in_flight
from tests.scenario.processes.test_story import FRIDAY_AT_FOUR, joins, shown_together

Making = Callable[[Apart, str], Mishap]

MISHAPS: dict[str, Making] = {
    "killed before": partial(killed, is_done=False),
    "killed after": partial(killed, is_done=True),
    "cut off before": partial(cut_off, is_done=False),
    "cut off after": partial(cut_off, is_done=True),
    "error before": partial(broken, is_done=False),
    "error after": partial(broken, is_done=True),
}


async def revived(pair: Apart, mishap: Mishap) -> None:
    """After the mishap, with a bot that lives."""
    await mishap.strike()
    if pair.bot is None:
        await pair.start()


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("killed before", "users.info"),
        ("killed after", "conversations.open"),
        ("killed before", "chat.postMessage"),
        ("killed after", "chat.postMessage"),
    ],
)
async def test_joining_can_be_tried_again(pair: Apart, name: str, method: str) -> None:
    await pair.start()
    mishap = MISHAPS[name](pair, method)
    await pair.types(ANA, "/budge start")
    await revived(pair, mishap)

    await pair.types(ANA, "/budge start")
    await pair.sees(lambda: "Next at 11:32" in pair.said(ANA))
    await pair.to_next_due()
    await pair.sees(lambda: len(pair.cards(ANA)) == 1)
    await pair.idle()

    await ledger.check(pair)


@pytest.mark.parametrize("name", MISHAPS)
async def test_a_card_comes_once_whatever_becomes_of_its_post(pair: Apart, name: str) -> None:
    await pair.start()
    await joins(pair, ANA)
    mishap = MISHAPS[name](pair, "chat.postMessage")
    await pair.to_next_due()
    await revived(pair, mishap)
    await pair.idle()

    assert len(ledger.posted(pair)) == len(pair.cards(ANA)) == 1
    await pair.presses(ANA, "Both done")
    await pair.sees(lambda: pair.cards(ANA)[-1].text.startswith("Both done,"))
    await pair.passes(hours=3)
    assert len(ledger.posted(pair)) == 2
    await ledger.check(pair)


async def test_a_card_that_slack_takes_after_the_bot_has_died_is_found(pair: Apart) -> None:
    await pair.start()
    await joins(pair, ANA)
    mishap = killed_in_flight(pair, "chat.postMessage")
    await pair.to_next_due()
    await mishap.strike()
    await pair.start()
    await pair.sees(lambda: len(pair.cards(ANA)) == 1)
    await pair.idle()

    assert len(ledger.posted(pair)) == 1
    await ledger.check(pair)


async def test_a_kill_while_it_looks_up_what_became_of_a_card_changes_nothing(pair: Apart) -> None:
    await pair.start()
    await joins(pair, ANA)
    mishap = killed(pair, "chat.postMessage", is_done=True)
    await pair.to_next_due()
    await revived(pair, mishap)
    mishap = killed(pair, "conversations.history", is_done=True)
    await revived(pair, mishap)
    await pair.idle()

    assert len(ledger.posted(pair)) == 1
    await ledger.check(pair)


async def test_a_slack_too_busy_to_say_what_became_of_a_card_is_asked_again(pair: Apart) -> None:
    await pair.start()
    await joins(pair, ANA)
    mishap = killed(pair, "chat.postMessage", is_done=True)
    await pair.to_next_due()
    await mishap.strike()
    asked = asyncio.Event()

    def busy(method: str, _args: Json) -> int | None:
        if method != "conversations.history":
            return None
        asked.set()
        return 1

    pair.sandbox.weather.rate = busy
    await pair.start()
    async with asyncio.timeout(30):
        await asked.wait()
    pair.sandbox.weather.rate = None
    await pair.idle()

    assert len(ledger.posted(pair)) == 1
    await ledger.check(pair)


async def test_a_press_on_a_card_whose_post_was_never_recorded_counts(pair: Apart) -> None:
    await pair.start()
    await joins(pair, ANA)
    mishap = killed(pair, "chat.postMessage", is_done=True)
    await pair.to_next_due()
    await mishap.strike()
    await pair.start()
    await pair.presses(ANA, "Both done")
    await pair.sees(lambda: pair.cards(ANA)[-1].text.startswith("Both done,"))
    await pair.idle()

    assert len(ledger.posted(pair)) == 1
    await ledger.check(pair)


async def test_a_press_that_the_bot_did_not_live_to_answer_can_be_repeated(pair: Apart) -> None:
    await pair.start()
    await joins(pair, ANA)
    await pair.to_next_due()
    await pair.sees(lambda: len(pair.cards(ANA)) == 1)
    await pair.idle()
    for label in ("Hip stretch done", "Knee to chest done"):

        def can_be_pressed(label: str = label) -> bool:
            return find(pair.cards(ANA)[-1].blocks, label) is not None

        await pair.presses(ANA, label)
        await pair.kill()
        if can_be_pressed():  # what it had sent to redraw the card may still arrive
            assert (await pair.presses(ANA, label)).error == "dispatch_failed"
        await pair.start()
        if can_be_pressed():
            await pair.presses(ANA, label)
        await pair.sees(lambda is_there=can_be_pressed: not is_there())  # type: ignore[misc]  # bound as it is now

    await pair.sees(lambda: "2 exercises this week" in pair.cards(ANA)[-1].text)
    await ledger.check(pair)


@pytest.mark.parametrize("name", ["killed before", "cut off after"])
async def test_an_old_card_goes_whatever_becomes_of_its_deletion(pair: Apart, name: str) -> None:
    await pair.start()
    await joins(pair, ANA)
    await pair.to_next_due()
    await pair.sees(lambda: len(pair.cards(ANA)) == 1)
    await pair.idle()
    mishap = MISHAPS[name](pair, "chat.delete")
    await pair.to_next_due()
    await mishap.strike()
    if pair.bot is None:
        await pair.start()
    await pair.passes(minutes=2)

    assert len(ledger.posted(pair)) == 2
    assert len(pair.cards(ANA)) == 1
    await ledger.check(pair)


@pytest.mark.parametrize("name", ["killed before", "killed after", "cut off before", "error after"])
async def test_the_post_of_the_week_never_comes_twice(pair: Apart, name: str) -> None:
    await with_something_to_post(pair)
    mishap = MISHAPS[name](pair, "chat.postMessage")
    pair.clock.move_to(FRIDAY_AT_FOUR)
    await pair.start()
    await revived(pair, mishap)
    await pair.passes(hours=25)

    assert len(ledger.boards(pair)) == mishap.is_done  # an unknown outcome is not posted again
    await ledger.check(pair)


async def test_the_post_of_the_week_comes_although_the_bot_was_killed_before_it_began(pair: Apart) -> None:
    await with_something_to_post(pair)
    mishap = killed(pair, "conversations.members", is_done=True)
    pair.clock.move_to(FRIDAY_AT_FOUR)
    await pair.start()
    await revived(pair, mishap)
    await pair.passes(hours=25)

    assert len(ledger.boards(pair)) == 1
    await ledger.check(pair)


async def with_something_to_post(pair: Apart) -> None:
    """Three people, an exercise done, and a bot that sleeps until Friday."""
    await pair.start()
    await shown_together(pair)
    await pair.to_next_due()
    await pair.sees(lambda: bool(ledger.posted(pair)))
    await pair.idle()
    owner = next(person for person in pair.sandbox.team.people if pair.cards(person))
    await pair.presses(owner, "Both done")
    await pair.sees(lambda: pair.cards(owner)[-1].text.startswith("Both done,"))
    await pair.stop()
    pair.clock.move_to(FRIDAY_AT_FOUR - timedelta(hours=1))
