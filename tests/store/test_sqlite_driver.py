import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.stores import engine_for

LONG = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT max(i) FROM n")


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """A file with one table and two rows in it."""
    async with engine_for(f"sqlite+aiosqlite:///{tmp_path / 'shelf.db'}") as engine:
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE books (name TEXT PRIMARY KEY, pages INTEGER)"))
            rows = [{"name": "Atlas", "pages": 90}, {"name": "Bestiary", "pages": 120}]
            await connection.execute(text("INSERT INTO books VALUES (:name, :pages)"), rows)
        yield engine


async def names(engine: AsyncEngine) -> list[str]:
    async with engine.begin() as connection:
        return list(await connection.scalars(text("SELECT name FROM books ORDER BY name")))


async def test_a_query_brings_its_rows_and_what_they_are_called(shelf: AsyncEngine) -> None:
    async with shelf.begin() as connection:
        books = await connection.execute(text("SELECT name, pages FROM books ORDER BY name"))

    assert [dict(row) for row in books.mappings()] == [
        {"name": "Atlas", "pages": 90},
        {"name": "Bestiary", "pages": 120},
    ]


async def test_a_change_tells_how_many_rows_it_met(shelf: AsyncEngine) -> None:
    async with shelf.begin() as connection:
        changed = await connection.execute(text("UPDATE books SET pages = pages + 1"))

    assert changed.rowcount == 2


async def test_what_a_change_returns_comes_with_it(shelf: AsyncEngine) -> None:
    async with shelf.begin() as connection:
        thicker = await connection.scalars(text("UPDATE books SET pages = pages * 2 RETURNING pages"))

    assert sorted(thicker) == [180, 240]


async def test_a_refused_statement_leaves_the_connection_usable(shelf: AsyncEngine) -> None:
    async with shelf.connect() as connection:
        await connection.execute(text("DELETE FROM books"))
        with pytest.raises(IntegrityError):
            await connection.execute(text("INSERT INTO books VALUES ('Cookbook', 1), ('Cookbook', 2)"))

    assert await names(shelf) == ["Atlas", "Bestiary"]


async def test_a_transaction_cut_off_in_mid_statement_is_taken_back(shelf: AsyncEngine) -> None:
    begun = asyncio.Event()

    async def take_long() -> None:
        async with shelf.begin() as connection:
            await connection.execute(text("DELETE FROM books"))
            begun.set()
            await connection.execute(LONG)

    cut_off = asyncio.create_task(take_long())
    await begun.wait()
    cut_off.cancel()
    await asyncio.gather(cut_off, return_exceptions=True)

    assert cut_off.cancelled()
    assert await names(shelf) == ["Atlas", "Bestiary"]
