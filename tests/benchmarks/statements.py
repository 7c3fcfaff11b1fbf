"""The statements that an engine sends, written down, and the same ones sent by the bare driver."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.benchmarks.databases import file_of


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement with its parameters; `many`: with a list of them. No statement at all is a commit."""

    statement: str | None
    parameters: Any = None
    many: bool = False


Send = Callable[[Sequence[Sent]], Awaitable[None]]


@contextmanager
def written_down(engine: AsyncEngine) -> Iterator[list[Sent]]:
    """All that goes to the database within the block."""
    script: list[Sent] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        script.append(Sent(statement, parameters, many))

    def commit(_connection: Any) -> None:
        script.append(Sent(None))

    listeners = (("before_cursor_execute", note), ("commit", commit))
    for name, listener in listeners:
        event.listen(engine.sync_engine, name, listener)
    try:
        yield script
    finally:
        for name, listener in listeners:
            event.remove(engine.sync_engine, name, listener)


@asynccontextmanager
async def psycopg_alone(url: str) -> AsyncIterator[Send]:
    """Sends with nothing but psycopg, and fetches all rows."""
    async with await psycopg.AsyncConnection.connect(url, options="-c timezone=UTC") as connection:

        async def send(script: Sequence[Sent]) -> None:
            for each in script:
                if each.statement is None:
                    await connection.commit()
                    continue
                async with connection.cursor() as cursor:
                    if each.many:
                        await cursor.executemany(each.statement.encode(), each.parameters)
                    else:
                        await cursor.execute(each.statement.encode(), each.parameters)
                    if cursor.description is not None:
                        await cursor.fetchall()

        yield send


@asynccontextmanager
async def sqlite3_alone(url: str) -> AsyncIterator[Send]:
    """Sends with nothing but sqlite3, in this thread, and fetches all rows."""
    with closing(sqlite3.connect(file_of(url), isolation_level=None)) as connection:
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")

        async def send(script: Sequence[Sent]) -> None:
            for each in script:
                if each.statement is None:
                    connection.execute("COMMIT")
                elif each.many:
                    connection.executemany(each.statement, each.parameters).fetchall()
                else:
                    connection.execute(each.statement, each.parameters).fetchall()

        yield send
