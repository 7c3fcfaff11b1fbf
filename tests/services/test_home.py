"""Today on the App Home: one row for a reminder, however often it was snoozed or moved down."""

from dataclasses import replace

import pytest

from bot.domain.ids import reminder_id
from bot.domain.reminder import Kind, State
from bot.domain.status import TodayRow
from bot.store.transaction import SqlStore
from tests.services.acts import Acts
from tests.store.rows import ACME, ANA, HOUR, MINUTE, NINE


@pytest.fixture
def acts(store: SqlStore) -> Acts:
    return Acts(store)


async def today(acts: Acts) -> list[TodayRow]:
    home = await acts.homes.home(*acts.me)
    assert home is not None
    return list(home.today)


async def test_a_snoozed_reminder_says_when_it_is_back(acts: Acts) -> None:
    card = await acts.gets_a_card()
    await acts.closing.snooze(*acts.me, 10)

    [row] = await today(acts)
    assert row.reminder.id == card.id
    assert row.back_at == NINE + 10 * MINUTE
    assert row.can_be_ticked


async def test_once_it_is_back_there_is_one_row_with_what_was_done_before(acts: Acts) -> None:
    await acts.gets_a_card()
    await acts.completion.done(*acts.me, exercise=acts.hip)
    await acts.closing.snooze(*acts.me, 10)
    [row] = await today(acts)
    assert (row.done, row.offered, row.back_at) == (1, 2, NINE + 10 * MINUTE)

    back = await acts.gets_it_back()
    [row] = await today(acts)
    assert (row.reminder.id, row.done, row.offered, row.done_at, row.back_at) == (back.id, 1, 2, NINE, None)
    await acts.completion.done(*acts.me)
    [row] = await today(acts)
    assert (row.done, row.offered) == (2, 2)


async def test_a_snoozed_reminder_whose_return_never_came_can_be_marked_done(acts: Acts) -> None:
    card = await acts.gets_a_card()
    await acts.closing.snooze(*acts.me, 10)
    [waiting] = await acts.waiting()
    async with acts.store.transaction() as tx:
        await tx.reminders.save(replace(waiting.become(State.EXPIRED), reason="late"))
    acts.clock.at += HOUR

    [row] = await today(acts)
    assert (row.reminder.id, row.back_at, row.can_be_ticked) == (card.id, None, True)
    await acts.completion.done(*acts.me, reminder=row.reminder.id)
    [row] = await today(acts)
    assert (row.done, row.can_be_ticked) == (2, False)


async def test_reminders_of_their_own_keep_their_own_rows(acts: Acts) -> None:
    first = await acts.gets_a_card(NINE)
    second = await acts.gets_a_card(NINE + 3 * HOUR)
    assert [row.reminder.id for row in await today(acts)] == [first.id, second.id]


async def test_a_card_that_moved_down_keeps_its_one_row(acts: Acts) -> None:
    card = await acts.gets_a_card()
    await acts.completion.done(*acts.me, exercise=acts.hip)
    card, now = await acts.row(card), NINE + 5 * MINUTE
    moved_down = replace(
        card,
        id=reminder_id(ACME, ANA, now),
        kind=Kind.NOW,
        due_at=now,
        sent_at=now,
        exercises=(acts.knee,),
        counted=False,
    )
    async with acts.store.transaction() as tx:
        await tx.reminders.save(replace(card.become(State.MISSED), closed_at=now))
        await tx.reminders.add([moved_down])

    [row] = await today(acts)
    assert (row.reminder.id, row.done, row.offered) == (moved_down.id, 1, 2)
