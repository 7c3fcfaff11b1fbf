"""Long lists of ids in portions that one statement can carry."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")

LARGEST_PORTION = 1_000  # a query may name them several times; SQLite takes 32,766 parameters, PostgreSQL 65,535


def portions(items: Sequence[Item], *, most: int = LARGEST_PORTION) -> Iterator[Sequence[Item]]:
    """The items in order, at most so many at a time; nothing when there are none."""
    for start in range(0, len(items), most):
        yield items[start : start + most]
