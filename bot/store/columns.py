"""Column types: the values of the domain as SQLite and PostgreSQL keep them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import JSON, BigInteger, Boolean, Date, DateTime, Dialect, Enum, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.domain.offer import LeftOut
from bot.domain.periods import Period, Week
from bot.domain.standings import Board
from bot.store.boards import board_from_json, board_to_json

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)

Value = TypeVar("Value")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, back as UTC to the microsecond; a naive one is refused.

    PostgreSQL has `timestamptz`. SQLite would drop the zone: there it is the microseconds since 1970, which sort right.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        on_sqlite = dialect.name == "sqlite"
        return dialect.type_descriptor(BigInteger() if on_sqlite else DateTime(timezone=True))

    # The processors themselves, not the `process_…` methods that SQLAlchemy would wrap: most columns of a row are
    # moments, and every value goes through two calls less.

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        return _as_microseconds if dialect.name == "sqlite" else _as_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:  # noqa: ARG002 - SQLAlchemy's signature
        return _from_microseconds if dialect.name == "sqlite" else None  # sessions are in UTC, and psycopg knows it


class _Converted(TypeDecorator[Value]):
    """A type that both databases keep alike; NULL is None."""

    impl: TypeEngine[Any] | type[TypeEngine[Any]]

    def stored(self, value: Value) -> Any:
        raise NotImplementedError

    def restored(self, value: Any) -> Value:
        raise NotImplementedError

    def process_bind_param(self, value: Value | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else self.stored(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Value | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else self.restored(value)


class Duration(_Converted[timedelta]):
    """A duration in whole seconds."""

    impl = Integer
    cache_ok = True

    def stored(self, value: timedelta) -> int:
        return value // _SECOND

    def restored(self, value: int) -> timedelta:
        return value * _SECOND


class WeekHours(_Converted[Week]):
    """A week of active periods in minutes after midnight, its days divided by slashes: `540-750 795-1050/…`."""

    impl = Text
    cache_ok = True

    def stored(self, value: Week) -> str:
        return "/".join(" ".join(f"{period.start}-{period.end}" for period in day) for day in value.days)

    def restored(self, value: str) -> Week:
        return _week(value)


class Names(_Converted[tuple[str, ...]]):
    """Several names in order, as a JSON list."""

    impl = JSON
    cache_ok = True

    def stored(self, value: tuple[str, ...]) -> list[str]:
        return list(value)

    def restored(self, value: list[str]) -> tuple[str, ...]:
        return tuple(value)


class LeftOuts(_Converted[tuple[LeftOut, ...]]):
    """What a member leaves out, as a JSON list."""

    impl = JSON
    cache_ok = True

    def stored(self, value: tuple[LeftOut, ...]) -> list[dict[str, Any]]:
        return [
            {
                "exercise": one.exercise,
                "always": one.always,
                "until": one.until and one.until.isoformat(),
                "weekdays": sorted(one.weekdays),
            }
            for one in value
        ]

    def restored(self, value: list[dict[str, Any]]) -> tuple[LeftOut, ...]:
        return tuple(
            LeftOut(
                exercise=one["exercise"],
                always=one["always"],
                until=one["until"] and date.fromisoformat(one["until"]),
                weekdays=frozenset(one["weekdays"]),
            )
            for one in value
        )


class BoardContent(_Converted[Board]):
    """What a weekly post says, as JSON."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def stored(self, value: Board) -> dict[str, Any]:
        return board_to_json(value)

    def restored(self, value: dict[str, Any]) -> Board:
        return board_from_json(value)


def plain(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """What makes a value of the column JSON that this database reads as that column; None where it is so already."""
    if isinstance(kind, UtcDateTime):
        return _as_microseconds if dialect.name == "sqlite" else _as_iso
    if isinstance(kind, Date):
        return date.isoformat
    return kind.stored if isinstance(kind, _Converted) else None


def word(kind: type[StrEnum], *, checked: bool = True) -> Enum:
    """The words of `kind` as text, with a CHECK. A column that is added later has none: SQLite would have to write the
    whole table anew for it.
    """
    return Enum(
        kind,
        name=kind.__name__.lower(),
        native_enum=False,
        create_constraint=checked,
        length=20,
        values_callable=lambda words: [each.value for each in words],
    )


def flag(name: str, *, checked: bool = True) -> Boolean:
    """Yes or no, with a CHECK where the database has no such type; added later, without one (see `word`)."""
    return Boolean(name=name, create_constraint=checked)


def _as_utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else _aware(moment).astimezone(UTC)


def _as_iso(moment: datetime) -> str:
    return _aware(moment).astimezone(UTC).isoformat()


def _as_microseconds(moment: datetime | None) -> int | None:
    return None if moment is None else (_aware(moment) - _EPOCH) // _MICROSECOND


def _from_microseconds(count: int | None) -> datetime | None:
    return None if count is None else _EPOCH + timedelta(microseconds=count)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a naive datetime cannot be stored: {moment}")
    return moment


@lru_cache(maxsize=4096)  # most members of a team keep the same hours
def _week(text: str) -> Week:
    return Week(tuple(_periods(day) for day in text.split("/")))


def _periods(day: str) -> tuple[Period, ...]:
    return tuple(Period(*(int(minute) for minute in period.split("-"))) for period in day.split())
