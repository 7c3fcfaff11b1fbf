"""The App Home: one row of today for a reminder, however often it was snoozed or moved down; the own week, the team."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.domain.ids import MemberId, reminder_id
from bot.domain.member import Visibility
from bot.domain.reminder import Kind, State
from bot.domain.status import TodayRow
from bot.store.transaction import SqlStore
from tests.services.acts import Acts
from tests.store.rows import ACME, ANA, BEN, CLEO, DAY, HOUR, MINUTE, NINE, join, member, sent


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


TUESDAY_NIGHT = NINE + 38 * HOUR
"""The midnight with which Wednesday begins for Ana, who is in Berlin."""


async def works(acts: Acts, who: MemberId, *, done: int, of: int = 6, at: datetime = NINE, name: str = "") -> None:
    """They joined, were given so many cards, and did so many of them an hour later."""
    asked = Visibility.SHOWN if name else Visibility.PRIVATE
    posted = [
        sent(at + number * MINUTE, who=who, exercises=(acts.hip, acts.knee), state=State.MISSED, closed_at=at + HOUR)
        for number in range(of)
    ]
    async with acts.store.transaction() as tx:
        await join(tx, member(who, name=name or "Nobody", visibility=asked))
        await tx.reminders.add(posted)
        for one in posted[:done]:
            for exercise in one.exercises:
                await tx.reminders.complete(one, exercise, at=at + HOUR)


async def test_the_team_total_is_of_this_week_up_to_the_last_midnight(acts: Acts) -> None:
    for who in (ANA, BEN, CLEO):
        await works(acts, who, done=2, at=NINE - 3 * DAY)
        await works(acts, who, done=3)
        await works(acts, who, done=1, at=TUESDAY_NIGHT - HOUR)
        await works(acts, who, done=4, at=TUESDAY_NIGHT)
    acts.clock.at = TUESDAY_NIGHT + 2 * HOUR
    assert (await acts.homes.own_view(*acts.me)).team_total == 3 * (6 + 2)
    acts.clock.at += DAY
    assert (await acts.homes.own_view(*acts.me)).team_total == 3 * (6 + 2 + 8)


async def test_whoever_stopped_is_no_longer_in_the_team_total(acts: Acts) -> None:
    people = (ANA, BEN, CLEO, MemberId("U4"))
    for who in people:
        await works(acts, who, done=3)
    acts.clock.at = NINE + DAY
    assert (await acts.homes.own_view(*acts.me)).team_total == 24
    async with acts.store.transaction() as tx:
        await tx.members.save(member(BEN, stopped_at=acts.clock.at))
    assert (await acts.homes.own_view(*acts.me)).team_total == 18


async def test_only_people_who_asked_for_it_are_shown_ahead_and_nobody_behind(acts: Acts) -> None:
    await works(acts, ANA, done=3)
    await works(acts, BEN, done=6)
    await works(acts, CLEO, done=5, name="Cleo")
    await works(acts, MemberId("U4"), done=2, name="Dora")
    acts.clock.at = NINE + 2 * HOUR
    assert [(one.name, one.percent) for one in (await acts.homes.own_view(*acts.me)).ahead] == [("Cleo", 83)]


async def test_nobody_is_ahead_of_somebody_without_a_share_of_their_own(acts: Acts) -> None:
    await works(acts, ANA, done=1, of=4)
    await works(acts, CLEO, done=5, name="Cleo")
    acts.clock.at = NINE + 2 * HOUR
    assert (await acts.homes.own_view(*acts.me)).ahead == ()


async def test_the_own_week_tells_the_best_week_and_the_run_of_a_long_history(acts: Acts) -> None:
    for number in range(8):
        await works(acts, ANA, done=5 if number == 2 else 1, at=NINE + 7 * number * DAY)
    acts.clock.at = NINE + (7 * 7 + 1) * DAY
    week = (await acts.homes.own_view(*acts.me)).week
    assert (week.done, week.best_week, week.streak.length) == (2, 10, 8)
