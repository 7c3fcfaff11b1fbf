"""A snoozed reminder and its returns count as one, and not at all once a pause or "I already moved" ends them."""

from datetime import timedelta

import pytest

from bot.domain.pauses import PauseFor
from bot.domain.reminder import State
from bot.store.transaction import SqlStore
from tests.services.acts import Acts
from tests.store.rows import HOUR, MINUTE, NINE

PAUSE = PauseFor(timedelta(hours=2))


@pytest.fixture
def acts(store: SqlStore) -> Acts:
    return Acts(store)


async def test_moved_on_a_return_counts_the_first_for_nobody(acts: Acts) -> None:
    await acts.gets_a_card()
    await acts.closing.snooze(*acts.me, 10)
    await acts.gets_it_back()
    await acts.closing.moved(*acts.me)

    assert (await acts.tally()).reminders == 0


async def test_moved_while_a_snooze_is_out_counts_none_of_the_chain_and_calls_the_return_off(acts: Acts) -> None:
    await acts.gets_a_card()
    await acts.closing.snooze(*acts.me, 10)
    back = await acts.gets_it_back()
    await acts.closing.snooze(*acts.me, 10)
    assert (await acts.tally()).reminders == 1
    await acts.closing.moved(*acts.me, reminder=back.id)

    assert (await acts.tally()).reminders == 0
    assert await acts.waiting() == []


async def test_undoing_moved_counts_the_chain_again(acts: Acts) -> None:
    await acts.gets_a_card()
    await acts.closing.snooze(*acts.me, 10)
    back = await acts.gets_it_back()
    await acts.closing.moved(*acts.me)
    await acts.undoing.undo(*acts.me, reminder=back.id)

    assert (await acts.tally()).reminders == 1
    assert not (await acts.row(back)).counted


@pytest.mark.parametrize("is_back", [False, True])
async def test_a_pause_counts_what_was_snoozed_for_nobody(acts: Acts, is_back: bool) -> None:
    await acts.gets_a_card()
    await acts.closing.snooze(*acts.me, 10)
    if is_back:
        await acts.gets_it_back()
    await acts.preferences.pause(*acts.me, PAUSE)

    assert (await acts.tally()).reminders == 0


async def test_a_skipped_return_stays_counted_once(acts: Acts) -> None:
    await acts.gets_a_card()
    await acts.closing.snooze(*acts.me, 10)
    await acts.gets_it_back()
    await acts.closing.skip(*acts.me)

    assert (await acts.tally()).reminders == 1


async def test_ticking_off_an_older_reminder_leaves_the_snooze_of_a_newer_one_out(acts: Acts) -> None:
    older = await acts.gets_a_card(NINE)
    newer = await acts.gets_a_card(NINE + 3 * HOUR)
    await acts.closing.snooze(*acts.me, 20)
    await acts.completion.done(*acts.me, reminder=older.id)

    [back] = await acts.waiting()
    assert back.origin == newer.id
    assert (await acts.me_now()).next_at == back.due_at == NINE + 3 * HOUR + 20 * MINUTE


@pytest.mark.parametrize("number", [None, 1])
async def test_ticking_off_what_is_snoozed_calls_its_return_off(acts: Acts, number: int | None) -> None:
    card = await acts.gets_a_card()
    await acts.closing.snooze(*acts.me, 20)
    await acts.completion.done(*acts.me, reminder=card.id, number=number)

    assert await acts.waiting() == []
    assert (await acts.row(card)).state is (State.DONE if number is None else State.SENT)
