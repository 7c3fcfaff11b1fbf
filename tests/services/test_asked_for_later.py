"""A card that was asked for while Slack limited us, and that the bell posted: what was planned does not follow it."""

from datetime import timedelta

import pytest

from bot.ports import DeliveryFailed
from bot.store.transaction import SqlStore
from tests.services.delivery import BROKEN, DONE, LOST, Delivery
from tests.store.rows import ACME, ANA, MINUTE, NINE


async def test_what_is_planned_does_not_follow_a_card_that_the_bell_posted_and_nobody_heard_of(store: SqlStore) -> None:
    delivery = Delivery(store)
    await delivery.joins(ANA, due_at=NINE + 4 * MINUTE)
    async with store.transaction() as tx:
        await tx.workspaces.block(ACME, until=delivery.lease_clock.now() + 2 * MINUTE)
    with pytest.raises(DeliveryFailed):
        await delivery.services.requests.now(ACME, ANA)
    delivery.sky.fates |= {"post_card": LOST, "find_card": BROKEN}
    await delivery.tick(later=2 * MINUTE)
    assert len(delivery.cards(ANA)) == 1

    delivery.sky.fates["post_card"] = DONE
    await delivery.tick(later=timedelta(minutes=3))

    assert len(delivery.cards(ANA)) == 1
