"""The message at the end of a timer: it keeps to the pace, and it goes, whatever Slack or the database does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.domain.phrases import GuideStep
from bot.ports import StoreUnavailable, Transaction
from bot.services.drawing import DRAWN_WITHIN, MOVED_ON_WITHIN
from bot.services.guiding import TimeUp
from bot.services.timing import UNHURRIED
from bot.store.transaction import SqlStore
from tests.services.delivery import BROKEN, LIMITED, Delivery
from tests.services.test_guiding import ME, SOUND, TIMER, draws, heard, latest, starts
from tests.simulation.weather import CallFate
from tests.store.rows import ACME, ANA, MINUTE, SECOND


@pytest.fixture
async def delivery(store: SqlStore) -> Delivery:
    """Ana has a card, and every process keeps to the pace."""
    built = Delivery(store, timing=UNHURRIED)
    await built.joins(ANA)
    await built.tick()
    return built


async def ends(delivery: Delivery) -> TimeUp:
    """The first timer has run out, and the process that followed it has moved on."""
    running = await starts(delivery)
    delivery.wait(TIMER)
    assert running.guide_ends_at is not None
    time_up = await delivery.services.guiding.time_up(ACME, running.id, ends_at=running.guide_ends_at)
    assert time_up is not None
    await draws(delivery, delivery.services)
    return time_up


async def sounds(delivery: Delivery) -> None:
    time_up = await ends(delivery)
    await delivery.services.sounds.make(time_up.card, time_up.timer)
    assert heard(delivery) == [SOUND]


async def waits(delivery: Delivery) -> timedelta:
    return (await delivery.workspace()).wait(delivery.lease_clock.now())


async def test_a_sound_takes_its_share_of_the_pace_of_posts(delivery: Delivery) -> None:
    await sounds(delivery)
    assert await waits(delivery) == UNHURRIED.between_posts


async def test_no_sound_comes_while_slack_limits_the_workspace(delivery: Delivery) -> None:
    time_up = await ends(delivery)
    async with delivery.store.transaction() as tx:
        await tx.workspaces.block(ACME, until=delivery.lease_clock.now() + 30 * SECOND)
    await delivery.services.sounds.make(time_up.card, time_up.timer)
    assert delivery.sky.calls["post_sound"] == 0


async def test_a_sound_that_draws_a_limit_holds_up_the_posts(delivery: Delivery) -> None:
    time_up = await ends(delivery)
    delivery.sky.fates["post_sound"] = LIMITED
    await delivery.services.sounds.make(time_up.card, time_up.timer)
    assert await waits(delivery) > UNHURRIED.paced_for


async def test_a_sound_takes_the_next_share_of_the_errands_pace_however_many_wait(delivery: Delivery) -> None:
    await sounds(delivery)
    until = delivery.lease_clock.now() + 5 * SECOND
    async with delivery.store.transaction() as tx:
        await tx.workspaces.rest(ACME, until=until)

    assert await delivery.services.sounds.hush(await latest(delivery))
    assert heard(delivery) == []
    assert (await delivery.workspace()).tidy_at == until + UNHURRIED.between_errands


async def test_a_sound_is_deleted_among_the_errands_while_slack_limits_them(delivery: Delivery) -> None:
    await sounds(delivery)
    async with delivery.store.transaction() as tx:
        await tx.workspaces.rest(ACME, until=delivery.lease_clock.now() + 30 * SECOND)

    assert not await delivery.services.sounds.hush(await latest(delivery))
    await delivery.tick(later=29 * SECOND)
    assert heard(delivery) == [SOUND]
    await delivery.tick(later=SECOND)

    assert heard(delivery) == []
    assert (await latest(delivery)).guide_sound is None


@pytest.mark.parametrize("fate", [BROKEN, LIMITED])
async def test_a_sound_that_stays_after_the_last_done_is_deleted_by_the_bell(
    delivery: Delivery, fate: CallFate
) -> None:
    await sounds(delivery)
    done = await delivery.services.completion.done(*ME)
    delivery.sky.fates["delete_sound"] = fate
    await delivery.services.completion.drawn(done)
    await delivery.services.sounds.hush(done.reminder)
    assert heard(delivery) == [SOUND]

    delivery.sky.fates.clear()
    await delivery.tick(later=MINUTE)

    assert heard(delivery) == []
    assert [card.shows for card in delivery.cards(ANA)] == ["done 2/2"]


async def test_a_sound_whose_process_died_before_it_was_deleted_goes_at_the_end_of_the_day(delivery: Delivery) -> None:
    await sounds(delivery)
    done = await delivery.services.completion.done(*ME)
    await delivery.services.completion.drawn(done)
    closes_at = done.reminder.closes_at
    assert closes_at is not None

    await delivery.tick(later=closes_at - delivery.clock.now())

    assert heard(delivery) == []
    assert len(delivery.cards(ANA)) == 1
    async with delivery.store.transaction() as tx:
        assert await tx.errands.due(ACME, now=delivery.clock.now() + 10 * MINUTE, limit=10) == []


async def test_no_second_sound_comes_while_the_first_cannot_be_deleted(delivery: Delivery) -> None:
    await sounds(delivery)
    card = await delivery.services.guiding.move(*ME, GuideStep.NEXT)  # the rest, which runs by itself
    delivery.sky.fates["delete_sound"] = BROKEN
    delivery.wait(MINUTE)
    ends_at = card.reminder.guide_ends_at
    assert ends_at is not None
    time_up = await delivery.services.guiding.time_up(ACME, card.reminder.id, ends_at=ends_at)
    assert time_up is not None
    await delivery.services.sounds.make(time_up.card, time_up.timer)
    assert heard(delivery) == [SOUND]

    delivery.sky.fates.clear()
    await delivery.tick(later=DRAWN_WITHIN)
    assert heard(delivery) == []


async def test_an_old_sound_goes_before_the_next_one_comes(delivery: Delivery) -> None:
    await sounds(delivery)
    await delivery.services.guiding.move(*ME, GuideStep.NEXT)
    await draws(delivery, delivery.services)
    await delivery.tick(later=MINUTE + MOVED_ON_WITHIN)
    assert len(heard(delivery)) == 1
    assert heard(delivery) != [SOUND]


async def test_the_end_is_heard_although_the_bell_cannot_draw_it(delivery: Delivery) -> None:
    await starts(delivery)
    delivery.sky.fates["redraw_card"] = BROKEN
    await delivery.tick(later=TIMER + MOVED_ON_WITHIN)
    assert heard(delivery) == [SOUND]


async def test_a_sound_that_cannot_be_remembered_goes_at_once(delivery: Delivery) -> None:
    time_up = await ends(delivery)
    store = GoneAfterwards(delivery)
    await delivery.process("two", store=store).sounds.make(time_up.card, time_up.timer)
    assert delivery.sky.calls["post_sound"] == 1
    assert heard(delivery) == []


async def test_who_is_erased_keeps_no_sound_beside_a_card_that_is_done(delivery: Delivery) -> None:
    await sounds(delivery)
    await delivery.services.completion.done(*ME)
    erased = await delivery.services.privacy.erase(*ME)
    assert erased is not None
    await delivery.services.privacy.clear(ACME, erased)
    assert heard(delivery) == []


class GoneAfterwards:
    """A database that is gone from the moment on at which a sound was posted."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        if self._delivery.sky.calls["post_sound"]:
            raise StoreUnavailable("gone")
        async with self._delivery.store.transaction() as tx:
            yield tx
