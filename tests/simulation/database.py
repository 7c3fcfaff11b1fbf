"""One database for all processes of a world: SQLite in memory, spoken to on the loop's own thread.

Each process has sessions of its own. SQLite's write lock is a lock of the loop here, so that who waits for it waits in
virtual time; what SQLite does to a session whose process dies (roll back, let go) is done by hand.
"""

import asyncio
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, Self

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.ports import Clock
from bot.store.engine import make_engine
from bot.store.migrate import upgrade
from tests.simulation.mirror import Mirror, OnCommit
from tests.simulation.processes import Process, current_process
from tests.simulation.times import MICROSECOND
from tests.simulation.timing_laws import EPOCH

BUSY_AFTER = 2.0  # seconds a transaction waits for another, as the real engine lets it
IDLE_TIMEOUT = 10.0  # seconds a process may be frozen in the middle of a transaction, as PostgreSQL lets it


@cache
def migrated() -> sqlite3.Connection:
    """A database in memory as the real migrations build it, to be copied."""

    async def build(url: str) -> None:
        engine = make_engine(url)
        await upgrade(engine)
        await engine.dispose()

    template = sqlite3.connect(":memory:", check_same_thread=False)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.db"
        with asyncio.Runner() as runner:
            runner.run(build(f"sqlite+aiosqlite:///{file}"))
        built = sqlite3.connect(file)
        built.backup(template)
        built.close()
    return template


@cache
def engine() -> AsyncEngine:
    """Connects to the database of whichever process asks. One for all worlds: what it has compiled it keeps."""
    made = create_async_engine(
        "sqlite+aiosqlite:///simulated",
        poolclass=NullPool,
        connect_args={"async_creator_fn": _connect},
    )
    event.listen(made.sync_engine, "begin", _begin_immediate)
    return made


async def _connect(*_: Any, **__: Any) -> "Session":
    process = current_process()
    database: Database = process.database
    return Session(database, process)


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class Database:
    """`on_commit` is told what each transaction changed, before anybody else can read it. With a clock it tells the
    time, as PostgreSQL does.
    """

    def __init__(self, on_commit: OnCommit, *, clock: Clock | None = None) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None, cached_statements=512)
        migrated().backup(self.connection)
        self.connection.execute("PRAGMA foreign_keys=ON")
        self.connection.execute("PRAGMA synchronous=OFF")
        self.connection.execute("PRAGMA journal_mode=MEMORY")
        self.connection.create_function(
            "clock_timestamp", 0, lambda: None if clock is None else _microseconds(clock.now())
        )
        self.mirror = Mirror()
        self.mirror.watch(self.connection)
        self.is_out = False
        self._on_commit = on_commit
        self._lock = asyncio.Lock()
        self._holder: Session | None = None

    async def begin(self, session: "Session") -> None:
        try:
            async with asyncio.timeout(BUSY_AFTER):
                await self._lock.acquire()
        except TimeoutError:
            unavailable("database is locked")
        self._holder = session
        self.connection.execute("BEGIN IMMEDIATE")

    def commit(self, session: "Session") -> None:
        if self._holder is session:
            self.connection.execute("COMMIT")
            self._on_commit(self.mirror.committed())
            self._let_go()

    def roll_back(self, session: "Session") -> None:
        if self._holder is session:
            self.connection.execute("ROLLBACK")
            self.mirror.rolled_back()
            self._let_go()

    def is_held_by(self, session: "Session") -> bool:
        return self._holder is session

    def forget(self, process: Process) -> None:
        """What becomes of the open transaction of a process that died, or was frozen for too long."""
        if self._holder is not None and self._holder.process is process:
            self.roll_back(self._holder)

    def close(self) -> None:
        self.connection.close()

    def _let_go(self) -> None:
        self._holder = None
        self._lock.release()


class Session:
    """A connection, as SQLAlchemy's adapter of aiosqlite wants to see it. Every step is a moment to die at."""

    isolation_level = None
    _connection = True  # the adapter asks it whether there is one

    def __init__(self, database: Database, process: Process) -> None:
        self.database = database
        self.process = process

    def cursor(self) -> "Cursor":
        return Cursor(self)

    async def create_function(self, *_: Any, **__: Any) -> None:
        """The dialect brings a function for regular expressions along; nobody uses it."""

    async def begin(self) -> None:
        await self.process.point("begin")
        if self.database.is_out:
            unavailable("the database is out")
        await self.database.begin(self)

    async def run(self, work: Callable[[sqlite3.Cursor], sqlite3.Cursor]) -> sqlite3.Cursor:
        await self.process.point("statement")
        if not self.database.is_held_by(self):
            unavailable("connection lost")
        return work(self.database.connection.cursor())

    async def commit(self) -> None:
        await self.process.point("commit")
        if not self.database.is_held_by(self):
            unavailable("connection lost")
        if self.database.is_out:
            self.database.roll_back(self)
            unavailable("the database went out")
        self.database.commit(self)
        if self.process.loses_commits():
            unavailable("connection lost")  # after the work was done
        await self.process.point("committed")

    async def rollback(self) -> None:
        self.database.roll_back(self)

    async def close(self) -> None:
        self.database.roll_back(self)

    def stop(self) -> None:
        self.database.roll_back(self)


class Cursor:
    """Everything comes along at once."""

    arraysize = 1

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        if statement == "BEGIN IMMEDIATE":
            await self._session.begin()
        elif statement.startswith(
            "PRAGMA"
        ):  # what the dialect asks once in the life of the engine, outside of everything
            self._keep(self._session.database.connection.execute(statement))
        else:
            self._keep(await self._session.run(lambda cursor: cursor.execute(statement, parameters)))

    async def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        self._keep(await self._session.run(lambda cursor: cursor.executemany(statement, rows)))

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """Nothing is open: the rows are here."""

    def _keep(self, cursor: sqlite3.Cursor) -> None:
        self._rows = cursor.fetchall()
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid


def _microseconds(moment: datetime) -> int:
    """As SQLite keeps moments."""
    return (moment - EPOCH) // MICROSECOND


def unavailable(what: str) -> NoReturn:
    error = sqlite3.OperationalError(what)
    error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_BUSY, "SQLITE_BUSY"
    raise error
