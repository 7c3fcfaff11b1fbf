"""A SQLite file has one bot: a second one is told so, and whoever only looks may come in."""

import sqlite3
from pathlib import Path

from tests.scenario.processes.apart import Apart
from tests.scenario.processes.bot_process import command

HELP = "stop that one first, or set BUDGE_DATABASE_URL to a PostgreSQL database, which any number can share."


async def typed(pair: Apart, *words: str, **environ: str) -> tuple[int | None, str]:
    """The exit code of a command beside the bot, and what it said."""
    quiet = {"BUDGE_LOG_LEVEL": "ERROR"}
    budge = command(*words, environ=pair.environ | environ | quiet, says=pair.folder / f"{words[0]}.log")
    return await budge.ended(), budge.said


def file_of(pair: Apart) -> Path:
    return Path(pair.environ["BUDGE_DATABASE_URL"].removeprefix("sqlite+aiosqlite:///"))


async def test_a_second_bot_on_the_same_file_ends_with_one_sentence(pair: Apart) -> None:
    await pair.start()
    link = pair.folder / "link.db"
    link.symlink_to(file_of(pair))

    for file in (file_of(pair), link):
        outcome = await typed(pair, "run", BUDGE_DATABASE_URL=f"sqlite+aiosqlite:///{file}")
        assert outcome == (1, f"Another Budge is running with the database file {file}: {HELP}\n")
        (pair.folder / "run.log").unlink()
    await pair.stop()


async def test_after_a_kill_the_next_bot_starts_at_once(pair: Apart) -> None:
    await pair.start()
    await pair.kill()
    await pair.start()
    await pair.stop()


async def test_a_check_beside_a_bot_finds_all_in_order(pair: Apart) -> None:
    await pair.start()
    assert (await typed(pair, "check"))[0] == 0
    await pair.stop()


async def test_a_migration_beside_a_bot_is_refused_where_it_would_change_anything(pair: Apart) -> None:
    await pair.start()
    assert await typed(pair, "migrate") == (0, "The database was at this version already.\n")
    (pair.folder / "migrate.log").unlink()

    with sqlite3.connect(file_of(pair)) as connection:  # as if the bot were one of the version before
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()
    code, said = await typed(pair, "migrate")
    await pair.stop()

    assert code == 1
    assert said == f"Another Budge is running with the database file {file_of(pair)}: {HELP}\n"
