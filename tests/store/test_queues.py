"""How much waits, by the indexes of the workspaces that have something due."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports import Errand
from bot.store.queues import LENGTHS
from bot.store.transaction import SqlStore
from tests.store.rows import ACME, HOUR, MINUTE, NINE, add, join, member, reminder
from tests.stores import engine_for


async def lengths(engine: AsyncEngine, at: datetime = NINE) -> tuple[int, ...]:
    """Members, reminders, look-ups and errands."""
    found = await SqlStore(engine).queue_lengths(now=at)
    return tuple(found[name] for name in ("members", "reminders", "look_ups", "errands"))


async def test_an_empty_database_has_nothing_that_waits(engine: AsyncEngine) -> None:
    assert await lengths(engine) == (0, 0, 0, 0)


async def test_each_queue_counts_what_is_due_and_no_more(engine: AsyncEngine) -> None:
    store = SqlStore(engine)
    async with store.transaction() as tx:
        await join(tx, member(next_at=NINE))
        await tx.workspaces.expect(ACME, NINE)
    pending, begun, later = (
        reminder(NINE - MINUTE),
        reminder(NINE - HOUR, attempted_at=NINE - HOUR),
        reminder(NINE + HOUR),
    )
    await add(store, pending, begun, later)
    async with store.transaction() as tx:
        await tx.errands.add(
            Errand(workspace=ACME, reminder=begun.id, due_at=NINE),
            Errand(workspace=ACME, reminder=later.id, due_at=NINE + HOUR),
        )

    assert await lengths(engine, NINE - 2 * HOUR) == (0, 0, 0, 0)
    assert await lengths(engine, NINE) == (1, 1, 1, 1)
    assert await lengths(engine, NINE + HOUR) == (1, 2, 1, 2)


async def test_a_suspended_workspace_waits_for_its_admin_and_is_not_counted(engine: AsyncEngine) -> None:
    store = SqlStore(engine)
    async with store.transaction() as tx:
        await join(tx, member(next_at=NINE))
        await tx.workspaces.expect(ACME, NINE)
        await tx.workspaces.suspend(ACME, reason="token_revoked")
    assert await lengths(engine) == (0, 0, 0, 0)


async def test_no_table_is_looked_through_for_it(sqlite_url: str) -> None:
    async with engine_for(sqlite_url) as engine, engine.connect() as connection:
        statement = LENGTHS.compile(dialect=engine.dialect)
        moments = tuple(0 for _ in statement.positiontup or ())
        explained = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", moments)
        plan = [row[-1] for row in explained]
    steps = [step for step in plan if step.startswith(("SCAN", "SEARCH"))]
    assert len(steps) >= 5
    assert [step for step in steps if step.startswith("SCAN")] == []
