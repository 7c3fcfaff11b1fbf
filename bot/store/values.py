"""Between rows and the frozen values of the domain: a column's key is the name of the field it holds."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import CursorResult, RowMapping, Table

Value = TypeVar("Value")


def from_row(kind: type[Value], row: RowMapping, **others: Any) -> Value:
    """The value that a row holds; `others` are the fields that are no column."""
    whose: Any = kind
    return kind(**{name: row[name] for name in _names(whose) if name not in others}, **others)


def by_key(table: Table, rows: CursorResult[Any]) -> Iterator[dict[str, Any]]:
    """The rows of a query for all columns of a table, each by the columns' keys."""
    keys = tuple(table.c.keys())
    return (dict(zip(keys, row, strict=True)) for row in rows)


def to_row(value: Any, *others: str) -> dict[str, Any]:
    """A value's fields by the keys of their columns, without those that are no column."""
    kind: Any = type(value)
    names, read = _reading(kind, others)
    return dict(zip(names, read(value), strict=True))


@cache
def _reading(kind: Any, others: tuple[str, ...]) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of the fields, and what reads them all at once."""
    names = tuple(name for name in _names(kind) if name not in others)
    return names, attrgetter(*names)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
