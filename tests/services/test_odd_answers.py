"""Answers that make no sense, and conversations that cannot be read: nobody else waits for them."""

from datetime import datetime

import pytest

from bot.domain.ids import ChannelId, MemberId, MessageRef
from bot.domain.reminder import Reminder, State
from bot.ports import DeliveryFailed, Messenger
from bot.services.leases import Lease, Leases
from bot.services.timing import Timing
from bot.store.transaction import SqlStore
from tests.services.acts import StoppedClock
from tests.services.delivery import BROKEN, DONE, Delivery
from tests.store.rows import ACME, ANA, BEN, CLEO, HOUR, MINUTE, NINE, SECOND

UNREADABLE = DeliveryFailed("internal_error", outcome_unknown=True)


class Odd:
    """A Slack that answers oddly when some people's cards are looked for."""

    def __init__(self, inner: Messenger, odd: dict[MemberId, Exception]) -> None:
        self._inner, self._odd = inner, odd

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    async def find_card(self, reminder: Reminder, *, channel: ChannelId, since: datetime) -> MessageRef | None:
        if reminder.member in self._odd:
            raise self._odd[reminder.member]
        return await self._inner.find_card(reminder, channel=channel, since=since)


@pytest.fixture
def delivery(store: SqlStore) -> Delivery:
    return Delivery(store)


async def unknown(delivery: Delivery, *who: MemberId, odd: dict[MemberId, Exception]) -> None:
    """Cards of which nobody knows whether they were posted; Slack looks for them as it is told."""
    await delivery.joins(*who)
    delivery.sky.fates["post_card"] = BROKEN
    await delivery.tick()
    delivery.sky.fates["post_card"] = DONE
    messenger: Messenger = Odd(delivery.messenger(), odd)  # type: ignore[assignment] # it hands everything else on
    delivery.services = delivery.process("two", messenger=messenger)


async def test_an_answer_without_sense_is_asked_again_until_the_grace_is_over_and_stops_nobody(
    delivery: Delivery,
) -> None:
    await unknown(delivery, ANA, odd={ANA: KeyError("messages")})
    [waiting] = await delivery.unsent(ANA)
    await delivery.joins(BEN, due_at=NINE + MINUTE)

    await delivery.tick(later=MINUTE)
    assert len(delivery.cards(BEN)) == 1
    for _ in range(4):
        await delivery.tick(later=5 * MINUTE)

    settled = await delivery.row(waiting.id)
    assert (settled.state, settled.reason) == (State.EXPIRED, "unknown outcome")


async def test_several_conversations_that_cannot_be_read_hold_up_nobody_else(delivery: Delivery) -> None:
    await unknown(delivery, ANA, BEN, odd={ANA: UNREADABLE, BEN: UNREADABLE})
    await delivery.joins(CLEO, due_at=NINE + MINUTE)

    for _ in range(5):
        await delivery.tick(later=15 * SECOND)

    assert len(delivery.cards(CLEO)) == 1


async def test_a_clock_set_ahead_makes_nobody_post_again_what_is_still_under_way(delivery: Delivery) -> None:
    await delivery.joins(ANA)
    hold = delivery.holds("call:post_card")
    ring = delivery.begin(delivery.services.reminding.ring())
    await hold.strike()
    delivery.sky.hold = None
    ours, delivery.lease_clock = delivery.lease_clock, StoppedClock(delivery.lease_clock.at + HOUR)
    two = delivery.process("two")
    for _ in range(2):  # as long as a call may take
        delivery.wait(Timing().call / 2)
        ours.at += Timing().call / 2
        await two.reminding.ring()
    hold.may_go.set()
    await ring

    assert len(delivery.cards(ANA)) == 1


async def test_a_clock_set_back_silences_nobody(store: SqlStore) -> None:
    delivery = Delivery(store, timing=Timing())
    people = [MemberId(f"U{number}") for number in range(10, 26)]
    await delivery.joins(*people)
    await delivery.services.reminding.ring()
    delivery.lease_clock.at -= HOUR

    for _ in range(10):
        delivery.wait(MINUTE)
        await delivery.services.reminding.ring()

    assert [len(delivery.cards(who)) for who in people] == [1] * len(people)


async def test_each_lease_that_could_not_be_given_back_is_given_back_later(store: SqlStore) -> None:
    delivery = Delivery(store)
    await delivery.joins(ANA)
    leases = Leases(
        store=store, clock=delivery.clock, lease_clock=delivery.lease_clock, timing=delivery.timing, owner="one"
    )
    [taken] = await leases.take(1)
    foreign = Lease(workspace=ACME, owner="somebody else", held_until=NINE)
    leases._kept.extend([(taken, None), (foreign, None)])

    again = await leases.take(1)

    assert [lease.workspace for lease in again] == [ACME]
    assert leases._kept == []
