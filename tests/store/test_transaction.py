from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.ports import Store, StoreUnavailable
from bot.store.transaction import SqlStore
from tests.postgres import running_postgres
from tests.store.rows import ACME, ANA, join, member
from tests.stores import engine_for


class Interrupted(Exception):  # noqa: N818 - what happens to the transactions here
    pass


async def use(store: Store) -> None:
    async with store.transaction() as tx:
        await tx.workspaces.break_leases()


async def test_what_is_written_is_there_after_the_transaction(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await join(tx, member())

    async with store.transaction() as tx:
        assert await tx.members.get(ACME, ANA) == member()


async def test_an_error_takes_everything_back_and_comes_out_as_it_was(store: SqlStore) -> None:
    async def stumble() -> None:
        async with store.transaction() as tx:
            await join(tx, member())
            raise Interrupted

    with pytest.raises(Interrupted):
        await stumble()

    async with store.transaction() as tx:
        assert await tx.members.get(ACME, ANA) is None


async def test_a_broken_rule_of_the_schema_is_no_passing_trouble(store: SqlStore) -> None:
    with pytest.raises(IntegrityError):
        async with store.transaction() as tx:
            await tx.members.add(member())


async def test_a_sqlite_file_without_tables_is_no_passing_trouble(tmp_path: Path) -> None:
    async with engine_for(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}") as engine:
        with pytest.raises(DBAPIError, match="workspaces"):
            await use(SqlStore(engine))


async def test_a_sqlite_file_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    async with engine_for(f"sqlite+aiosqlite:///{tmp_path / 'gone' / 'budge.db'}") as engine:
        with pytest.raises(StoreUnavailable):
            await use(SqlStore(engine))


async def test_a_sqlite_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "budge.db"
    path.write_text("a shopping list, " * 100)
    async with engine_for(f"sqlite+aiosqlite:///{path}") as engine:
        with pytest.raises(StoreUnavailable):
            await use(SqlStore(engine))


async def test_a_sqlite_file_that_another_process_keeps_busy_is_unavailable(sqlite_url: str) -> None:
    async with engine_for(sqlite_url) as ours, engine_for(sqlite_url) as theirs:
        async with ours.connect() as connection:
            await connection.execute(text("PRAGMA busy_timeout=0"))  # there is one connection, and it keeps this
        async with theirs.begin():
            with pytest.raises(StoreUnavailable):
                await use(SqlStore(ours))
        await use(SqlStore(ours))


async def test_a_postgresql_that_cannot_be_reached_is_unavailable(tmp_path: Path) -> None:
    async with engine_for(f"postgresql://postgres@/budge?host={tmp_path}") as engine:
        with pytest.raises(StoreUnavailable):
            await use(SqlStore(engine))


async def test_a_postgresql_that_goes_is_unavailable_until_it_is_back() -> None:
    with running_postgres() as server:
        async with engine_for(server.url("postgres")) as engine:
            store = SqlStore(engine)

            async def use_while_it_stops() -> None:
                async with store.transaction() as tx:
                    server.stop()
                    await tx.workspaces.break_leases()

            with pytest.raises(StoreUnavailable):
                await use_while_it_stops()
            with pytest.raises(StoreUnavailable):
                await use(store)

            server.start()
            with pytest.raises(DBAPIError, match="workspaces"):  # it is reached again, and has no tables
                await use(store)
