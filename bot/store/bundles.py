"""Bundles: many rows that are written by one statement, and travel as JSON in its only parameter.

Sent one by one, each row is a statement to the server, and each of its values a parameter to SQLAlchemy and the driver.
A bundle's text is short and the same however many rows there are, so it is compiled and prepared once.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import JSON, Column, FromClause, Table, Update, bindparam, column, func, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.columns import plain
from bot.store.inserts import insert_into

Row = dict[str, Any]
Keys = tuple[str, ...]


async def insert_all(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Inserts rows with the same keys, alike in order, by their primary keys; leaves as it is what is there already."""
    statement = inserting(connection.dialect.name, table, tuple(rows[0])).on_conflict_do_nothing()
    await connection.execute(statement, {"bundle": packed(connection, table, rows)})


async def update_all(
    connection: AsyncConnection, table: Table, rows: Sequence[Row], *, counting: str | None = None
) -> None:
    """Writes the columns of rows with the same keys, alike in order, to those of their primary keys, which this
    transaction must hold; `counting` goes up by one.
    """
    if len(rows) == 1:  # PostgreSQL takes any bundle for a hundred rows, and may read a whole table to find one
        await connection.execute(_updating_one(table, counting), _of_one(table, rows[0]))
        return
    statement = _updating(connection.dialect.name, table, tuple(rows[0]), counting)
    await connection.execute(statement, {"bundle": packed(connection, table, rows)})


@cache
def inserting(dialect: str, table: Table, keys: Keys) -> sqlite.Insert | postgresql.Insert:
    """An INSERT of the rows of the parameter `bundle`, in the order of their primary keys, so that no two transactions
    wait for each other's rows; what becomes of a conflict is for the caller to add.
    """
    rows = _unpacked(dialect, table, keys)
    ordered = select(rows).order_by(*(rows.c[key.key] for key in table.primary_key))
    return insert_into(table, dialect).from_select(list(keys), ordered)


@cache
def _updating_one(table: Table, counting: str | None) -> Update:
    """It writes whatever columns its parameters name."""
    statement = update(table).where(*(key == bindparam(f"of_{key.key}") for key in table.primary_key))
    return statement if counting is None else statement.values({counting: table.c[counting] + 1})


def _of_one(table: Table, row: Row) -> Row:
    keys = {key.key for key in table.primary_key}
    return {f"of_{name}" if name in keys else name: value for name, value in row.items()}


@cache
def _updating(dialect: str, table: Table, keys: Keys, counting: str | None) -> Update:
    rows = _unpacked(dialect, table, keys)
    own = [key == rows.c[key.key] for key in table.primary_key]
    values: dict[str, Any] = {key: rows.c[key] for key in keys if not table.c[key].primary_key}
    if counting is not None:
        values[counting] = table.c[counting] + 1
    return update(table).where(*own).values(values)


def _unpacked(dialect: str, table: Table, keys: Keys) -> FromClause:
    """The rows of the parameter `bundle` as a table with these columns of another."""
    bundle = bindparam("bundle", type_=JSON)
    columns: list[Column[Any]] = [table.c[key] for key in keys]
    if dialect == "sqlite":
        each = func.json_each(bundle).table_valued("value")
        values = (
            func.json_extract(each.c.value, literal_column(f"'$[{place}]'"), type_=one.type).label(one.key)
            for place, one in enumerate(columns)
        )
        return select(*values).subquery("bundle")
    fields = (column(one.key, one.type) for one in columns)
    return func.json_to_recordset(bundle).table_valued(*fields).render_derived(name="bundle", with_types=True)


def packed(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> list[Row] | list[list[Any]]:
    """The rows with nothing in them that is not JSON; SQLite finds a value quicker by its place than by its key."""
    conversions = [(key, plain(table.c[key].type, connection.dialect)) for key in rows[0]]
    converted = [(key, convert) for key, convert in conversions if convert is not None]
    bare = [row | {key: convert(row[key]) for key, convert in converted if row[key] is not None} for row in rows]
    return [list(row.values()) for row in bare] if connection.dialect.name == "sqlite" else bare
