"""Erasing somebody while a post of theirs waits, is under way, or is being looked up: nothing comes back."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.errors import NotJoined
from bot.domain.ids import MemberId
from bot.services.timing import UNHURRIED
from bot.store.transaction import SqlStore
from tests.services.delivery import LOST, Delivery
from tests.store.rows import ACME, BEN, HOUR, NINE
from tests.whole_database import mentions

EVE = MemberId("U7EVEEVE")
TRACES = (EVE, "7EVEEVE")


@pytest.fixture
def delivery(store: SqlStore) -> Delivery:
    return Delivery(store)


async def erase(delivery: Delivery) -> None:
    """As a press does it: the rows at once, Slack after the ack."""
    erased = await delivery.services.privacy.erase(ACME, EVE)
    assert erased is not None
    await delivery.services.privacy.clear(ACME, erased)


async def test_an_open_card_goes_and_another_persons_stays(delivery: Delivery, engine: AsyncEngine) -> None:
    await delivery.joins(EVE, BEN)
    delivery.clock.at = NINE
    await delivery.tick()
    assert len(delivery.cards(EVE)) == len(delivery.cards(BEN)) == 1

    await erase(delivery)

    assert delivery.cards(EVE) == []
    assert len(delivery.cards(BEN)) == 1
    assert await mentions(engine, *TRACES) == []


async def test_a_reminder_that_waits_is_never_posted(delivery: Delivery, engine: AsyncEngine) -> None:
    await delivery.joins(EVE, due_at=NINE + HOUR)
    await erase(delivery)
    await delivery.tick(later=HOUR)
    assert delivery.sky.calls["post_card"] == 0
    assert await mentions(engine, *TRACES) == []


async def test_a_post_under_way_is_taken_back(delivery: Delivery, engine: AsyncEngine) -> None:
    await delivery.joins(EVE, BEN)
    hold = delivery.holds("called:post_card")
    ticking = delivery.begin(delivery.tick())
    await hold.strike()

    await erase(delivery)
    hold.may_go.set()
    await ticking

    assert delivery.cards(EVE) == []
    assert len(delivery.cards(BEN)) == 1
    assert await mentions(engine, *TRACES) == []


async def test_a_post_under_way_whose_answer_is_lost_is_looked_for_and_taken_back(
    delivery: Delivery, engine: AsyncEngine
) -> None:
    await delivery.joins(EVE)
    delivery.sky.fates["post_card"] = LOST
    hold = delivery.holds("call:post_card")
    ticking = delivery.begin(delivery.tick())
    await hold.strike()

    await erase(delivery)
    hold.may_go.set()
    await ticking

    assert delivery.sky.calls["post_card"] == 1
    assert delivery.cards(EVE) == []
    assert await mentions(engine, *TRACES) == []


async def test_a_post_of_unknown_outcome_is_looked_for_and_taken_back(delivery: Delivery, engine: AsyncEngine) -> None:
    await delivery.joins(EVE)
    delivery.sky.fates["post_card"] = LOST
    await delivery.tick()
    assert len(delivery.cards(EVE)) == 1

    await erase(delivery)

    assert delivery.cards(EVE) == []
    assert await mentions(engine, *TRACES) == []
    await delivery.tick(later=UNHURRIED.look_up_after)
    assert delivery.sky.calls["post_card"] == 1


async def test_a_look_up_that_answers_after_the_erasure_writes_nothing_back(
    delivery: Delivery, engine: AsyncEngine
) -> None:
    await delivery.joins(EVE)
    delivery.sky.fates["post_card"] = LOST
    await delivery.tick()
    hold = delivery.holds("called:find_card")
    ticking = delivery.begin(delivery.tick(later=delivery.timing.look_up_after))
    await hold.strike()

    erased = await delivery.services.privacy.erase(ACME, EVE)
    hold.may_go.set()
    await ticking

    assert erased is not None
    assert delivery.cards(EVE) == []
    assert await mentions(engine, *TRACES) == []


async def test_an_old_card_answers_that_nobody_has_started(delivery: Delivery) -> None:
    await delivery.joins(EVE)
    await delivery.tick()
    [card] = delivery.cards(EVE)
    await erase(delivery)
    with pytest.raises(NotJoined):
        await delivery.services.completion.done(ACME, EVE, reminder=card.reminder, at=card.ref)


async def test_start_begins_afresh(delivery: Delivery, engine: AsyncEngine) -> None:
    await delivery.joins(EVE)
    await delivery.tick()
    await delivery.services.preferences.show(ACME, EVE)
    await erase(delivery)

    joined = await delivery.services.enrolment.start(ACME, EVE)

    assert joined.is_new
    member = await delivery.member(EVE)
    assert (member.joined_at, member.last_sent_at, member.visibility) == (delivery.clock.at, None, "unanswered")
    assert await mentions(engine, EVE) == [f"members.member_id: {EVE}", f"members.name: {EVE}"]


async def test_somebody_who_stopped_can_be_erased(delivery: Delivery, engine: AsyncEngine) -> None:
    await delivery.joins(EVE)
    await delivery.services.enrolment.stop(ACME, EVE)
    await delivery.services.privacy.check_known(ACME, EVE)
    await erase(delivery)
    assert await mentions(engine, *TRACES) == []
    assert await delivery.services.privacy.erase(ACME, EVE) is None
    with pytest.raises(NotJoined):
        await delivery.services.privacy.check_known(ACME, EVE)
