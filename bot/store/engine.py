"""The database engine: one for SQLite, one for PostgreSQL, each with what keeps a transaction short and honest."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, event, func, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store import sqlite_driver

# An ack may take three seconds: a transaction first waits for a connection, then for whoever holds what it needs, and
# the person must be told in time that it was in vain.
POOL_TIMEOUT = 1.1  # seconds
BUSY_TIMEOUT = 1_100  # milliseconds that SQLite waits for another process
CONNECT_TIMEOUT = 2  # seconds
SILENCE = {"tcp_user_timeout": 10_000, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
"""A server that is gone without a word is noticed after ten seconds (milliseconds, seconds, seconds, times)."""
STATEMENT_TIMEOUT = 10_000  # milliseconds
LOCK_TIMEOUT = 1_100  # milliseconds that PostgreSQL waits for a row
HIDE_PARAMETERS = True  # the message of an error would carry names into the log
REBUILDING = 0x62756467  # the number of the lock that a PostgreSQL migration holds; any will do


def make_engine(url: str, *, only_asks: bool = False) -> AsyncEngine:
    """An engine for a `sqlite+aiosqlite:///…` or `postgresql://…` address; connects when it is first used. One that
    only asks leaves a SQLite file as it is, even if it was never used before.

    Raises ValueError for any other kind of database.
    """
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite_engine(parsed.set(drivername="sqlite+aiosqlite"), only_asks=only_asks)
        case "postgresql":
            return _postgresql_engine(parsed.set(drivername="postgresql+psycopg"))
        case other:
            raise ValueError(f"{other} is not a database that Budge can use: give sqlite or postgresql")


@asynccontextmanager
async def rebuilding(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction in which tables may be rebuilt, by one process at a time.

    SQLite rebuilds a table by dropping the old one, which would cascade to every row that refers to it. Its foreign
    keys can only be switched off outside a transaction, on the driver's own connection.
    """
    async with engine.connect() as connection:
        sqlite = (await connection.get_raw_connection()).driver_connection if _is_sqlite(engine) else None
        if sqlite:
            await sqlite.execute("PRAGMA foreign_keys=OFF")
        try:
            async with connection.begin():
                if not sqlite:
                    await connection.execute(select(func.pg_advisory_xact_lock(REBUILDING)))
                    await connection.execute(text("SET LOCAL statement_timeout = 0"))  # a big table takes its time
                yield connection
        finally:
            if sqlite and not connection.invalidated:  # one that was cut off is closed, and its setting went with it
                await sqlite.execute("PRAGMA foreign_keys=ON")


def _is_sqlite(engine: AsyncEngine) -> bool:
    return engine.dialect.name == "sqlite"


def _sqlite_engine(url: URL, *, only_asks: bool) -> AsyncEngine:
    # Every transaction is BEGIN IMMEDIATE, so a second connection could only wait for the first: the pool's queue is
    # fair, SQLite's busy handler is not.
    engine = create_async_engine(
        url,
        pool_size=1,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT,
        hide_parameters=HIDE_PARAMETERS,
        connect_args={"async_creator_fn": sqlite_driver.connect},
    )
    if not only_asks:
        event.listen(engine.sync_engine, "connect", _write_ahead)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin if only_asks else _begin_immediate)
    return engine


def _prepare_sqlite(dbapi_connection: Any, _entry: ConnectionPoolEntry) -> None:
    dbapi_connection.isolation_level = None  # the driver begins nothing by itself
    cursor = dbapi_connection.cursor()
    for pragma in (f"busy_timeout={BUSY_TIMEOUT}", "foreign_keys=ON", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    dbapi_connection.create_function("clock_timestamp", 0, _no_time)


def _write_ahead(dbapi_connection: Any, _entry: ConnectionPoolEntry) -> None:
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.close()


def _no_time() -> None:
    """What SQLite says where PostgreSQL tells the time of its server: it is a library, and has no clock of its own."""


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")  # whoever only reads holds up nobody who writes


def _begin_immediate(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail at once when another one wrote in between.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgresql_engine(url: URL) -> AsyncEngine:
    # synchronous_commit, whatever the server's own setting: an intent to post that a crash of the server takes back
    # would be posted a second time.
    options = (
        "-c timezone=UTC -c synchronous_commit=on"
        f" -c statement_timeout={STATEMENT_TIMEOUT} -c lock_timeout={LOCK_TIMEOUT}"
        f" -c idle_in_transaction_session_timeout={STATEMENT_TIMEOUT}"
    )
    return create_async_engine(
        url,
        isolation_level="READ COMMITTED",  # what `workspaces.release` relies on
        pool_pre_ping=True,
        pool_timeout=POOL_TIMEOUT,
        hide_parameters=HIDE_PARAMETERS,
        connect_args={"connect_timeout": CONNECT_TIMEOUT, "options": options, "application_name": "budge", **SILENCE},
    )
