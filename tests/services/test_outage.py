"""Hours in which nobody was served: what was missed counts against nobody, and all is right again in a bounded time."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.ids import MemberId
from bot.domain.periods import period_at
from bot.domain.reminder import Kind, State
from bot.ports import DeliveryFailed
from bot.store.transaction import SqlStore
from tests.services.delivery import BROKEN, Delivery
from tests.simulation.weather import CallFate
from tests.store.rows import ACME, ANA, HOUR, MINUTE, NINE, SECOND, reminder

EVERYBODY = tuple(MemberId(f"U{number:03}") for number in range(120))
OUTAGE = 4 * HOUR
SETTLES_WITHIN = timedelta(minutes=15)
"""Of law 5: whoever is overdue gets the next one this soon; some of them at once."""
LIMITED = CallFate(effect_after=None, answer_after=0.001, answer="limited", retry_after=60)


@pytest.fixture
def delivery(store: SqlStore) -> Delivery:
    return Delivery(store)


async def test_after_hours_nobody_is_sent_what_is_late_and_everybody_gets_the_next_soon(
    delivery: Delivery,
) -> None:
    await delivery.joins(*EVERYBODY)

    await delivery.tick(later=OUTAGE)

    now, berlin = delivery.clock.now(), ZoneInfo("Europe/Berlin")
    async with delivery.store.transaction() as tx:
        members = await tx.members.all_active(ACME)
        tallies = await tx.standings.tallies(ACME, EVERYBODY, after=NINE - HOUR, until=now + HOUR)
        missed = await tx.reminders.lock(ACME, [reminder(NINE, who=who).id for who in EVERYBODY])
    assert {one.state for one in missed} == {State.EXPIRED}
    assert len(members) == len(missed) == len(EVERYBODY)
    for member in members:
        assert member.next_at is not None
        assert member.last_sent_at == now or now < member.next_at <= now + SETTLES_WITHIN
        assert period_at(member.week, berlin, member.next_at) is not None
    assert {tally.reminders for tally in tallies.values()} == {0}


async def test_what_was_missed_is_kept_with_its_reason(delivery: Delivery) -> None:
    await delivery.joins(ANA)

    await delivery.tick(later=OUTAGE)

    expired = await delivery.row(reminder(NINE, who=ANA).id)
    assert (expired.state, expired.reason) == (State.EXPIRED, "late")


async def test_one_ring_settles_an_outage_and_the_next_finds_nothing_to_do(delivery: Delivery) -> None:
    await delivery.joins(*EVERYBODY)
    await delivery.tick(later=OUTAGE)

    due_at = await delivery.services.reminding.earliest_due()

    assert due_at is not None
    assert due_at > delivery.clock.now()
    delivery.wait(SETTLES_WITHIN)
    await delivery.tick()
    assert len(delivery.team.messages) == len(EVERYBODY)


async def test_a_snooze_that_could_not_come_back_in_an_outage_counts_against_nobody(delivery: Delivery) -> None:
    await delivery.joins(ANA)
    await delivery.tick()
    await delivery.services.closing.snooze(ACME, ANA, 20)

    await delivery.tick(later=OUTAGE)

    async with delivery.store.transaction() as tx:
        tally = (await tx.standings.tallies(ACME, [ANA], after=NINE - HOUR, until=NINE + 8 * HOUR))[ANA]
    assert tally.reminders == 0


@pytest.mark.parametrize("trouble", [BROKEN, LIMITED])
async def test_a_card_asked_for_that_expires_leaves_a_snooze_out(delivery: Delivery, trouble: CallFate) -> None:
    await delivery.joins(ANA)
    await delivery.tick()
    delivery.wait(MINUTE)
    snoozed = await delivery.services.closing.snooze(ACME, ANA, 30)
    delivery.sky.fates = {"post_card": trouble, "find_card": trouble}
    with pytest.raises(DeliveryFailed, match=r"internal_error|ratelimited"):
        await delivery.services.requests.now(ACME, ANA)

    for _ in range(20):
        await delivery.tick(later=MINUTE)

    [back] = await delivery.unsent(ANA)
    assert (back.kind, back.due_at) == (Kind.SNOOZE, snoozed.snoozed.until)
    assert (await delivery.member(ANA)).next_at == back.due_at
    delivery.sky.fates = {}
    await delivery.tick(later=10 * MINUTE + SECOND)
    assert (await delivery.row(back.id)).state is State.SENT
