"""Old cards that cannot be read or drawn: the others are seen to all the same, nothing spins, and they still go."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.card import Card
from bot.domain.ids import MemberId
from bot.domain.reminder import Reminder, State
from bot.ports import Errand
from bot.services.drawing import DRAWN_WITHIN
from bot.services.tidying import PATIENCE
from bot.store.transaction import SqlStore
from tests.services.delivery import BROKEN, DONE, Delivery
from tests.simulation.messenger import SimulatedMessenger
from tests.simulation.weather import CallFate
from tests.store.rows import ACME, ANA, BEN, CLEO, MINUTE, NINE

EVERYBODY = (ANA, BEN, CLEO)
RINGS = 30
GONE_ZONE = "Atlantis/Capital"

Poison = Callable[[Delivery, MemberId], Awaitable[None]]


class Torn(SimulatedMessenger):
    """A messenger whose drawing of this member's cards raises, as one does that meets what it does not know."""

    victim: MemberId

    async def redraw_card(self, card: Card) -> None:
        if card.reminder.member == self.victim:
            raise KeyError("an exercise that is gone")
        await super().redraw_card(card)


async def cannot_be_drawn(delivery: Delivery, victim: MemberId) -> None:
    torn = Torn({ACME: delivery.team}, steps=delivery.sky, sky=delivery.sky, clock=delivery.clock)
    torn.victim = victim
    delivery.services = delivery.process("torn", messenger=torn)


async def cannot_be_read(delivery: Delivery, victim: MemberId) -> None:
    """The zone they live in is one that this machine does not know any more."""
    found = await delivery.member(victim)
    async with delivery.store.transaction() as tx:
        await tx.members.save(replace(found, zone=GONE_ZONE))


@pytest.fixture
async def delivery(store: SqlStore) -> Delivery:
    """All have a card, and ticked off one exercise that was never drawn."""
    built = Delivery(store)
    await built.joins(*EVERYBODY)
    await built.tick()
    for who in EVERYBODY:
        await built.services.completion.done(ACME, who, number=1)
    return built


async def card_of(delivery: Delivery, who: MemberId) -> Reminder:
    async with delivery.store.transaction() as tx:
        found = await tx.reminders.latest(ACME, who)
    assert found is not None
    return found


async def errand_of(delivery: Delivery, who: MemberId) -> Errand | None:
    reminder, for_ever = await card_of(delivery, who), NINE + timedelta(days=100)
    async with delivery.store.transaction() as tx:
        return next(
            (one for one in await tx.errands.due(ACME, now=for_ever, limit=100) if one.reminder == reminder.id), None
        )


def shown(delivery: Delivery, who: MemberId) -> list[str]:
    return [card.shows for card in delivery.cards(who)]


@pytest.mark.parametrize("poison", [cannot_be_drawn, cannot_be_read])
@pytest.mark.parametrize("victim", EVERYBODY)
async def test_one_card_that_cannot_be_seen_to_keeps_no_other_from_it(
    delivery: Delivery, poison: Poison, victim: MemberId
) -> None:
    await poison(delivery, victim)

    await delivery.tick(later=DRAWN_WITHIN)

    others = [who for who in EVERYBODY if who != victim]
    assert [shown(delivery, who) for who in others] == [["sent 1/2"], ["sent 1/2"]]
    assert shown(delivery, victim) == ["pending 0/2"]


@pytest.mark.parametrize("poison", [cannot_be_drawn, cannot_be_read])
async def test_what_cannot_be_seen_to_is_tried_a_few_times_and_no_more(
    delivery: Delivery, poison: Poison, capsys: pytest.CaptureFixture[str]
) -> None:
    await poison(delivery, BEN)
    delivery.wait(DRAWN_WITHIN)
    for _ in range(RINGS):
        await delivery.tick()
    assert capsys.readouterr().out.count("KeyError") <= 2  # one try: its cause and what was raised over it

    await delivery.tick(later=sum(PATIENCE, timedelta()))
    due_at = await delivery.services.reminding.earliest_due()
    assert due_at is not None
    assert due_at > delivery.clock.now()


@pytest.mark.parametrize("poison", [cannot_be_drawn, cannot_be_read])
async def test_a_card_that_cannot_be_drawn_is_still_to_go_when_its_day_ends(delivery: Delivery, poison: Poison) -> None:
    await poison(delivery, BEN)
    await delivery.tick(later=DRAWN_WITHIN)
    for patience in PATIENCE:
        await delivery.tick(later=patience)

    errand, reminder = await errand_of(delivery, BEN), await card_of(delivery, BEN)
    assert errand is not None
    assert (errand.due_at, errand.attempts) == (reminder.closes_at, 0)


@pytest.mark.parametrize("trouble", [BROKEN, CallFate(effect_after=None, answer_after=0.001, answer="nothing")])
async def test_a_drawing_that_slack_does_not_take_keeps_the_removal_owed(delivery: Delivery, trouble: CallFate) -> None:
    await delivery.services.undoing.undo(ACME, BEN)
    delivery.sky.fates["redraw_card"] = trouble
    await delivery.tick(later=DRAWN_WITHIN)
    for patience in PATIENCE:
        await delivery.tick(later=patience + MINUTE)
    delivery.sky.fates["redraw_card"] = DONE
    closes_at = (await card_of(delivery, BEN)).closes_at
    assert closes_at is not None

    await delivery.tick(later=closes_at - delivery.clock.now())

    assert (await card_of(delivery, BEN)).state is State.MISSED
    assert delivery.cards(BEN) == []
