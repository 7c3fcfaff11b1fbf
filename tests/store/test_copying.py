"""Moving to another kind of database: every row arrives as it was, or nothing does and a sentence says why."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports import StoreUnavailable
from bot.sandbox.people import ANA, LIN, WELLNESS
from bot.store.copying import CannotCopy, copy_everything
from bot.store.opening import bring_up_to_date, open_store
from bot.store.schema import metadata, workspaces
from bot.store.transaction import SqlStore
from tests.postgres import PostgresServer
from tests.scenario.stage import stage
from tests.store.rows import join, member
from tests.stores import engine_for


async def rows_of(engine: AsyncEngine) -> dict[str, list[Any]]:
    """All that is stored, but for leases, which are a process's own."""
    async with engine.connect() as connection:
        found = {}
        for table in metadata.sorted_tables:
            columns = [column for column in table.c if not column.key.startswith("lease_")]
            found[table.name] = sorted((tuple(row) for row in await connection.execute(select(*columns))), key=repr)
        return found


async def live(url: str) -> None:
    """Some days of a team, so that there is something of everything."""
    async with stage(url) as scene:
        await scene.types(ANA, "/budge start", into=WELLNESS)
        await scene.types(ANA, "show me")
        await scene.types(LIN, "/budge start", into=WELLNESS)
        await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
        await scene.goes_to("11:45")
        await scene.presses(ANA, "Both done")
        await scene.presses(LIN, "20 minutes")
        await scene.goes_to("Fri 16:01")


@pytest.mark.parametrize("direction", ["to PostgreSQL", "to SQLite"])
async def test_a_team_moves_with_everything_it_has(direction: str, sqlite_url: str, postgres_url: str) -> None:
    source, target = (sqlite_url, postgres_url) if direction == "to PostgreSQL" else (postgres_url, sqlite_url)
    await live(source)

    counts = await copy_everything(source=source, target=target, batch=3)

    async with engine_for(source) as have, engine_for(target) as want:
        moved = await rows_of(want)
        assert moved == await rows_of(have)
    assert counts == {table: len(rows) for table, rows in moved.items()}
    for table in ("workspaces", "members", "reminders", "completions", "channel_posts", "board_posts", "daily_sums"):
        assert counts[table] > 0, table
    await goes_on(target)


async def goes_on(url: str) -> None:
    """The bot finds its people where it left them."""
    async with open_store(url) as store, store.transaction() as tx:
        (workspace,) = [row.id for row in await tx._connection.execute(select(workspaces.c.id))]
        assert {one.id for one in await tx.members.all_active(workspace)} == {ANA, LIN}


async def refused(source: str, target: str) -> str:
    with pytest.raises(CannotCopy) as told:
        await copy_everything(source=source, target=target)
    return str(told.value)


@asynccontextmanager
async def in_use(url: str) -> AsyncIterator[None]:
    """A bot runs on it."""
    async with open_store(url) as store:
        async with store.transaction() as tx:
            await tx.now()
        yield


async def test_a_target_that_has_rows_is_refused_and_kept(sqlite_url: str, postgres_url: str) -> None:
    async with engine_for(postgres_url) as engine:
        async with SqlStore(engine).transaction() as tx:
            await join(tx, member())
        before = await rows_of(engine)
    assert await refused(sqlite_url, postgres_url) == (
        "The database to copy to is not empty: it has rows in workspaces. Name an empty one."
    )
    async with engine_for(postgres_url) as engine:
        assert await rows_of(engine) == before


async def test_a_bot_that_runs_on_either_is_in_the_way(sqlite_url: str, postgres_url: str) -> None:
    async with in_use(postgres_url):
        assert await refused(sqlite_url, postgres_url) == "Budge is running on the database to copy to: stop it first."
        assert (
            await refused(postgres_url, sqlite_url) == "Budge is running on the database to copy from: stop it first."
        )
    async with in_use(sqlite_url):
        for source, target in ((sqlite_url, postgres_url), (postgres_url, sqlite_url)):
            with pytest.raises(StoreUnavailable, match="Another Budge is running with the database file"):
                await copy_everything(source=source, target=target)


async def test_a_target_without_tables_is_told_how_to_get_them(
    sqlite_url: str, postgres_server: PostgresServer
) -> None:
    target = postgres_server.url(postgres_server.create())
    assert "run `budge migrate` with BUDGE_DATABASE_URL set to its address first" in await refused(sqlite_url, target)


async def test_two_of_a_kind_are_copied_by_other_means(sqlite_url: str, tmp_path: Path) -> None:
    assert "budge backup" in await refused(sqlite_url, f"sqlite+aiosqlite:///{tmp_path / 'other.db'}")


async def test_a_row_that_does_not_arrive_takes_everything_back(
    sqlite_url: str, postgres_server: PostgresServer
) -> None:
    database = postgres_server.create()
    target = postgres_server.url(database)
    await bring_up_to_date(target)
    postgres_server.run("CREATE RULE lossy AS ON INSERT TO completions DO INSTEAD NOTHING", database=database)
    await live(sqlite_url)

    assert "in completions 0 arrived, so nothing was copied." in await refused(sqlite_url, target)

    async with engine_for(target) as engine:
        assert not any((await rows_of(engine)).values())


def test_no_table_has_a_sequence_that_a_copy_would_leave_behind() -> None:
    numbered = [t.name for t in metadata.sorted_tables if t.autoincrement_column is not None]
    assert numbered == []
