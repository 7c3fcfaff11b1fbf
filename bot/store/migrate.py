"""Bringing a database to this version, and telling how far it is."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.engine import rebuilding
from bot.store.schema import metadata
from bot.store.transaction import passing_as_unavailable

Answer = TypeVar("Answer")


async def upgrade(engine: AsyncEngine) -> bool:
    """Brings the database to the newest revision, all or nothing. False when it was there already."""
    with passing_as_unavailable():
        async with rebuilding(engine) as connection:
            return await connection.run_sync(_upgrade)


async def current(engine: AsyncEngine) -> str | None:
    """The revision the database is at; None for an empty one."""
    return await _ask(engine, _revision)


async def is_current(engine: AsyncEngine) -> bool:
    """Whether the database is at the newest revision."""
    return await current(engine) == _newest()


def is_known(revision: str) -> bool:
    """Whether this program has a migration by that name; a newer one's database has one that is not."""
    return any(script.revision == revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


async def differences(engine: AsyncEngine) -> list[str]:
    """Where the database and `schema` disagree; empty when the migrations build just what the code expects."""
    return await _ask(engine, _differences)


async def backup_sqlite(path: Path, to: Path) -> None:
    """A consistent copy of a SQLite file, also while it is in use, for its owner alone. `to` appears only once it is
    whole and was looked through.

    Raises FileExistsError rather than write over a file, FileNotFoundError when there is nothing to copy, OSError where
    `to` cannot be written, and sqlite3.Error.
    """
    await asyncio.to_thread(_backup, path, to)


async def _ask(engine: AsyncEngine, question: Callable[[Connection], Answer]) -> Answer:
    with passing_as_unavailable():
        async with engine.connect() as connection:
            return await connection.run_sync(question)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "bot.store:migrations")
    return config


def _newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection) -> bool:
    if _revision(connection) == _newest():
        return False
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True


def _differences(connection: Connection) -> list[str]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return [str(difference) for difference in compare_metadata(context, metadata)]


def _backup(path: Path, to: Path) -> None:
    if to.exists():
        raise FileExistsError(f"{to} exists already")
    if not path.exists():
        raise FileNotFoundError(f"{path} does not exist")
    part = to.with_name(f"{to.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)  # people's names and hours are in it
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
            _look_through(copy)
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)


def _look_through(copy: sqlite3.Connection) -> None:
    """Raises sqlite3.DatabaseError where the copy is not whole: damage is copied as faithfully as all else."""
    found = [row[0] for row in copy.execute("PRAGMA integrity_check")]
    if found != ["ok"]:
        damaged = sqlite3.DatabaseError("the copy is damaged")
        damaged.sqlite_errorcode, damaged.sqlite_errorname = sqlite3.SQLITE_CORRUPT, "SQLITE_CORRUPT"
        raise damaged
