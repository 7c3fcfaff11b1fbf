"""Undo: a press opens its own card again, once; the word takes back one tick after the other."""

from datetime import timedelta

import pytest

from bot.domain.errors import NothingToUndo, TooLateToUndo
from bot.domain.pauses import PauseFor
from bot.domain.reminder import State
from bot.store.transaction import SqlStore
from tests.services.acts import MIDNIGHT, Acts
from tests.store.rows import HOUR, MINUTE, NINE

PAUSE = PauseFor(timedelta(hours=2))


@pytest.fixture
def acts(store: SqlStore) -> Acts:
    return Acts(store)


async def test_undo_pressed_twice_takes_back_one_tick(acts: Acts) -> None:
    card = await acts.gets_a_card()
    await acts.completion.done(*acts.me, exercise=acts.hip)
    acts.clock.at += 3 * MINUTE
    await acts.completion.done(*acts.me, exercise=acts.knee)
    for _ in range(2):
        drawn = await acts.undoing.undo(*acts.me, reminder=card.id)
        assert list(drawn.done) == [acts.hip]


async def test_undo_pressed_twice_after_both_draws_the_open_card_twice(acts: Acts) -> None:
    card = await acts.gets_a_card()
    await acts.completion.done(*acts.me)
    first = await acts.undoing.undo(*acts.me, reminder=card.id)
    second = await acts.undoing.undo(*acts.me, reminder=card.id)

    assert first == second
    assert second.reminder.state is State.SENT


async def test_the_word_takes_back_one_tick_after_the_other(acts: Acts) -> None:
    await acts.gets_a_card()
    await acts.completion.done(*acts.me, exercise=acts.hip)
    acts.clock.at += 3 * MINUTE
    await acts.completion.done(*acts.me, exercise=acts.knee)

    assert list((await acts.undoing.undo(*acts.me)).done) == [acts.hip]
    assert (await acts.undoing.undo(*acts.me)).done == {}
    with pytest.raises(NothingToUndo):
        await acts.undoing.undo(*acts.me)


async def test_only_the_newest_card_offers_undo(acts: Acts) -> None:
    older = await acts.gets_a_card(NINE)
    assert (await acts.completion.done(*acts.me)).can_undo
    await acts.gets_a_card(NINE + 3 * HOUR)

    assert not (await acts.completion.card(*acts.me, older.id)).can_undo
    with pytest.raises(TooLateToUndo):
        await acts.undoing.undo(*acts.me, reminder=older.id)


async def test_a_pause_offers_no_undo_and_opens_no_card(acts: Acts) -> None:
    card = await acts.gets_a_card()
    await acts.completion.done(*acts.me)
    await acts.preferences.pause(*acts.me, PAUSE)

    assert not (await acts.completion.card(*acts.me, card.id)).can_undo
    with pytest.raises(TooLateToUndo):
        await acts.undoing.undo(*acts.me, reminder=card.id)
    with pytest.raises(NothingToUndo):
        await acts.undoing.undo(*acts.me)
    assert (await acts.row(card)).state is State.DONE


async def test_half_of_a_skipped_reminder_done_in_a_pause_opens_no_card(acts: Acts) -> None:
    card = await acts.gets_a_card()
    await acts.closing.skip(*acts.me)
    await acts.preferences.pause(*acts.me, PAUSE)
    drawn = await acts.completion.done(*acts.me, number=1)

    assert list(drawn.done) == [acts.hip]
    assert (await acts.row(card)).state is State.SKIPPED


@pytest.mark.parametrize("after", [2 * HOUR, 16 * HOUR])
async def test_a_skipped_card_opened_by_a_tick_goes_when_its_day_ends(acts: Acts, after: timedelta) -> None:
    card = await acts.gets_a_card()
    await acts.closing.skip(*acts.me)
    acts.clock.at = NINE + after
    if acts.clock.at >= MIDNIGHT:
        await acts.forgets_errands()
    await acts.completion.done(*acts.me, number=1)
    acts.clock.at = max(acts.clock.at, MIDNIGHT)

    assert (await acts.row(card)).state is State.SENT
    assert [errand.reminder for errand in await acts.errands_due()] == [card.id]
