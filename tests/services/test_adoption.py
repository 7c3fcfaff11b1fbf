"""A press on a card whose post nobody answered: the press proves that it stands, whatever happened meanwhile."""

from datetime import timedelta

import pytest

from bot.domain.errors import CardClosed
from bot.domain.ids import ReminderId
from bot.domain.pauses import PauseFor
from bot.domain.reminder import State
from bot.services.timing import Timing
from bot.store.transaction import SqlStore
from tests.services.delivery import LOST, Delivery
from tests.store.rows import ACME, ANA, HOUR, MINUTE, NINE, sent

ME = ACME, ANA
PAUSE = PauseFor(timedelta(hours=2))
OLDER = sent(NINE - 3 * HOUR)


@pytest.fixture
async def delivery(store: SqlStore) -> Delivery:
    built = Delivery(store)
    await built.joins(ANA)
    built.sky.fates["post_card"] = LOST
    return built


async def stands_unanswered(delivery: Delivery) -> ReminderId:
    """The card that is due stands in the DM, and the store does not know."""
    await delivery.tick()
    [pending] = await delivery.unsent(ANA)
    assert [card.reminder for card in delivery.cards(ANA)] == [pending.id]
    return pending.id


async def press(delivery: Delivery, reminder: ReminderId, *, number: int | None = None) -> None:
    [card] = [card for card in delivery.cards(ANA) if card.reminder == reminder]
    await delivery.services.completion.done(*ME, reminder=reminder, number=number, at=card.ref)


async def test_the_pressed_card_is_the_one_that_stays_although_an_older_one_was_opened_again(
    delivery: Delivery,
) -> None:
    pressed = await stands_unanswered(delivery)
    async with delivery.store.transaction() as tx:
        await tx.reminders.add([OLDER])

    await press(delivery, pressed, number=1)

    assert [one.id for one in await delivery.open_ones(ANA)] == [pressed]
    assert (await delivery.row(OLDER.id)).state is State.MISSED
    await delivery.tick(later=Timing().look_up_after)  # until then a Slack that did not answer is left alone
    assert (await delivery.row(OLDER.id)).removed
    assert [card.reminder for card in delivery.cards(ANA)] == [pressed]


async def test_a_tick_in_a_pause_counts_and_the_card_goes_all_the_same(delivery: Delivery) -> None:
    pressed = await stands_unanswered(delivery)
    await delivery.services.preferences.pause(*ME, PAUSE)

    await press(delivery, pressed, number=1)
    await delivery.tick(later=MINUTE)

    assert await delivery.open_ones(ANA) == []
    assert (await delivery.row(pressed)).state is State.SKIPPED
    assert not (await delivery.row(pressed)).counted
    async with delivery.store.transaction() as tx:
        assert len(await tx.reminders.completions(ACME, [pressed])) == 1
    [card] = delivery.cards(ANA)
    assert card.shows == "missed 1/2"
    paused = await delivery.member(ANA)
    assert paused.is_paused(delivery.clock.now())
    assert paused.next_at is not None
    assert paused.next_at >= NINE + 2 * HOUR


async def test_both_done_in_a_pause_counts_although_the_card_was_to_go(delivery: Delivery) -> None:
    pressed = await stands_unanswered(delivery)
    await delivery.services.preferences.pause(*ME, PAUSE)

    await press(delivery, pressed)

    assert (await delivery.row(pressed)).state is State.DONE
    assert (await delivery.member(ANA)).is_paused(delivery.clock.now())


async def test_a_snooze_pressed_in_a_pause_is_refused_and_the_card_goes_once_it_is_found(delivery: Delivery) -> None:
    pressed = await stands_unanswered(delivery)
    await delivery.services.preferences.pause(*ME, PAUSE)
    [card] = delivery.cards(ANA)

    with pytest.raises(CardClosed):
        await delivery.services.closing.snooze(*ME, 10, reminder=pressed, at=card.ref)
    await delivery.tick(later=Timing().look_up_after)

    assert (await delivery.row(pressed)).state is State.SKIPPED
    assert delivery.cards(ANA) == []


async def test_the_answer_that_comes_after_the_press_changes_nothing(delivery: Delivery) -> None:
    del delivery.sky.fates["post_card"]
    answer = delivery.holds("called:post_card")
    ring = delivery.begin(delivery.tick())
    await answer.strike()
    [card] = delivery.cards(ANA)
    assert card.reminder is not None

    await press(delivery, card.reminder, number=1)
    answer.may_go.set()
    await ring

    adopted = await delivery.row(card.reminder)
    assert (adopted.state, adopted.ref) == (State.SENT, card.ref)
    assert [one.reminder for one in delivery.cards(ANA)] == [card.reminder]
    async with delivery.store.transaction() as tx:
        assert len(await tx.reminders.completions(ACME, [adopted.id])) == 1


async def test_a_pressed_card_is_not_looked_up_any_more(delivery: Delivery) -> None:
    pressed = await stands_unanswered(delivery)
    await press(delivery, pressed, number=1)

    await delivery.tick(later=MINUTE)

    assert delivery.sky.calls["find_card"] == 0
    assert delivery.sky.calls["post_card"] == 1


async def test_whoever_stopped_meanwhile_is_adopted_nothing_and_the_card_goes(delivery: Delivery) -> None:
    pressed = await stands_unanswered(delivery)
    await delivery.services.enrolment.stop(*ME)

    await delivery.tick(later=Timing().look_up_after)

    assert (await delivery.row(pressed)).state is State.SKIPPED
    assert delivery.cards(ANA) == []


async def test_a_press_on_an_older_card_leaves_a_newer_one_open_and_still_counts(delivery: Delivery) -> None:
    pressed = await stands_unanswered(delivery)
    newer = sent(delivery.clock.now() + MINUTE)
    delivery.clock.at += 2 * MINUTE
    async with delivery.store.transaction() as tx:
        await tx.reminders.add([newer])
        found = await tx.members.get(*ME)
        assert found is not None
        await tx.members.save(found.reached(newer.sent_at or NINE))

    await press(delivery, pressed, number=1)

    assert [one.id for one in await delivery.open_ones(ANA)] == [newer.id]
    assert (await delivery.row(pressed)).state is State.MISSED
    async with delivery.store.transaction() as tx:
        assert len(await tx.reminders.completions(ACME, [pressed])) == 1
    assert (await delivery.member(ANA)).last_sent_at == newer.sent_at


async def test_a_look_that_finds_an_older_card_leaves_a_newer_one_open(delivery: Delivery) -> None:
    found = await stands_unanswered(delivery)
    newer = sent(delivery.clock.now() + MINUTE)
    async with delivery.store.transaction() as tx:
        await tx.reminders.add([newer])

    await delivery.tick(later=Timing().look_up_after)

    assert [one.id for one in await delivery.open_ones(ANA)] == [newer.id]
    assert (await delivery.row(found)).state is State.MISSED
