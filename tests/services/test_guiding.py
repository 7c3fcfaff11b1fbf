"""The guide over a real database and a Slack of our own: who moves on when, and what is drawn and heard of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import CardClosed, NothingOpen, NotInGuide
from bot.domain.guide import Place, place_of
from bot.domain.ids import MemberId
from bot.domain.phrases import GuideStep
from bot.domain.reminder import Reminder
from bot.services.drawing import DRAWN_WITHIN, MOVED_ON_WITHIN
from bot.services.services import Services
from bot.store.transaction import SqlStore
from tests.services.delivery import Delivery
from tests.store.rows import ACME, ANA, BEN, MINUTE, SECOND

ME = ACME, ANA
TIMER = timedelta(seconds=130)
SOUND = "Two minutes. Lower your leg."


@pytest.fixture
async def delivery(store: SqlStore) -> Delivery:
    """Ana has a card."""
    built = Delivery(store)
    await built.joins(ANA)
    await built.tick()
    return built


async def latest(delivery: Delivery) -> Reminder:
    async with delivery.store.transaction() as tx:
        found = await tx.reminders.latest(ACME, ANA)
    assert found is not None
    return found


async def place(delivery: Delivery) -> Place | None:
    return place_of(await latest(delivery))


async def starts(delivery: Delivery, *, is_drawn: bool = True) -> Reminder:
    """The first timer runs; the press has drawn it, unless it died before."""
    guiding = delivery.services.guiding
    await guiding.open(*ME)
    await guiding.move(*ME, GuideStep.NEXT)
    card = await guiding.move(*ME, GuideStep.START)
    if is_drawn:
        await draws(delivery, delivery.services)
    return card.reminder


async def draws(delivery: Delivery, services: Services) -> None:
    """What a press does after its ack, by the response_url."""
    card = await services.completion.card(*ME, (await latest(delivery)).id)
    assert card.reminder.ref is not None
    delivery.team.redraw(card.reminder.ref, shows="drawn")
    await services.completion.drawn(card)


def heard(delivery: Delivery) -> list[str]:
    """The sounds that stand."""
    return [one.shows for one in delivery.team.messages.values() if one.reminder is None and not one.is_deleted]


async def test_a_timer_that_nobody_follows_is_moved_on_from_by_the_bell(delivery: Delivery) -> None:
    """The process that saw it start is gone."""
    await starts(delivery)
    await delivery.tick(later=TIMER + MOVED_ON_WITHIN - SECOND)
    assert await place(delivery) == Place(2, is_running=True)

    await delivery.tick(later=SECOND)

    assert await place(delivery) == Place(3)
    assert [card.shows for card in delivery.cards(ANA)] == ["sent 0/2 at 3"]
    assert heard(delivery) == [SOUND]
    await delivery.tick(later=10 * MINUTE)
    assert delivery.sky.calls["redraw_card"] == 1


async def test_a_start_that_was_never_drawn_is_drawn_by_the_bell_while_it_runs(delivery: Delivery) -> None:
    await starts(delivery, is_drawn=False)
    await delivery.tick(later=DRAWN_WITHIN)
    assert [card.shows for card in delivery.cards(ANA)] == ["sent 0/2 at 2 running"]
    await delivery.tick(later=TIMER + MOVED_ON_WITHIN - DRAWN_WITHIN)
    assert [card.shows for card in delivery.cards(ANA)] == ["sent 0/2 at 3"]


async def test_the_end_is_told_by_one_of_two_processes(delivery: Delivery) -> None:
    other = delivery.process("two")
    running = await starts(delivery)
    assert running.guide_ends_at is not None
    delivery.wait(TIMER)
    ends = [
        await services.guiding.time_up(ACME, running.id, ends_at=running.guide_ends_at)
        for services in (delivery.services, other, delivery.services)
    ]
    assert [end is not None for end in ends] == [True, False, False]
    assert await place(delivery) == Place(3)


async def test_a_press_that_came_first_leaves_nothing_to_the_timer(delivery: Delivery) -> None:
    running = await starts(delivery)
    assert running.guide_ends_at is not None
    await delivery.services.guiding.move(*ME, GuideStep.NEXT)
    delivery.wait(TIMER)
    assert await delivery.services.guiding.time_up(ACME, running.id, ends_at=running.guide_ends_at) is None
    await draws(delivery, delivery.services)
    await delivery.tick(later=MOVED_ON_WITHIN)
    assert await place(delivery) == Place(3)
    assert heard(delivery) == []


async def test_a_sound_that_comes_after_the_next_press_goes_at_once(delivery: Delivery) -> None:
    await starts(delivery)
    hold = delivery.holds("called:post_sound")
    delivery.wait(TIMER + MOVED_ON_WITHIN)
    ring = delivery.begin(delivery.tick())
    await hold.strike()
    assert heard(delivery) == [SOUND]

    await delivery.services.guiding.move(*ME, GuideStep.NEXT)
    hold.may_go.set()
    await ring

    assert heard(delivery) == []
    assert (await latest(delivery)).guide_sound is None


async def test_a_sound_is_kept_in_mind_until_it_is_deleted(delivery: Delivery) -> None:
    await starts(delivery)
    await delivery.tick(later=TIMER + MOVED_ON_WITHIN)
    noted = await latest(delivery)
    assert isinstance(noted.guide_sound, str)

    await delivery.services.sounds.hush(noted)

    assert heard(delivery) == []
    assert await latest(delivery) == replace(noted, guide_sound=None)


async def test_a_card_that_goes_by_takes_its_sound_along(delivery: Delivery) -> None:
    await starts(delivery)
    await delivery.tick(later=TIMER + MOVED_ON_WITHIN)
    assert heard(delivery) == [SOUND]
    closes_at = (await latest(delivery)).closes_at
    assert closes_at is not None
    await delivery.tick(later=closes_at - delivery.clock.now())
    assert (heard(delivery), delivery.cards(ANA)) == ([], [])


async def test_a_member_who_wants_no_sounds_gets_none(delivery: Delivery) -> None:
    async with delivery.store.transaction() as tx:
        ana = await tx.members.get(*ME, lock=True)
        assert ana is not None
        await tx.members.save(replace(ana, guide_sounds=False))
    await starts(delivery)
    await delivery.tick(later=TIMER + MOVED_ON_WITHIN)
    assert await place(delivery) == Place(3)
    assert heard(delivery) == []


@pytest.mark.parametrize("on", [Place(1), Place(2), Place(3), None])
async def test_a_press_made_elsewhere_changes_nothing(delivery: Delivery, on: Place | None) -> None:
    running = await starts(delivery)
    for step in GuideStep:
        card = await delivery.services.guiding.move(*ME, step, reminder=running.id, on=on)
        assert card.reminder == await latest(delivery) == running


async def test_a_card_whose_screen_has_left_the_catalog_can_be_guided_anew(delivery: Delivery) -> None:
    running = await starts(delivery)
    async with delivery.store.transaction() as tx:
        lost = await tx.reminders.save(replace(running, guide_screen=40, guide_ends_at=None))
    guiding = delivery.services.guiding
    with pytest.raises(NotInGuide):
        await guiding.move(*ME, GuideStep.NEXT)
    assert (await guiding.move(*ME, GuideStep.NEXT, reminder=lost.id, on=Place(40))).screen is None

    await guiding.open(*ME, reminder=lost.id)

    assert await place(delivery) == Place(1)


async def test_undo_of_something_else_leaves_the_timer_running(delivery: Delivery) -> None:
    await starts(delivery)
    await delivery.services.completion.done(*ME, number=2)
    await delivery.services.undoing.undo(*ME)
    assert await place(delivery) == Place(2, is_running=True)


async def test_the_words_of_the_guide_mean_nothing_outside_it(delivery: Delivery) -> None:
    guiding = delivery.services.guiding
    with pytest.raises(NotInGuide):
        await guiding.move(*ME, GuideStep.NEXT)
    await delivery.services.closing.skip(*ME)
    with pytest.raises(NothingOpen):
        await guiding.open(*ME)
    with pytest.raises(NothingOpen):
        await guiding.move(*ME, GuideStep.NEXT)


async def test_only_ones_own_open_card_can_be_guided(delivery: Delivery) -> None:
    await delivery.joins(BEN, due_at=None)
    mine = (await latest(delivery)).id
    with pytest.raises(CardClosed):
        await delivery.services.guiding.open(ACME, MemberId(BEN), reminder=mine)
    await delivery.services.completion.done(*ME)
    assert (await delivery.services.guiding.open(*ME, reminder=mine)).reminder.guide_screen is None


async def test_a_ring_at_the_end_of_the_day_takes_the_guide_with_the_card(delivery: Delivery) -> None:
    await starts(delivery)
    closes_at = (await latest(delivery)).closes_at
    assert closes_at is not None
    await delivery.tick(later=closes_at - delivery.clock.now())
    assert await place(delivery) is None
    assert delivery.cards(ANA) == []
    assert heard(delivery) == []


async def test_who_is_erased_in_the_guide_keeps_no_sound_of_it(delivery: Delivery) -> None:
    running = await starts(delivery)
    await delivery.tick(later=TIMER + MOVED_ON_WITHIN)
    erased = await delivery.services.privacy.erase(*ME)
    assert erased is not None
    await delivery.services.privacy.clear(ACME, erased)
    assert (heard(delivery), delivery.cards(ANA)) == ([], [])
    ends_at = running.guide_ends_at
    assert ends_at is not None
    assert await delivery.services.guiding.time_up(ACME, running.id, ends_at=ends_at) is None
