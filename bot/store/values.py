"""Between rows and the frozen values of the domain: a column's key is the name of the field it holds."""

from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import RowMapping

Value = TypeVar("Value")

_FIELDS: dict[Any, tuple[str, ...]] = {}


def from_row(kind: type[Value], row: RowMapping, **others: Any) -> Value:
    """The value that a row holds; `others` are the fields that are no column."""
    return kind(**{name: row[name] for name in _names(kind) if name not in others}, **others)


def to_row(value: Any, *others: str) -> dict[str, Any]:
    """A value's fields by the keys of their columns, without those that are no column."""
    return {name: getattr(value, name) for name in _names(type(value)) if name not in others}


def _names(kind: Any) -> tuple[str, ...]:
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(field.name for field in fields(kind))
    return _FIELDS[kind]
