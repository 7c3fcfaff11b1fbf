import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import event, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.reminder import Reminder
from bot.domain.scoring import Day
from bot.store.engine import rebuilding
from bot.store.migrate import backup_sqlite, current, differences, is_current, upgrade
from bot.store.schema import completions, members, metadata, reminders, workspaces
from bot.store.transaction import SqlStore
from bot.store.values import to_row
from tests.postgres import PostgresServer
from tests.store.rows import ACME, ANA, DAY, HOUR, MONDAY, NINE, join, member, reminder, sent
from tests.stores import engine_for

CATALOG = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL",
    "postgresql": """
        SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
          FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT concat_ws(' ', table_name, column_name, data_type, character_maximum_length, is_nullable)
          FROM information_schema.columns WHERE table_schema = 'public'
    """,
}


WORKSPACE = {"id": ACME, "shortest_interval": 2 * HOUR, "longest_interval": 3 * HOUR}


def completion(of: Reminder, exercise: str) -> dict[str, object]:
    own = {"workspace": of.workspace, "reminder": of.id, "member": of.member, "origin": of.origin}
    return own | {"exercise": exercise, "active_on": of.active_on, "completed_at": of.due_at}


@pytest.fixture
def config() -> Config:
    config = Config()
    config.set_main_option("script_location", "bot.store:migrations")
    return config


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path, postgres_server: PostgresServer) -> str:
    """The address of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
    return postgres_server.url(postgres_server.create())


@pytest.fixture
async def empty(empty_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_for(empty_url) as engine:
        yield engine


async def catalog(connection: AsyncConnection) -> list[list[str]]:
    """Every table, constraint and index of ours in the database's own words, in whatever order they were made."""
    rows = await connection.scalars(text(CATALOG[connection.dialect.name]))
    return sorted(sorted(part.strip(" ()\n\t") for part in row.split(",")) for row in rows if "alembic" not in row)


def sqlite_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_an_empty_database_is_brought_to_the_newest_revision_once(empty: AsyncEngine, config: Config) -> None:
    assert await current(empty) is None
    assert not await is_current(empty)

    assert await upgrade(empty)

    assert await is_current(empty)
    assert await current(empty) == ScriptDirectory.from_config(config).get_current_head()
    assert not await upgrade(empty)


async def test_of_two_upgrades_at_once_one_does_the_work(empty_url: str) -> None:
    async with engine_for(empty_url) as one, engine_for(empty_url) as other:
        assert sorted(await asyncio.gather(upgrade(one), upgrade(other))) == [False, True]
        assert await is_current(one)


async def test_a_migration_of_a_big_table_may_take_its_time(postgres_url: str) -> None:
    async with engine_for(postgres_url) as engine:
        async with rebuilding(engine) as connection:
            assert await connection.scalar(text("SHOW statement_timeout")) == "0"
        async with engine.connect() as connection:
            assert await connection.scalar(text("SHOW statement_timeout")) == "10s"


async def test_the_migrations_build_what_the_schema_says(engine: AsyncEngine) -> None:
    assert await differences(engine) == []


async def test_the_migrations_build_every_check_and_index_of_the_schema(empty: AsyncEngine) -> None:
    async with empty.begin() as connection:
        await connection.run_sync(metadata.create_all)
        from_schema = await catalog(connection)
    async with empty.begin() as connection:
        await connection.run_sync(metadata.drop_all)
    await upgrade(empty)
    async with empty.connect() as connection:
        assert await catalog(connection) == from_schema


async def test_a_difference_is_told(empty: AsyncEngine) -> None:
    await upgrade(empty)
    async with empty.begin() as connection:
        await connection.execute(text("ALTER TABLE errands ADD COLUMN colour TEXT"))

    assert "colour" in str(await differences(empty))


async def test_an_upgrade_keeps_the_rows(engine: AsyncEngine) -> None:
    store = SqlStore(engine)
    async with store.transaction() as tx:
        await join(tx, member())
        await tx.reminders.add([reminder()])

    await upgrade(engine)

    async with store.transaction() as tx:
        assert await tx.members.get(ACME, ANA) == member()
        assert await tx.reminders.unsent(ACME, ANA) == [reminder()]


LATER_OF_MEMBERS = ("routine", "left_out", "style", "short_offered_on", "guide_sounds")
LATER_OF_REMINDERS = ("guide_screen", "guide_ends_at", "guide_sound")
"""Columns of revision 0007."""


async def test_the_daily_sums_begin_with_what_is_there(
    empty_url: str, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUDGE_DATABASE_URL", empty_url)
    await asyncio.to_thread(command.upgrade, config, "0002")
    done, untouched, ticked_unsent, unsent = (
        sent(NINE),
        sent(NINE + DAY),
        reminder(NINE + HOUR),
        reminder(NINE + 2 * DAY),
    )
    async with engine_for(empty_url) as engine:
        async with engine.begin() as connection:
            await connection.execute(insert(workspaces), WORKSPACE)
            await connection.execute(insert(members), to_row(member(), *LATER_OF_MEMBERS))
            for each in (done, untouched, ticked_unsent, unsent):
                await connection.execute(insert(reminders), to_row(each, "ref", *LATER_OF_REMINDERS) | {"offered": 2})
            for each, exercise in ((done, "hip-flex"), (done, "glute-bridge"), (ticked_unsent, "hip-flex")):
                await connection.execute(insert(completions), completion(each, exercise))

        await upgrade(engine)

        async with SqlStore(engine).transaction() as tx:
            assert (await tx.standings.logbooks(ACME, [ANA], today=MONDAY))[ANA].days == (
                Day(active_on=MONDAY, delivered=1, done=3),
                Day(active_on=MONDAY + DAY, delivered=1, done=0),
            )


async def test_rebuilding_a_table_keeps_the_rows_that_refer_to_it(sqlite_url: str) -> None:
    async with engine_for(sqlite_url) as engine:
        store = SqlStore(engine)
        async with store.transaction() as tx:
            await join(tx, member())
            await tx.reminders.add([reminder()])

        async with rebuilding(engine) as connection:
            await connection.execute(text("CREATE TABLE new AS SELECT * FROM members"))
            await connection.execute(text("DROP TABLE members"))
            await connection.execute(text("ALTER TABLE new RENAME TO members"))

        async with store.transaction() as tx:
            assert await tx.reminders.unsent(ACME, ANA) == [reminder()]
        async with engine.connect() as connection:
            assert await connection.scalar(text("PRAGMA foreign_keys")) == 1


async def test_the_command_line_upgrades_the_database_of_the_environment(
    empty_url: str, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUDGE_DATABASE_URL", empty_url)

    await asyncio.to_thread(command.upgrade, config, "head")

    async with engine_for(empty_url) as engine:
        assert await is_current(engine)


async def test_the_command_line_asks_for_a_database(config: Config) -> None:
    with pytest.raises(SystemExit, match="BUDGE_DATABASE_URL"):
        await asyncio.to_thread(command.upgrade, config, "head")


async def test_a_backup_holds_what_was_committed_while_the_file_is_in_use(sqlite_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    async with engine_for(sqlite_url) as engine:
        store = SqlStore(engine)
        async with store.transaction() as tx:
            await join(tx, member())
        async with store.transaction() as tx:
            await tx.members.save(member(next_at=NINE))
            await backup_sqlite(tmp_path / "budge.db", copy)

    async with engine_for(f"sqlite+aiosqlite:///{copy}") as engine, SqlStore(engine).transaction() as tx:
        assert await tx.members.get(ACME, ANA) == member()


async def test_a_backup_never_writes_over_a_file(tmp_path: Path) -> None:
    source, copy = tmp_path / "budge.db", tmp_path / "copy.db"
    sqlite3.connect(source).close()
    copy.write_text("precious")

    with pytest.raises(FileExistsError):
        await backup_sqlite(source, copy)
    assert copy.read_text() == "precious"


async def test_a_backup_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await backup_sqlite(tmp_path / "budge.db", tmp_path / "copy.db")
    assert sqlite_files(tmp_path) == []


@pytest.mark.parametrize("statement", [1, 5, 30])
async def test_an_upgrade_that_is_broken_off_says_so_and_leaves_nothing_half_done(
    empty: AsyncEngine, statement: int
) -> None:
    upgrading = asyncio.create_task(upgrade(empty))
    executed = 0

    def break_off(*_: object) -> None:
        nonlocal executed
        executed += 1
        if executed == statement:
            upgrading.cancel()

    event.listen(empty.sync_engine, "before_cursor_execute", break_off)
    with pytest.raises(asyncio.CancelledError):
        await upgrading
    event.remove(empty.sync_engine, "before_cursor_execute", break_off)

    assert await current(empty) is None
    assert await upgrade(empty)
