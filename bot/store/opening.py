"""Opening the database: brought to this version first where that is safe to do unasked."""

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports import StoreUnavailable
from bot.store.engine import make_engine
from bot.store.migrate import backup_sqlite, current, is_current, upgrade
from bot.store.transaction import SqlStore


class OldSchema(Exception):  # noqa: N818 - it reads as what is the case
    """A PostgreSQL database that another version may be using is not brought up to date unasked."""

    def __init__(self) -> None:
        super().__init__("The database is at another version than this program: run `budge migrate` first.")


@asynccontextmanager
async def open_store(url: str) -> AsyncIterator[SqlStore]:
    """The store, closed at the end of the block. A SQLite file is brought up to date first, after a backup.

    Raises StoreUnavailable, and OldSchema on PostgreSQL.
    """
    engine = make_engine(url)
    store = SqlStore(engine)
    try:
        if sqlite_file(url) is not None:
            await _upgrade_sqlite(engine, url)
            async with store.transaction() as tx:
                await tx.workspaces.break_leases()  # the file belongs to one process: a lease in it is a dead one's
        elif not await is_current(engine):
            raise OldSchema
        yield store
    finally:
        await engine.dispose()


async def bring_up_to_date(url: str) -> bool:
    """Brings a database to this version, a SQLite file after a backup; False when it was. Raises StoreUnavailable."""
    engine = make_engine(url)
    try:
        return await (upgrade(engine) if sqlite_file(url) is None else _upgrade_sqlite(engine, url))
    finally:
        await engine.dispose()


async def database_problem(url: str) -> str | None:
    """A line that says why the database cannot be used and what to do next; None when it can."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return None  # the first start creates it, in a folder the settings have found to exist
    engine = make_engine(url)
    try:
        if await is_current(engine) or file is not None:
            return None
    except StoreUnavailable as problem:
        return f"The database cannot be used ({problem}): check that it runs and what BUDGE_DATABASE_URL says."
    finally:
        await engine.dispose()
    return str(OldSchema())


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite address; None for another kind of database."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


async def _upgrade_sqlite(engine: AsyncEngine, url: str) -> bool:
    revision = await current(engine)
    file = sqlite_file(url)
    if file is not None and revision is not None and not await is_current(engine):
        with contextlib.suppress(FileExistsError):  # the copy of an earlier try is as good: nothing changed since
            await backup_sqlite(file, file.with_name(f"{file.name}.before-upgrade-from-{revision}"))
    return await upgrade(engine)
