from datetime import UTC
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.clock import SystemClock
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


async def test_a_connection_that_breaks_before_the_commit_changes_nothing_and_is_known_to(postgres_url: str) -> None:
    problem = await broken_off(postgres_url, "BEFORE INSERT ON workspaces")

    assert not problem.outcome_unknown


async def test_a_connection_that_breaks_at_the_commit_leaves_open_what_became_of_it(postgres_url: str) -> None:
    problem = await broken_off(postgres_url, "AFTER INSERT ON workspaces DEFERRABLE INITIALLY DEFERRED")

    assert problem.outcome_unknown


async def broken_off(url: str, moment: str) -> StoreUnavailable:
    """What is said when the server ends the connection at this moment of a transaction."""
    kind = "CONSTRAINT TRIGGER" if "DEFERRED" in moment else "TRIGGER"
    async with engine_for(url) as engine:
        async with engine.begin() as connection:
            await connection.exec_driver_sql(
                "CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS "
                "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END'"
            )
            await connection.exec_driver_sql(
                f"CREATE {kind} break_off {moment} FOR EACH ROW EXECUTE FUNCTION break_off()"
            )
        try:
            with pytest.raises(StoreUnavailable) as broken:
                async with SqlStore(engine).transaction() as tx:
                    await tx.workspaces.ensure(ACME)
        finally:
            async with engine.begin() as connection:
                await connection.exec_driver_sql("DROP FUNCTION break_off CASCADE")
    return broken.value


async def test_postgresql_tells_its_own_time_as_it_passes(postgres_url: str) -> None:
    clock = SystemClock()  # of the same machine
    async with engine_for(postgres_url) as engine, SqlStore(engine).transaction() as tx:
        began_at = clock.now()
        told = [await tx.now(), await tx.now()]
        ended_at = clock.now()

    first, second = (time for time in told if time is not None)
    assert first.tzinfo is UTC
    assert began_at <= first < second <= ended_at


async def test_a_sqlite_file_has_no_clock_but_this_machine_s(sqlite_url: str) -> None:
    async with engine_for(sqlite_url) as engine, SqlStore(engine).transaction() as tx:
        assert await tx.now() is None
