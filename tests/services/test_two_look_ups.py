"""Two processes that look for the same card at once, because one has lost its lease: it is settled once."""

import asyncio

import pytest

from bot.domain.ids import ReminderId
from bot.domain.reminder import State
from bot.services.services import Services
from bot.services.timing import Timing
from bot.store.transaction import SqlStore
from tests.services.delivery import BROKEN, DONE, LOST, PATIENCE, Delivery, Hold
from tests.store.rows import ACME, ANA, MINUTE

OURS = Timing()


@pytest.fixture
async def delivery(store: SqlStore) -> Delivery:
    built = Delivery(store)
    await built.joins(ANA)
    return built


async def unknown(delivery: Delivery) -> ReminderId:
    """A card of which nobody knows whether it was posted."""
    await delivery.tick()
    [pending] = await delivery.unsent(ANA)
    delivery.sky.fates["post_card"] = DONE
    return pending.id


async def stands_still(delivery: Delivery, step: str) -> tuple["asyncio.Task[None]", Hold]:
    """The first process has come to this step of its look-up, and stands still for longer than its lease."""
    delivery.wait(OURS.look_up_after)
    hold = delivery.holds(step)
    ring = delivery.begin(delivery.services.reminding.ring())
    await hold.strike()
    delivery.sky.hold = None
    delivery.wait(OURS.lease)
    return ring, hold


async def settles(other: Services, delivery: Delivery) -> None:
    """The other one goes on until nothing waits any more."""
    async with asyncio.timeout(PATIENCE):
        while await delivery.unsent(ANA):
            await other.reminding.ring()
            delivery.wait(OURS.look_again_after)


@pytest.mark.parametrize("step", ["call:find_card", "called:find_card"])
async def test_what_both_find_is_one_card_recorded_once(delivery: Delivery, step: str) -> None:
    delivery.sky.fates["post_card"] = LOST
    reminder = await unknown(delivery)
    ring, hold = await stands_still(delivery, step)

    await settles(delivery.process("two"), delivery)
    recorded = await delivery.row(reminder)
    hold.may_go.set()
    await ring

    assert recorded.state is State.SENT
    assert await delivery.row(reminder) == recorded
    assert [card.ref for card in delivery.cards(ANA)] == [recorded.ref]


async def test_what_the_other_posted_anew_is_not_posted_again_by_who_looked_in_vain(delivery: Delivery) -> None:
    delivery.sky.fates["post_card"] = BROKEN
    reminder = await unknown(delivery)
    ring, hold = await stands_still(delivery, "called:find_card")

    await settles(delivery.process("two"), delivery)
    recorded = await delivery.row(reminder)
    hold.may_go.set()
    await ring
    await delivery.tick(later=MINUTE)

    assert await delivery.row(reminder) == recorded
    assert [card.ref for card in delivery.cards(ANA)] == [recorded.ref]
    assert delivery.sky.calls["post_card"] == 2


async def test_two_looks_in_vain_at_the_same_time_are_one(delivery: Delivery) -> None:
    delivery.sky.fates["post_card"] = BROKEN
    reminder = await unknown(delivery)
    ring, hold = await stands_still(delivery, "called:find_card")

    await delivery.process("two").reminding.ring()
    hold.may_go.set()
    await ring

    assert delivery.sky.calls["find_card"] == 2
    looked = await delivery.row(reminder)
    assert (looked.state, looked.looks) == (State.PENDING, 1)
    assert delivery.cards(ANA) == []


async def test_a_press_while_both_look_leaves_one_card_that_is_open_once(delivery: Delivery) -> None:
    delivery.sky.fates["post_card"] = LOST
    reminder = await unknown(delivery)
    ring, hold = await stands_still(delivery, "called:find_card")
    [card] = delivery.cards(ANA)
    await delivery.services.completion.done(ACME, ANA, reminder=reminder, number=1, at=card.ref)

    hold.may_go.set()
    await ring

    assert [one.id for one in await delivery.open_ones(ANA)] == [reminder]
