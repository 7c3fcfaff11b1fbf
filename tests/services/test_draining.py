"""A stop in mid-work: nothing more is begun, and what was begun is recorded."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.ids import MemberId
from bot.domain.reminder import State
from bot.services.timing import Timing
from bot.store.transaction import SqlStore
from tests.services.delivery import LOST, Delivery
from tests.store.rows import ACME, MINUTE

EVERYBODY = tuple(MemberId(f"U{number:03}") for number in range(12))


@pytest.fixture
async def delivery(store: SqlStore) -> Delivery:
    built = Delivery(store)
    await built.joins(*EVERYBODY)
    return built


async def states(delivery: Delivery) -> list[State]:
    async with delivery.store.transaction() as tx:
        unsent = await tx.reminders.unsent_of(ACME, EVERYBODY)
    return [one.state for found in unsent.values() for one in found]


async def test_posts_under_way_are_recorded_and_no_more_are_begun(delivery: Delivery) -> None:
    answers = delivery.holds("called:post_card")
    ring = delivery.begin(delivery.tick())
    await answers.strike()

    delivery.services.reminding.drain()
    begun = delivery.sky.calls["post_card"]
    answers.may_go.set()
    await ring
    await delivery.tick()

    assert 0 < begun < len(EVERYBODY)
    assert delivery.sky.calls["post_card"] == begun
    assert len(await delivery.open_ones(*EVERYBODY)) == begun
    assert len(await states(delivery)) == len(EVERYBODY) - begun


async def test_the_workspace_is_free_for_another_process_at_once(delivery: Delivery) -> None:
    answers = delivery.holds("called:post_card")
    ring = delivery.begin(delivery.tick())
    await answers.strike()
    delivery.services.reminding.drain()
    answers.may_go.set()
    await ring

    await delivery.process("two").reminding.tick()

    assert len(await delivery.open_ones(*EVERYBODY)) == len(EVERYBODY)
    assert len(delivery.team.messages) == len(EVERYBODY)


async def test_old_cards_and_look_ups_are_not_begun_after_it(delivery: Delivery) -> None:
    delivery.sky.fates["post_card"] = LOST
    await delivery.tick()

    delivery.services.reminding.drain()
    await delivery.tick(later=MINUTE)

    assert delivery.sky.calls["find_card"] == 0


async def test_a_post_that_hangs_is_cut_off_in_time_and_found_by_the_next_process(delivery: Delivery) -> None:
    answers = delivery.holds("called:post_card")
    ring = delivery.begin(delivery.services.reminding.ring())
    await answers.strike()
    stood = len(delivery.team.messages)

    delivery.services.reminding.drain()
    ring.cancel()
    await asyncio.wait([ring])
    await delivery.services.reminding.finish(within=timedelta(seconds=0.05))
    answers.may_go.set()
    successor = delivery.process("two").reminding
    delivery.wait(Timing().lease)
    while delivery.sky.calls["find_card"] < stood:
        await successor.tick()

    assert len(await delivery.open_ones(*EVERYBODY)) >= stood
    reminders = [message.reminder for message in delivery.team.messages.values()]
    assert len(reminders) == len(set(reminders))
