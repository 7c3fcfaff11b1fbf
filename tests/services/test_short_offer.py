"""The short card is offered once, in the summary of the tenth routine."""

from dataclasses import replace

import pytest

from bot.domain.card import Card
from bot.domain.member import Style
from bot.store.transaction import SqlStore
from tests.services.acts import Acts
from tests.store.rows import ACME, ANA, MINUTE, NINE, sent

HALF_AN_HOUR = 30 * MINUTE


@pytest.fixture
def acts(store: SqlStore) -> Acts:
    return Acts(store)


async def does(acts: Acts, turn: int) -> Card:
    """The routine of that time, as its summary is drawn afterwards."""
    posted = await acts.gets_a_card(NINE + turn * HALF_AN_HOUR)
    await acts.completion.done(*acts.me)
    return await acts.completion.card(*acts.me, posted.id)


async def test_the_tenth_routine_offers_the_short_card_and_no_later_one_does(acts: Acts) -> None:
    offered = [(await does(acts, turn)).offers_short for turn in range(12)]
    assert offered == [False] * 9 + [True] + [False] * 2


async def test_the_offer_stays_in_that_summary_after_an_undo(acts: Acts) -> None:
    for turn in range(9):
        await does(acts, turn)
    tenth = await does(acts, 9)
    await acts.undoing.undo(*acts.me, reminder=tenth.reminder.id)
    await acts.completion.done(*acts.me)
    assert (await acts.completion.card(*acts.me, tenth.reminder.id)).offers_short


async def test_what_is_half_done_or_skipped_is_no_routine_done(acts: Acts) -> None:
    for turn in range(9):
        await does(acts, turn)
    await acts.gets_a_card(NINE + 9 * HALF_AN_HOUR)
    await acts.completion.done(*acts.me, exercise=acts.hip)
    await acts.gets_a_card(NINE + 10 * HALF_AN_HOUR)
    await acts.closing.skip(*acts.me)
    assert (await acts.me_now()).short_offered_on is None
    assert (await does(acts, 11)).offers_short


async def test_whoever_did_more_before_is_offered_it_with_the_next_one(acts: Acts) -> None:
    for turn in range(12):
        await does(acts, turn)
    forgetful = replace(await acts.me_now(), short_offered_on=None)
    async with acts.store.transaction() as tx:
        await tx.members.save(forgetful)
    assert (await does(acts, 12)).offers_short


async def test_whoever_has_the_short_card_is_not_offered_it(acts: Acts) -> None:
    await does(acts, 0)
    status = await acts.preferences.set_style(*acts.me, Style.SHORT)
    assert status.member.style is Style.SHORT
    assert not any([(await does(acts, turn)).offers_short for turn in range(1, 11)])


async def test_done_reminders_are_counted_up_to_what_is_asked(acts: Acts) -> None:
    for turn in range(3):
        await does(acts, turn)
    async with acts.store.transaction() as tx:
        await tx.reminders.add([sent(NINE + 5 * HALF_AN_HOUR)])
        assert await tx.reminders.count_done(ACME, ANA, most=10) == 3
        assert await tx.reminders.count_done(ACME, ANA, most=2) == 2
