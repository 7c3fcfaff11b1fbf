"""What somebody waits for goes before old cards, and old cards go all the same."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.guide import Place
from bot.domain.ids import MemberId
from bot.domain.reminder import Reminder, State
from bot.ports import Errand
from bot.services.drawing import DRAWN_WITHIN, MOVED_ON_WITHIN, owe_drawing
from bot.services.timing import UNHURRIED
from bot.store.transaction import SqlStore
from tests.services.delivery import LIMITED, Delivery
from tests.services.test_guiding import TIMER, place, starts
from tests.store.rows import ACME, ANA, HOUR, MINUTE, NINE, SECOND, sent

OTHERS = tuple(MemberId(f"U9{number:02}") for number in range(60))


@pytest.fixture
def delivery(store: SqlStore) -> Delivery:
    """Old cards and drawings wait for their pace; it takes well over a minute to see to sixty."""
    return Delivery(store, timing=replace(UNHURRIED, posts_a_minute=None))


async def old_cards(delivery: Delivery, *people: MemberId) -> list[Reminder]:
    """So many are to be deleted."""
    await delivery.joins(*people, due_at=None)
    old = [replace(sent(NINE - HOUR, who=who), state=State.MISSED, closes_at=NINE) for who in people]
    async with delivery.store.transaction() as tx:
        await tx.reminders.add(old)
        await tx.errands.add(*[Errand(workspace=ACME, reminder=one.id, due_at=NINE) for one in old])
        await tx.workspaces.expect(ACME, NINE)
    return old


async def removed(delivery: Delivery, old: list[Reminder]) -> int:
    async with delivery.store.transaction() as tx:
        return sum(one.removed for one in await tx.reminders.lock(ACME, [one.id for one in old]))


async def rings(delivery: Delivery, *, seconds: int) -> None:
    for _ in range(seconds):
        await delivery.tick(later=SECOND)


async def test_a_timer_that_nobody_follows_ends_in_time_however_many_old_cards_wait(delivery: Delivery) -> None:
    await delivery.joins(ANA)
    await delivery.tick()
    await starts(delivery)
    await old_cards(delivery, *OTHERS)
    delivery.wait(TIMER + MOVED_ON_WITHIN)

    await rings(delivery, seconds=10)

    assert await place(delivery) == Place(3)


async def test_what_a_press_left_undrawn_is_drawn_in_time_however_many_old_cards_wait(delivery: Delivery) -> None:
    await delivery.joins(ANA)
    await delivery.tick()
    await delivery.services.completion.done(ACME, ANA, number=1)
    await old_cards(delivery, *OTHERS)
    delivery.wait(DRAWN_WITHIN)

    await rings(delivery, seconds=10)

    assert [card.shows for card in delivery.cards(ANA)] == ["sent 1/2"]


async def test_old_cards_go_however_many_drawings_are_owed(delivery: Delivery) -> None:
    old = await old_cards(delivery, *OTHERS[:4])
    await delivery.joins(*OTHERS[4:], due_at=None)
    cards = [replace(sent(NINE, who=who), closes_at=NINE + 10 * HOUR) for who in OTHERS[4:]]
    async with delivery.store.transaction() as tx:
        await tx.reminders.add(cards)
        for card in cards:
            await owe_drawing(tx, card, now=NINE)
    delivery.wait(MINUTE)

    await rings(delivery, seconds=30)

    assert await removed(delivery, old) == len(old)
    assert 0 < delivery.sky.calls["redraw_card"] < len(cards)


async def test_old_cards_go_also_while_slack_limits_drawings(delivery: Delivery) -> None:
    await delivery.joins(ANA)
    await delivery.tick()
    await delivery.services.completion.done(ACME, ANA, number=1)
    old = await old_cards(delivery, *OTHERS[:2])
    delivery.sky.fates["redraw_card"] = LIMITED
    delivery.wait(DRAWN_WITHIN)

    await rings(delivery, seconds=90)

    assert await removed(delivery, old) == len(old)
    assert delivery.sky.calls["redraw_card"] > 0


async def test_a_card_that_was_drawn_is_no_longer_urgent_when_its_day_ends(delivery: Delivery) -> None:
    await delivery.joins(ANA)
    await delivery.tick()
    await delivery.services.completion.done(ACME, ANA, number=1)
    await delivery.tick(later=DRAWN_WITHIN)

    async with delivery.store.transaction() as tx:
        [errand] = await tx.errands.due(ACME, now=NINE + timedelta(days=1), limit=10)
    assert not errand.is_urgent
