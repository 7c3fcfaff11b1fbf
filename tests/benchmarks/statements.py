"""The statements that an engine sends, written down, and the same ones sent by the bare driver."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from time import perf_counter
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


@contextmanager
def written_down(engine: AsyncEngine, script: list[Sent]) -> Iterator[None]:
    """Adds all that goes to the database within the block to the script."""

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        script.append(Sent(statement, parameters, many))

    def commit(_connection: Any) -> None:
        script.append(Sent(None))

    listeners = (("before_cursor_execute", note), ("commit", commit))
    for name, listener in listeners:
        event.listen(engine.sync_engine, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners:
            event.remove(engine.sync_engine, name, listener)


async def sent_by_psycopg(url: str, script: Sequence[Sent]) -> float:
    """Seconds that psycopg alone needs for it, all rows fetched."""
    async with await psycopg.AsyncConnection.connect(url, options="-c timezone=UTC") as connection:
        started = perf_counter()
        for each in script:
            if each.statement is None:
                await connection.commit()
                continue
            async with connection.cursor() as cursor:
                statement = each.statement.encode()
                if each.many:
                    await cursor.executemany(statement, each.parameters)
                else:
                    await cursor.execute(statement, each.parameters)
                if cursor.description is not None:
                    await cursor.fetchall()
        return perf_counter() - started


async def sent_by_sqlite3(url: str, script: Sequence[Sent]) -> float:
    """Seconds that sqlite3 alone needs for it, all rows fetched."""
    with closing(sqlite3.connect(file_of(url), isolation_level=None)) as connection:
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")
        started = perf_counter()
        for each in script:
            if each.statement is None:
                connection.execute("COMMIT")
            elif each.many:
                connection.executemany(each.statement, each.parameters).fetchall()
            else:
                connection.execute(each.statement, each.parameters).fetchall()
        return perf_counter() - started
