"""The driver for SQLite: one trip to its thread for each statement.

As it comes, SQLAlchemy makes four (open a cursor, execute, fetch, close), and one more to roll back what is committed
already. A trip costs more than the statement: it wakes two threads.
"""

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple, Self

import aiosqlite


class Outcome(NamedTuple):
    """What a statement came to."""

    description: Any
    rowcount: int
    lastrowid: int | None
    rows: list[Any]


class SqliteCursor:
    """A cursor that brings everything along at once, as SQLAlchemy's adapter wants to see it."""

    arraysize = 1

    def __init__(self, connection: "SqliteConnection") -> None:
        self._connection = connection
        self._outcome = Outcome(None, -1, None, [])

    async def __aenter__(self) -> Self:
        return self

    @property
    def description(self) -> Any:
        return self._outcome.description

    @property
    def rowcount(self) -> int:
        return self._outcome.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._outcome.lastrowid

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        self._outcome = await self._connection.run(lambda cursor: cursor.execute(statement, parameters))

    async def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        self._outcome = await self._connection.run(lambda cursor: cursor.executemany(statement, rows))

    async def fetchall(self) -> list[Any]:
        return self._outcome.rows

    async def close(self) -> None:
        """Nothing is open: the rows are here."""


class SqliteConnection(aiosqlite.Connection):
    """A connection whose statements each take one trip to its thread."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=1)
        self._thread.daemon = True  # as SQLAlchemy does with its own: an exit waits for nobody

    def cursor(self) -> SqliteCursor:  # type: ignore[override]  # aiosqlite's is a coroutine, which costs the trip
        return SqliteCursor(self)

    async def run(self, work: Callable[[sqlite3.Cursor], sqlite3.Cursor]) -> Outcome:
        """Does the work in the connection's thread, on a cursor of its own."""
        outcome: Outcome = await self._execute(_run, self._conn, work)  # type: ignore[no-untyped-call]  # left bare
        return outcome

    async def rollback(self) -> None:
        if self.in_transaction:
            await super().rollback()


async def connect(*arguments: Any, **options: Any) -> SqliteConnection:
    """A connection to a file, opened as sqlite3 would."""
    connection = SqliteConnection(partial(sqlite3.connect, *arguments, **options))
    await connection
    return connection


def _run(connection: sqlite3.Connection, work: Callable[[sqlite3.Cursor], sqlite3.Cursor]) -> Outcome:
    cursor = connection.cursor()
    try:
        work(cursor)
        rows = cursor.fetchall()  # before the rest: what RETURNING changes is counted once all of it was read
        return Outcome(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    finally:
        cursor.close()
