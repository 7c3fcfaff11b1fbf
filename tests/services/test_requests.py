"""Cards that are asked for, while other things go on: the real services over a real database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.domain.errors import OnItsWay
from bot.ports import DeliveryFailed, StoreUnavailable, Transaction
from bot.store.transaction import SqlStore
from tests.services.delivery import DONE, LOST, Delivery
from tests.store.rows import ACME, ANA, HOUR, MINUTE, NINE, SECOND

ME = ACME, ANA


@dataclass(frozen=True, slots=True)
class GoneAfter:
    """A store that cannot be reached any more once a card has been posted."""

    delivery: Delivery

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        if self.delivery.sky.calls["post_card"]:
            raise StoreUnavailable("it cannot be reached")
        async with self.delivery.store.transaction() as tx:
            yield tx


@pytest.fixture
def delivery(store: SqlStore) -> Delivery:
    return Delivery(store)


async def test_what_is_planned_does_not_follow_at_once_while_a_card_that_was_asked_for_is_on_its_way(
    delivery: Delivery,
) -> None:
    await delivery.joins(ANA, due_at=NINE + SECOND)
    hold = delivery.holds("call:post_card")
    asking = delivery.begin(delivery.services.requests.now(*ME))
    await hold.strike()
    delivery.sky.hold = None

    await delivery.tick(later=2 * SECOND)
    hold.may_go.set()
    await asking

    assert delivery.sky.calls["post_card"] == 1
    assert len(delivery.cards(ANA)) == 1


async def test_what_is_planned_does_not_follow_a_card_of_unknown_outcome_at_once(delivery: Delivery) -> None:
    await delivery.joins(ANA, due_at=NINE + 5 * SECOND)
    delivery.sky.fates["post_card"] = LOST
    with pytest.raises(DeliveryFailed):
        await delivery.services.requests.now(*ME)
    delivery.sky.fates["post_card"] = DONE

    await delivery.tick(later=6 * SECOND)

    assert len(delivery.cards(ANA)) == 1


async def test_a_card_that_was_posted_before_the_database_went_is_not_told_as_nothing_changed(
    delivery: Delivery,
) -> None:
    await delivery.joins(ANA, due_at=NINE + HOUR)

    with pytest.raises(StoreUnavailable) as told:
        await delivery.process("two", store=GoneAfter(delivery)).requests.now(*ME)

    assert len(delivery.cards(ANA)) == 1
    assert told.value.outcome_unknown


async def test_asked_again_while_the_first_is_of_unknown_outcome_nobody_says_that_it_is_there(
    delivery: Delivery,
) -> None:
    await delivery.joins(ANA, due_at=NINE + HOUR)
    delivery.sky.fates["post_card"] = LOST
    with pytest.raises(DeliveryFailed) as told:
        await delivery.services.requests.now(*ME)
    assert told.value.outcome_unknown
    delivery.wait(3 * SECOND)

    with pytest.raises(OnItsWay):
        await delivery.services.requests.now(*ME)

    assert delivery.sky.calls["post_card"] == 1


async def test_asked_again_after_a_long_limit_a_fresh_one_comes(delivery: Delivery) -> None:
    await delivery.joins(ANA, due_at=NINE + 3 * HOUR)
    async with delivery.store.transaction() as tx:
        await tx.workspaces.block(ACME, until=delivery.lease_clock.at + 15 * MINUTE)
    with pytest.raises(DeliveryFailed):
        await delivery.services.requests.now(*ME)
    delivery.wait(20 * MINUTE)

    await delivery.services.requests.now(*ME)

    assert len(delivery.cards(ANA)) == 1
