from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.ports import Errand
from bot.store.transaction import SqlStore
from tests.store.rows import ACME, HOUR, MINUTE, NINE, SECOND, add, sent

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
