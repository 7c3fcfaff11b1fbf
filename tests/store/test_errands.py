from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Select

from bot.ports import Errand
from bot.store.errands import IN_TIME, URGENT
from bot.store.transaction import SqlStore
from tests.store.rows import ACME, HOUR, MINUTE, NINE, SECOND, add, sent
from tests.stores import engine_for

FIRST, LAST = sent(NINE), sent(NINE + HOUR)
ERRAND = Errand(workspace=ACME, reminder=FIRST.id, due_at=NINE)


@pytest.mark.parametrize(("early", "found"), [(SECOND, []), (timedelta(), [ERRAND])])
async def test_an_errand_is_due_from_its_moment_on(store: SqlStore, early: timedelta, found: list[Errand]) -> None:
    await add(store, FIRST)
    async with store.transaction() as tx:
        await tx.errands.add(ERRAND)

        assert await tx.errands.due(ACME, now=NINE - early, limit=10) == found


async def test_errands_come_earliest_first_and_no_more_than_asked_for(store: SqlStore) -> None:
    await add(store, FIRST, LAST)
    async with store.transaction() as tx:
        await tx.errands.add(Errand(workspace=ACME, reminder=LAST.id, due_at=NINE - MINUTE))
        await tx.errands.add(ERRAND)

        assert [each.reminder for each in await tx.errands.due(ACME, now=NINE, limit=1)] == [LAST.id]
        assert [each.reminder for each in await tx.errands.due(ACME, now=NINE, limit=2)] == [LAST.id, FIRST.id]


@pytest.mark.parametrize(("second", "moment"), [(NINE - MINUTE, NINE - MINUTE), (NINE + MINUTE, NINE)])
async def test_a_second_errand_for_a_reminder_moves_it_only_to_an_earlier_moment(
    store: SqlStore, second: datetime, moment: datetime
) -> None:
    await add(store, FIRST)
    async with store.transaction() as tx:
        await tx.errands.add(ERRAND)
        await tx.errands.add(Errand(workspace=ACME, reminder=FIRST.id, due_at=second))

        assert [each.due_at for each in await tx.errands.due(ACME, now=NINE + HOUR, limit=10)] == [moment]


async def test_an_errand_put_off_comes_again_with_one_more_attempt(store: SqlStore) -> None:
    await add(store, FIRST)
    async with store.transaction() as tx:
        await tx.errands.add(ERRAND)
        await tx.errands.put_off(replace(ERRAND, attempts=1), until=NINE + MINUTE)
        assert await tx.errands.due(ACME, now=NINE, limit=10) == []

        again = Errand(workspace=ACME, reminder=FIRST.id, due_at=NINE + MINUTE, attempts=1)
        assert await tx.errands.due(ACME, now=NINE + MINUTE, limit=10) == [again]


async def test_a_finished_errand_is_gone_and_no_other(store: SqlStore) -> None:
    other = Errand(workspace=ACME, reminder=LAST.id, due_at=NINE)
    await add(store, FIRST, LAST)
    async with store.transaction() as tx:
        await tx.errands.add(ERRAND)
        await tx.errands.add(other)
        await tx.errands.finish(ERRAND)

        assert await tx.errands.due(ACME, now=NINE, limit=10) == [other]


async def test_what_is_urgent_comes_first_but_one_of_the_rest_comes_second(store: SqlStore) -> None:
    cards = [sent(NINE + number * HOUR) for number in range(6)]
    await add(store, *cards)
    async with store.transaction() as tx:
        for number, (card, is_urgent) in enumerate(zip(cards, [False] * 3 + [True] * 3, strict=True)):
            due_at = NINE + number * SECOND
            await tx.errands.add(Errand(workspace=ACME, reminder=card.id, due_at=due_at, is_urgent=is_urgent))

        found = await tx.errands.due(ACME, now=NINE + HOUR, limit=5)
        order = [card.id for card in cards]
        assert [order.index(each.reminder) for each in found] == [3, 0, 4, 5, 1]
        assert [each.is_urgent for each in found] == [True, False, True, True, False]


async def test_of_two_errands_the_earlier_one_says_how_urgent_it_is(store: SqlStore) -> None:
    await add(store, FIRST)
    async with store.transaction() as tx:
        await tx.errands.add(replace(ERRAND, due_at=NINE + HOUR))
        await tx.errands.add(replace(ERRAND, due_at=NINE + MINUTE, is_urgent=True))
        await tx.errands.add(replace(ERRAND, due_at=NINE + HOUR))
        assert [each.is_urgent for each in await tx.errands.due(ACME, now=NINE + HOUR, limit=10)] == [True]
        await tx.errands.add(ERRAND)
        assert [each.is_urgent for each in await tx.errands.due(ACME, now=NINE + HOUR, limit=10)] == [False]


@pytest.mark.parametrize(("query", "index"), [(URGENT, "ix_errands_urgent"), (IN_TIME, "ix_errands_due_at")])
async def test_each_kind_is_found_by_an_index(sqlite_url: str, query: Select[Any], index: str) -> None:
    async with engine_for(sqlite_url) as engine, engine.connect() as connection:
        statement = query.compile(dialect=engine.dialect)
        values = tuple(0 for _ in statement.positiontup or ())
        plan = [row[-1] for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert [step for step in plan if index in step] != []
