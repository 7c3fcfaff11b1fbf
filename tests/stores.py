"""Stores for the tests, on both databases, with the schema that the real migrations build.

Import the fixtures where they are used: `store`, and whatever it asks for, into a folder's conftest.
"""

import asyncio
import shutil
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.engine import make_engine
from bot.store.keyring import Keyring
from bot.store.migrate import upgrade
from bot.store.transaction import SqlStore
from tests.postgres import PostgresServer, postgres_server

__all__ = [
    "database_url",
    "engine",
    "postgres_database",
    "postgres_server",
    "postgres_url",
    "sqlite_template",
    "sqlite_url",
    "store",
]

DATABASES = ("sqlite", "postgres")
KEY, NEWER_KEY = (urlsafe_b64encode(letter * 32).decode() for letter in (b"k", b"n"))
"""What the stores of the tests encrypt tokens with, and what they could after a rotation."""


@asynccontextmanager
async def engine_for(url: str) -> AsyncIterator[AsyncEngine]:
    """An engine that is disposed of at the end."""
    engine = make_engine(url)
    try:
        yield engine
    finally:
        await engine.dispose()


def migrate(url: str) -> None:
    """Brings the database to the newest revision, outside any event loop."""

    async def run() -> None:
        async with engine_for(url) as engine:
            await upgrade(engine)

    asyncio.run(run())


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_database(postgres_server: PostgresServer) -> str:
    """A migrated PostgreSQL database: emptying it takes a hundredth of the time of copying it."""
    name = postgres_server.create()
    migrate(postgres_server.url(name))
    return name


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated, empty SQLite file of the test's own."""
    path = tmp_path / "budge.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, postgres_database: str) -> Iterator[str]:
    """A migrated PostgreSQL database, emptied after each test: every row belongs to a workspace and goes with it."""
    yield postgres_server.url(postgres_database)
    postgres_server.run("DELETE FROM workspaces", database=postgres_database)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """Once SQLite's, once PostgreSQL's."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_for(database_url) as engine:
        yield engine


@pytest.fixture
def store(engine: AsyncEngine) -> SqlStore:
    return SqlStore(engine, Keyring([KEY]))
