"""While a PostgreSQL is upgraded, processes of the version before go on for a while on the new tables.

What is covered: every statement of the shapes that the version before makes, over the columns that it knew, against
rows that this version has written: reading them, writing them anew without the new columns, changing each column,
deleting. Not covered: new words in old columns, and conditions that only the version before would compute wrongly.
"""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, Table, and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.ids import WorkspaceId
from bot.sandbox.people import ANA, LIN, WELLNESS, cast
from bot.store.engine import rebuilding
from bot.store.migrate import upgrade
from bot.store.transaction import SqlStore
from tests.postgres import PostgresServer
from tests.scenario.stage import stage
from tests.stores import engine_for


def config() -> Config:
    config = Config()
    config.set_main_option("script_location", "bot.store:migrations")
    return config


def revision_before() -> str:
    """The newest but one."""
    script = ScriptDirectory.from_config(config()).get_revision("head")
    assert isinstance(script.down_revision, str)
    return script.down_revision


async def tables_before(engine: AsyncEngine) -> list[Table]:
    """The tables as the version before knows them, those that others refer to first; the database is left there."""
    known = MetaData()
    async with rebuilding(engine) as connection:
        there = config()
        there.attributes["connection"] = connection.sync_connection
        await connection.run_sync(lambda _: command.upgrade(there, revision_before()))
    async with engine.connect() as connection:
        await connection.run_sync(known.reflect)
    return [table for table in known.sorted_tables if table.name != "alembic_version"]


async def live(url: str) -> None:
    """A day of a team under this version."""
    async with stage(url) as scene:
        for person in (ANA, LIN):
            await scene.types(person, "/budge start", into=WELLNESS)
        await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
        await scene.goes_to("11:45")
        await scene.presses(ANA, "Both done")
        await scene.presses(LIN, "20 minutes")
        await scene.goes_to("Fri 16:01")


async def test_the_version_before_goes_on_with_the_new_tables(postgres_server: PostgresServer) -> None:
    url = postgres_server.url(postgres_server.create())
    async with engine_for(url) as engine:
        known = await tables_before(engine)
        await upgrade(engine)
    await live(url)
    async with engine_for(url) as engine:
        async with engine.begin() as connection:
            await write_anew(connection, known)
        async with SqlStore(engine).transaction() as tx:  # and this version reads what that one has written
            members = await tx.members.all_active(WorkspaceId(cast().team_id))
            assert {member.id for member in members} == {ANA, LIN}


async def write_anew(connection: AsyncConnection, known: list[Table]) -> None:
    """Reads all rows, deletes them, inserts them again and changes each of their columns, as the version before."""
    rows = {table.name: [dict(row) for row in (await connection.execute(select(table))).mappings()] for table in known}
    for table in reversed(known):
        await connection.execute(delete(table))
    for table in known:
        if rows[table.name]:
            await connection.execute(insert(table), rows[table.name])
        for row in rows[table.name]:
            key = and_(*(column == row[column.name] for column in table.primary_key))
            await connection.execute(update(table).where(key).values(row))
        again = [dict(row) for row in (await connection.execute(select(table))).mappings()]
        assert sorted(map(repr, again)) == sorted(map(repr, rows[table.name])), table.name
    assert sum(map(bool, rows.values())) >= 6
