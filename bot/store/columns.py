"""Column types: the values of the domain as SQLite and PostgreSQL keep them."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, DateTime, Dialect, Enum, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.domain.periods import Period, Week
from bot.domain.standings import Board
from bot.store.boards import board_from_json, board_to_json

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, back as UTC to the microsecond; a naive one is refused.

    PostgreSQL has `timestamptz`. SQLite would drop the zone: there it is the microseconds since 1970, which sort right.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        on_sqlite = dialect.name == "sqlite"
        return dialect.type_descriptor(BigInteger() if on_sqlite else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime cannot be stored: {value}")
        return (value - _EPOCH) // _MICROSECOND if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the base's name
        if value is None:
            return None
        moment: datetime = _EPOCH + value * _MICROSECOND if isinstance(value, int) else value
        return moment.astimezone(UTC)


class Duration(TypeDecorator[timedelta]):
    """A duration in whole seconds."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - as above
        return None if value is None else value // timedelta(seconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:  # noqa: ARG002 - as above
        return None if value is None else timedelta(seconds=value)


class WeekHours(TypeDecorator[Week]):
    """A week of active periods as text in minutes after midnight: days divided by `/`, `540-750 795-1050/…`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Week | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - as above
        if value is None:
            return None
        return "/".join(" ".join(f"{period.start}-{period.end}" for period in day) for day in value.days)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Week | None:  # noqa: ARG002 - as above
        return None if value is None else Week(tuple(_periods(day) for day in value.split("/")))


class Names(TypeDecorator[tuple[str, ...]]):
    """Several names in order, as a JSON list."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> list[str] | None:  # noqa: ARG002 - as above
        return None if value is None else list(value)

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[str, ...] | None:  # noqa: ARG002 - as above
        return None if value is None else tuple(value)


class BoardContent(TypeDecorator[Board]):
    """What a weekly post says, as JSON."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Board | None, dialect: Dialect) -> dict[str, Any] | None:  # noqa: ARG002 - as above
        return None if value is None else board_to_json(value)

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> Board | None:  # noqa: ARG002 - as above
        return None if value is None else board_from_json(value)


def word(kind: type[StrEnum]) -> Enum:
    """The words of `kind` as text, with a CHECK."""
    return Enum(
        kind,
        name=kind.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda words: [each.value for each in words],
    )


def flag(name: str) -> Boolean:
    """Yes or no, with a CHECK where the database has no such type."""
    return Boolean(name=name, create_constraint=True)


def _periods(day: str) -> tuple[Period, ...]:
    return tuple(Period(*(int(minute) for minute in period.split("-"))) for period in day.split())
