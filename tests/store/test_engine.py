import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.store.engine import make_engine
from tests.stores import engine_for


@pytest.mark.parametrize(
    ("setting", "value"), [("journal_mode", "wal"), ("busy_timeout", 1100), ("foreign_keys", 1), ("synchronous", 1)]
)
async def test_every_sqlite_connection_is_set_up(sqlite_url: str, setting: str, value: object) -> None:
    async with engine_for(sqlite_url) as engine, engine.connect() as connection:
        assert await connection.scalar(text(f"PRAGMA {setting}")) == value


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("timezone", "UTC"),
        ("statement_timeout", "10s"),
        ("lock_timeout", "1100ms"),
        ("synchronous_commit", "on"),
        ("idle_in_transaction_session_timeout", "10s"),
        ("transaction_isolation", "read committed"),
    ],
)
async def test_every_postgresql_connection_is_set_up(postgres_url: str, setting: str, value: str) -> None:
    async with engine_for(postgres_url) as engine, engine.connect() as connection:
        assert await connection.scalar(text(f"SHOW {setting}")) == value


@pytest.mark.parametrize("url", ["sqlite:////tmp/budge.db", "sqlite+aiosqlite:////tmp/budge.db"])
def test_a_sqlite_address_works_with_and_without_the_driver(url: str) -> None:
    assert make_engine(url).dialect.driver == "aiosqlite"


@pytest.mark.parametrize("url", ["postgresql://host/budge", "postgresql+psycopg://host/budge"])
def test_a_postgresql_address_works_with_and_without_the_driver(url: str) -> None:
    assert make_engine(url).dialect.driver == "psycopg"


def test_any_other_database_is_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        make_engine("mysql://host/budge")


async def test_an_error_of_the_database_tells_nothing_of_the_values(sqlite_url: str) -> None:
    await tells_nothing(sqlite_url)


async def test_an_error_of_postgresql_tells_nothing_of_the_values(postgres_url: str) -> None:
    await tells_nothing(postgres_url)


async def tells_nothing(url: str) -> None:
    """Runs a statement that fails with a name among its values."""
    async with engine_for(url) as engine, engine.connect() as connection:
        with pytest.raises(DBAPIError) as caught:
            await connection.execute(text("SELECT name FROM nowhere WHERE name = :name"), {"name": "Ana Ferreira"})
    assert "Ana" not in str(caught.value)
