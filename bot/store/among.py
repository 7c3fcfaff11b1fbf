"""Whether a column is one of many ids, which travel in one parameter: the statement stays the same however many."""

from collections.abc import Sequence
from typing import Any, Self

from sqlalchemy import ARRAY, JSON, Boolean, ColumnElement, Dialect, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine


class Ids(TypeDecorator[Sequence[str]]):
    """A list of ids as a parameter: an array on PostgreSQL, JSON on SQLite."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(JSON() if dialect.name == "sqlite" else ARRAY(Text()))

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else list(value)


class Among(FunctionElement[bool]):
    """A condition; the two databases spell it differently."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Self:  # noqa: ARG002 - SQLAlchemy's signature
        return self  # SQLite would get a comparison with 1 behind it, and use no index


def among(column: ColumnElement[Any], ids: str) -> ColumnElement[bool]:
    """Whether the column is one of those that the parameter of this name lists."""
    return Among(column, bindparam(ids, type_=Ids()))


@compiles(Among, "postgresql")
def _in_array(condition: Among, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = (compiler.process(each, **options) for each in condition.clauses)
    return f"{column} = ANY ({ids})"


@compiles(Among, "sqlite")
def _in_json(condition: Among, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = (compiler.process(each, **options) for each in condition.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 - compiled by SQLAlchemy, no text of others
