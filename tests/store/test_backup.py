"""`budge backup`: a whole copy while a bot writes, or a sentence and nothing."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.backup import CannotBackUp, backup
from bot.store.transaction import SqlStore
from tests.store.rows import ACME, ANA, NINE, SECOND, join, member
from tests.stores import engine_for


def integrity_of(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        (found,) = connection.execute("PRAGMA integrity_check").fetchone()
        return str(found)


async def test_copies_made_while_somebody_writes_are_whole_and_of_one_moment(sqlite_url: str, tmp_path: Path) -> None:
    async with engine_for(sqlite_url) as engine:
        store = SqlStore(engine)
        async with store.transaction() as tx:
            await join(tx, member())
        goes_on = True

        async def write() -> None:
            count = 0
            while goes_on:
                count += 1
                at = NINE + count * SECOND
                async with store.transaction() as tx:  # the two are never to be seen apart
                    await tx.members.save(member(next_at=at, moved_at=at))

        writing = asyncio.create_task(write())
        for number in range(10):
            await backup(sqlite_url, tmp_path / f"copy{number}.db")
        goes_on = False
        await writing

    for number in range(10):
        copy = tmp_path / f"copy{number}.db"
        assert integrity_of(copy) == "ok"
        async with engine_for(f"sqlite+aiosqlite:///{copy}") as engine, SqlStore(engine).transaction() as tx:
            found = await tx.members.get(ACME, ANA)
        assert found is not None
        assert found.next_at == found.moved_at


async def test_nobody_but_its_owner_reads_the_copy(sqlite_url: str, tmp_path: Path) -> None:
    await backup(sqlite_url, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0


async def refused(url: str, to: Path) -> str:
    before = sorted(to.parent.iterdir()) if to.parent.is_dir() else []
    with pytest.raises(CannotBackUp) as told:
        await backup(url, to)
    assert (sorted(to.parent.iterdir()) if to.parent.is_dir() else []) == before
    return str(told.value)


async def test_a_file_that_is_there_is_left_as_it_is(sqlite_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("precious")
    assert await refused(sqlite_url, copy) == f"{copy} exists already and is left as it is: name another file."
    assert copy.read_text() == "precious"


async def test_a_folder_that_is_not_there_is_told(sqlite_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "nowhere" / "copy.db"
    assert await refused(sqlite_url, copy) == (
        f"{copy} cannot be written (No such file or directory): name a file in a folder that can."
    )


async def test_a_database_that_is_not_there_is_told(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'none.db'}"
    assert "There is no database file" in await refused(url, tmp_path / "copy.db")


async def test_a_damaged_database_makes_no_copy(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "budge.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_members_next_at'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with file.open("r+b") as written:
        written.seek((page - 1) * size)
        written.write(b"\x00" * size)
    said = await refused(sqlite_url, tmp_path / "copy.db")
    assert said.endswith("copy.db: it is damaged.")


async def test_postgresql_is_told_its_own_way(tmp_path: Path) -> None:
    said = await refused("postgresql://budge@db/budge", tmp_path / "copy.db")
    assert "pg_dump" in said
