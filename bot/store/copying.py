"""Everything of one database copied into an empty one of the other kind: how a team moves from SQLite to PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Table, func, insert, literal, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.opening import OldSchema, open_store, sqlite_file
from bot.store.schema import installations, metadata, workspaces
from bot.store.transaction import SqlStore, passing_as_unavailable
from bot.store.values import by_key

BATCH = 500  # rows
LOOKS = 10
LOOK_AGAIN_AFTER = 0.1  # seconds

_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name = 'budge' AND pid <> pg_backend_pid()"
)


class CannotCopy(Exception):  # noqa: N818 - it reads as what is the case
    """Nothing was copied, and the sentence says why and what to do."""


async def copy_everything(*, source: str, target: str, batch: int = BATCH) -> Mapping[str, int]:
    """Copies all rows, all or nothing; gives how many of each table. Nobody may be using either database.

    Raises CannotCopy, StoreUnavailable, OldSchema for the source and NewerSchema, each with a sentence.
    """
    if (sqlite_file(source) is None) is (sqlite_file(target) is None):
        raise CannotCopy(
            "Both databases are of one kind: `budge backup` copies a SQLite file, pg_dump and pg_restore a PostgreSQL "
            "database."
        )
    async with open_store(source) as have, _opened(target) as want:
        with passing_as_unavailable():
            return await _copied(have.engine, want.engine, batch=batch)


@asynccontextmanager
async def _opened(target: str) -> AsyncIterator[SqlStore]:
    try:
        async with open_store(target) as store:
            yield store
    except OldSchema:
        raise CannotCopy(
            "The database to copy to has not this version's tables: "
            "run `budge migrate` with BUDGE_DATABASE_URL set to its address first."
        ) from None


async def _copied(source: AsyncEngine, target: AsyncEngine, *, batch: int) -> Mapping[str, int]:
    await _refuse_others(source, "copy from")
    await _refuse_others(target, "copy to")
    async with _snapshot(source) as have, target.begin() as want:
        await _take(want)
        for table in metadata.sorted_tables:  # those that others refer to come first
            async for rows in _batches(have, table, batch=batch):
                await want.execute(insert(table), rows)
        # The leases are of a process that has ended, and so are rotations that were begun.
        await want.execute(update(workspaces).values(lease_owner=None, lease_until=None))
        await want.execute(update(installations).values(rotating_until=None))
        return {table.name: await _same_count(table, have, want) for table in metadata.sorted_tables}


@asynccontextmanager
async def _snapshot(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection on which every table is seen as it is at one moment."""
    async with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execution_options(isolation_level="REPEATABLE READ")
        async with connection.begin():
            await _take_your_time(connection)
            yield connection


async def _refuse_others(engine: AsyncEngine, role: str) -> None:
    """A SQLite file is ours alone already. A bot that has just ended may be connected for a moment longer."""
    if engine.dialect.name != "postgresql":
        return
    for _ in range(LOOKS):
        async with engine.connect() as connection:
            if not await connection.scalar(_OTHERS):
                return
        await asyncio.sleep(LOOK_AGAIN_AFTER)
    raise CannotCopy(f"Budge is running on the database to {role}: stop it first.")


async def _take(target: AsyncConnection) -> None:
    """Keeps everybody else from writing to the target until the end, and sees that it is empty."""
    await _take_your_time(target)
    for table in metadata.sorted_tables:
        if target.dialect.name == "postgresql":
            await target.execute(text(f'LOCK TABLE "{table.name}" IN EXCLUSIVE MODE'))
        if await _count(table, target):
            raise CannotCopy(f"The database to copy to is not empty: it has rows in {table.name}. Name an empty one.")


async def _take_your_time(connection: AsyncConnection) -> None:
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


async def _batches(source: AsyncConnection, table: Table, *, batch: int) -> AsyncIterator[list[dict[str, Any]]]:
    """The rows in the order of their key, some at a time: a table may be larger than the memory."""
    key = list(table.primary_key)
    after: list[Any] | None = None
    while True:
        query = select(table).order_by(*key).limit(batch)
        if after is not None:
            last = [literal(value, column.type) for value, column in zip(after, key, strict=True)]
            query = query.where(tuple_(*key) > tuple_(*last))
        rows = list(by_key(table, await source.execute(query)))
        if rows:
            yield rows
        if len(rows) < batch:
            return
        after = [rows[-1][column.key] for column in key]


async def _same_count(table: Table, source: AsyncConnection, target: AsyncConnection) -> int:
    """How many rows both have. Raises CannotCopy, which takes everything back, if one has more."""
    had, has = await _count(table, source), await _count(table, target)
    if had != has:
        raise CannotCopy(f"Of {had} rows in {table.name} {has} arrived, so nothing was copied.")
    return has


async def _count(table: Table, connection: AsyncConnection) -> int:
    return await connection.scalar(select(func.count()).select_from(table)) or 0
