"""Opening the database: brought to this version first where that is safe to do unasked."""

import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports import StoreUnavailable, UnreadableSecret
from bot.services.flaws import Flaw, Kind
from bot.store.engine import make_engine
from bot.store.keyring import Keyring
from bot.store.migrate import backup_sqlite, current, is_current, is_known, upgrade
from bot.store.ownership import OwnedByAnother, owned
from bot.store.place import refuse_place
from bot.store.rights import refuse_read_only
from bot.store.stored_tokens import refuse_wrong_keys, renew_secrets
from bot.store.transaction import SqlStore
from bot.store.trouble import reason, sqlite_reason
from bot.store.unusable import Unusable


class OldSchema(Exception):  # noqa: N818 - it reads as what is the case
    """A PostgreSQL database that another version may be using is not brought up to date unasked."""

    def __init__(self) -> None:
        super().__init__("The database is at an older version than this program: run `budge migrate` first.")


class NewerSchema(Exception):  # noqa: N818 - it reads as what is the case
    """A database that a newer version has changed already."""

    def __init__(self) -> None:
        super().__init__(
            "The database was changed by a newer version of Budge: run that one, or set BUDGE_DATABASE_URL to another."
        )


_KINDS = {
    StoreUnavailable: Kind.DATABASE,
    OldSchema: Kind.OLD_SCHEMA,
    NewerSchema: Kind.NEWER_SCHEMA,
    UnreadableSecret: Kind.KEY,
}


@asynccontextmanager
async def open_store(url: str, *, keys: Sequence[str] = ()) -> AsyncIterator[SqlStore]:
    """The store, closed at the end of the block. A SQLite file is brought up to date first, after a backup, and is
    this process's alone until then. The keys, the newest first, are those that tokens are encrypted with.

    Raises StoreUnavailable, NewerSchema, UnreadableSecret where none of the keys fits what is stored, and OldSchema on
    PostgreSQL; each says what to do.
    """
    file = sqlite_file(url)
    if file is not None:
        refuse_place(file)
    with _alone(url):
        async with _opened(url, keys) as store:
            yield store


@asynccontextmanager
async def _opened(url: str, keys: Sequence[str]) -> AsyncIterator[SqlStore]:
    keyring = Keyring(keys)
    async with _engine(url) as engine:
        store = SqlStore(engine, keyring)
        with _unusable(url):
            await _refuse_newer(engine)
            if sqlite_file(url) is not None:
                await _upgrade_sqlite(engine, url)
                async with store.transaction() as tx:
                    await tx.workspaces.break_leases()  # the file belongs to one process: a lease is a dead one's
            else:
                await _refuse_older(engine)
                await refuse_read_only(engine, place=_place(url))
            if keys:
                await refuse_wrong_keys(engine, keyring)
        yield store


async def bring_up_to_date(url: str) -> bool:
    """Brings a database to this version, a SQLite file after a backup; False when it was.

    Raises StoreUnavailable, also for a SQLite file that a running bot has, and NewerSchema.
    """
    async with _engine(url) as engine:
        with _unusable(url):
            await _refuse_newer(engine)
            if await is_current(engine):
                return False
        with _alone(url), _unusable(url):
            return await (upgrade(engine) if sqlite_file(url) is None else _upgrade_sqlite(engine, url))


async def encrypt_anew(url: str, *, keys: Sequence[str]) -> int:
    """Encrypts all stored tokens of a database at this version with the newest key; of how many workspaces that changed
    them. A bot may be running.

    Raises StoreUnavailable, and UnreadableSecret where the keys do not fit.
    """
    async with _engine(url) as engine:
        with _unusable(url):
            return await renew_secrets(engine, Keyring(keys))


async def database_flaw(url: str, *, keys: Sequence[str] = ()) -> Flaw | None:
    """Why the database cannot be used and what to do next; None when it can, or when the first start makes it.

    Nothing is changed.
    """
    file = sqlite_file(url)
    try:
        if file is not None:
            refuse_place(file)
            if not file.exists():
                return None
        async with asking(url) as engine:
            await _refuse_newer(engine)
            if file is None:
                await _refuse_older(engine)
                await refuse_read_only(engine, place=_place(url))
            if keys and await is_current(engine):
                await refuse_wrong_keys(engine, Keyring(keys))
    except (StoreUnavailable, OldSchema, NewerSchema, UnreadableSecret) as problem:
        return problem.flaw if isinstance(problem, Unusable) else Flaw(str(problem), kind=_KINDS[type(problem)])
    return None


@asynccontextmanager
async def asking(url: str) -> AsyncIterator[AsyncEngine]:
    """An engine for questions, which leaves a SQLite file as it is. Raises StoreUnavailable, with a sentence."""
    async with _engine(url, only_asks=True) as engine:
        with _unusable(url):
            yield engine


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite address; None for another kind of database."""
    if not url.startswith("sqlite"):
        return None
    return Path(make_url(url).database or "")


@asynccontextmanager
async def _engine(url: str, *, only_asks: bool = False) -> AsyncIterator[AsyncEngine]:
    try:
        engine = make_engine(url, only_asks=only_asks)
    except (SQLAlchemyError, ValueError):
        # `from None`: what the parser says quotes the address, password included.
        raise StoreUnavailable(
            "BUDGE_DATABASE_URL is no address of a database: see the README for both kinds."
        ) from None
    try:
        yield engine
    finally:
        await engine.dispose()


@contextmanager
def _alone(url: str) -> Iterator[None]:
    """Keeps other processes from a SQLite file; of PostgreSQL many may take their share. Raises StoreUnavailable."""
    with ExitStack() as stack:
        file = sqlite_file(url)
        if file is not None:
            try:
                stack.enter_context(owned(file))
            except OwnedByAnother:
                raise StoreUnavailable(
                    f"Another Budge is running with the database file {file}: stop that one first, or set "
                    "BUDGE_DATABASE_URL to a PostgreSQL database, which any number can share."
                ) from None
            except sqlite3.Error as error:
                raise StoreUnavailable(_sentence(url, why=sqlite_reason(error))) from None
        yield


@contextmanager
def _unusable(url: str) -> Iterator[None]:
    """Says of whatever the driver raises which database cannot be used, why, and what to do."""
    try:
        yield
    except Unusable:
        raise
    except StoreUnavailable as problem:
        raise StoreUnavailable(_sentence(url, why=str(problem))) from None
    except SQLAlchemyError as error:
        raise StoreUnavailable(_sentence(url, why=reason(error))) from None


def _sentence(url: str, *, why: str) -> str:
    file = sqlite_file(url)
    if file is not None:
        return (
            f"The database file {file} cannot be used: {why}. "
            "Check that this user may read and write it and its folder, or set BUDGE_DATABASE_URL to another file."
        )
    return (
        f"The database {_place(url)} cannot be used: {why}. "
        "Check that PostgreSQL runs there and that BUDGE_DATABASE_URL is right."
    )


def _place(url: str) -> str:
    """Name and host of the database. A password with an @ in it spills into the host: only what follows is the host."""
    parsed = make_url(url)
    host = (parsed.host or "").rpartition("@")[2]
    return f"{parsed.database} at {host}" if host else str(parsed.database)


async def _refuse_newer(engine: AsyncEngine) -> None:
    revision = await current(engine)
    if revision is not None and not is_known(revision):
        raise NewerSchema


async def _refuse_older(engine: AsyncEngine) -> None:
    if not await is_current(engine):
        raise OldSchema


async def _upgrade_sqlite(engine: AsyncEngine, url: str) -> bool:
    revision = await current(engine)
    file = sqlite_file(url)
    if file is not None and revision is not None and not await is_current(engine):
        with suppress(FileExistsError):  # the copy of an earlier try is as good: nothing changed since
            await backup_sqlite(file, file.with_name(f"{file.name}.before-upgrade-from-{revision}"))
    return await upgrade(engine)
