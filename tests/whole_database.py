"""Every table and every column of a database as text: what must hold nothing of somebody who was erased."""

from collections.abc import Iterator

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

CIPHERTEXT = "gAAAA"
"""How a token that the keyring has encrypted begins."""
BY_CHANCE = 2
"""A text of so few letters stands in every fortieth ciphertext."""


async def mentions(engine: AsyncEngine, *traces: str) -> list[str]:
    """Where any of these texts stands, whatever the tables are: `table.column: text`."""
    async with engine.connect() as connection:
        return [
            f"{place}: {trace}"
            for place, value in await connection.run_sync(lambda sync: list(_values(sync)))
            for trace in traces
            if trace in value and not (value.startswith(CIPHERTEXT) and len(trace) <= BY_CHANCE)
        ]


def _values(connection: Connection) -> Iterator[tuple[str, str]]:
    tables = inspect(connection).get_table_names()
    assert len(tables) > 5
    for table in tables:
        rows = connection.execute(text(f'SELECT * FROM "{table}"'))
        for row in rows.mappings():
            yield from ((f"{table}.{column}", str(value)) for column, value in row.items())
