"""An old card goes, whatever comes between: the next one that never comes, a journey, a process that stood still."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.pauses import PauseFor
from bot.domain.planner import GRACE
from bot.domain.reminder import Reminder, State
from bot.ports import Errand
from bot.services.drawing import DRAWN_WITHIN
from bot.services.timing import UNHURRIED
from bot.store.transaction import SqlStore
from tests.services.delivery import BROKEN, DONE, Delivery
from tests.store.rows import ACME, ANA, MINUTE, SECOND

ME = ACME, ANA


@pytest.fixture
async def delivery(store: SqlStore) -> Delivery:
    """Ana has a card."""
    built = Delivery(store)
    await built.joins(ANA)
    await built.tick()
    return built


async def opened(delivery: Delivery) -> Reminder:
    [card] = await delivery.open_ones(ANA)
    return card


async def due(delivery: Delivery) -> list[Errand]:
    async with delivery.store.transaction() as tx:
        return list(await tx.errands.due(ACME, now=delivery.clock.now(), limit=10))


async def until_the_next(delivery: Delivery) -> timedelta:
    next_at = (await delivery.member(ANA)).next_at
    assert next_at is not None
    return next_at - delivery.clock.now()


async def test_a_card_goes_when_the_next_one_was_to_come_and_is_too_late(delivery: Delivery) -> None:
    delivery.sky.fates["post_card"] = BROKEN
    await delivery.tick(later=await until_the_next(delivery))
    assert [card.shows for card in delivery.cards(ANA)] == ["pending 0/2"]

    await delivery.tick(later=GRACE + MINUTE)

    assert delivery.cards(ANA) == []


async def test_a_card_goes_when_the_next_one_comes_two_dates_further_east(delivery: Delivery) -> None:
    old = await opened(delivery)
    async with delivery.store.transaction() as tx:
        await tx.reminders.save(replace(old, active_on=old.active_on - timedelta(days=2)))

    delivery.wait(MINUTE)
    await delivery.services.requests.now(*ME)
    await delivery.tick()

    assert [card.reminder for card in delivery.cards(ANA)] == [(await opened(delivery)).id]


async def test_a_drawing_that_fails_after_another_process_made_it_is_tried_again_in_time(delivery: Delivery) -> None:
    """The first stood still for longer than its lease, and the other saw nothing more to do before midnight."""
    await delivery.services.completion.done(*ME, number=1)
    delivery.wait(DRAWN_WITHIN)
    stuck = delivery.holds("call:redraw_card")
    ring = delivery.begin(delivery.services.reminding.ring())
    await stuck.strike()
    delivery.sky.hold = None
    delivery.wait(UNHURRIED.lease)
    await delivery.process("two").reminding.tick()

    delivery.sky.fates["redraw_card"] = BROKEN
    stuck.may_go.set()
    await ring
    delivery.sky.fates["redraw_card"] = DONE
    await delivery.tick(later=MINUTE + SECOND)

    assert await due(delivery) == []
    assert delivery.sky.calls["redraw_card"] == 3


async def test_a_late_drawing_of_a_card_that_is_to_go_does_not_keep_it(delivery: Delivery) -> None:
    old = await opened(delivery)
    delivery.wait(MINUTE)
    await delivery.services.requests.now(*ME)
    card = await delivery.services.completion.card(*ME, old.id)
    assert card.reminder.state is State.MISSED

    await delivery.services.completion.drawn(card)
    await delivery.tick(later=SECOND)

    assert [card.reminder for card in delivery.cards(ANA)] == [(await opened(delivery)).id]


async def test_a_late_drawing_of_a_card_that_a_pause_takes_away_does_not_keep_it(delivery: Delivery) -> None:
    old = await opened(delivery)
    await delivery.services.preferences.pause(*ME, PauseFor(timedelta(hours=2)))
    card = await delivery.services.completion.card(*ME, old.id)

    await delivery.services.completion.drawn(card)
    await delivery.tick(later=SECOND)

    assert delivery.cards(ANA) == []


async def test_a_late_drawing_of_a_card_leaves_it_until_the_next_one_stands(delivery: Delivery) -> None:
    old = await opened(delivery)
    delivery.sky.fates["post_card"] = BROKEN
    await delivery.tick(later=await until_the_next(delivery))
    card = await delivery.services.completion.card(*ME, old.id)
    assert card.reminder.state is State.MISSED

    await delivery.services.completion.drawn(card)
    await delivery.tick(later=DRAWN_WITHIN + SECOND)
    assert [one.reminder for one in delivery.cards(ANA)] == [old.id]

    await delivery.tick(later=GRACE + MINUTE)
    assert delivery.cards(ANA) == []


async def test_a_late_drawing_of_a_snoozed_card_leaves_it_until_it_is_back(delivery: Delivery) -> None:
    old = await opened(delivery)
    await delivery.services.closing.snooze(*ME, 10)
    await delivery.services.completion.drawn(await delivery.services.completion.card(*ME, old.id))
    delivery.sky.fates["post_card"] = BROKEN
    await delivery.tick(later=10 * MINUTE)
    card = await delivery.services.completion.card(*ME, old.id)

    await delivery.services.completion.drawn(card)
    await delivery.tick(later=DRAWN_WITHIN + SECOND)

    assert [one.reminder for one in delivery.cards(ANA)] == [old.id]


async def test_a_late_drawing_of_a_card_whose_fold_waits_has_it_folded_at_once(delivery: Delivery) -> None:
    ticked = await delivery.services.completion.done(*ME, number=1)
    closes_at = (await opened(delivery)).closes_at
    assert closes_at is not None
    delivery.sky.fates["redraw_card"] = BROKEN
    await delivery.tick(later=closes_at - delivery.clock.now())
    delivery.sky.fates["redraw_card"] = DONE
    delivery.wait(UNHURRIED.look_up_after)
    card = await delivery.services.completion.card(*ME, ticked.reminder.id)
    assert card.reminder.state is State.MISSED

    await delivery.services.completion.drawn(card)
    await delivery.tick(later=SECOND)

    assert [card.shows for card in delivery.cards(ANA)] == ["missed 1/2"]


async def just_before_it_goes(delivery: Delivery) -> Reminder:
    """Her card, half a minute before its day ends."""
    card = await opened(delivery)
    assert card.closes_at is not None
    delivery.wait(card.closes_at - delivery.clock.now() - 30 * SECOND)
    return card


async def test_a_card_closed_just_before_its_day_ends_is_drawn_although_the_press_could_not(delivery: Delivery) -> None:
    card = await just_before_it_goes(delivery)
    await delivery.services.closing.skip(*ME, reminder=card.id)
    assert [one.shows for one in delivery.cards(ANA)] == ["pending 0/2"]

    await delivery.tick(later=MINUTE)

    assert [one.shows for one in delivery.cards(ANA)] == ["skipped 0/2"]
    assert await due(delivery) == []


async def test_a_card_whose_drawing_was_confirmed_is_left_as_it_is_when_its_day_ends(delivery: Delivery) -> None:
    card = await just_before_it_goes(delivery)
    skipped = await delivery.services.closing.skip(*ME, reminder=card.id)
    await delivery.messenger().redraw_card(skipped)
    await delivery.services.completion.drawn(skipped)
    drawn = delivery.sky.calls["redraw_card"]

    await delivery.tick(later=MINUTE)

    assert delivery.sky.calls["redraw_card"] == drawn
    assert await due(delivery) == []


async def test_a_drawing_that_fails_again_and_again_at_the_end_of_the_day_is_given_up(delivery: Delivery) -> None:
    card = await just_before_it_goes(delivery)
    await delivery.services.closing.skip(*ME, reminder=card.id)
    delivery.sky.fates["redraw_card"] = BROKEN

    for _ in range(6):
        await delivery.tick(later=31 * MINUTE)

    assert await due(delivery) == []
    assert delivery.sky.calls["redraw_card"] == 4


async def test_a_card_done_after_its_day_is_drawn_although_the_press_could_not(delivery: Delivery) -> None:
    card = await opened(delivery)
    await delivery.services.completion.done(*ME, number=1)
    assert card.closes_at is not None
    await delivery.tick(later=card.closes_at - delivery.clock.now())
    await delivery.tick(later=MINUTE)
    assert [one.shows for one in delivery.cards(ANA)] == ["missed 1/2"]

    await delivery.services.completion.done(*ME, number=2, reminder=card.id)
    await delivery.tick(later=2 * MINUTE)

    assert [one.shows for one in delivery.cards(ANA)] == ["done 2/2"]
    assert await due(delivery) == []
