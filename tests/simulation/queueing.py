"""What a limit forces upon a queue, and how evenly something is spread. Moments are seconds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import fmean

MINUTE = 60.0


@dataclass(frozen=True, slots=True, order=True)
class Served:
    """When something was due, and when it was served."""

    due: float
    at: float

    @property
    def late(self) -> float:
        return self.at - self.due


def evenly_paced(due: Sequence[float], *, a_minute: int) -> list[float]:
    """When an ideal queue serves these, in order, at exactly that pace: each takes its share of a minute."""
    free, served = float("-inf"), []
    for moment in due:
        at = max(moment, free)
        served.append(at)
        free = at + MINUTE / a_minute
    return served


def in_bursts(due: Sequence[float], *, a_minute: int) -> list[float]:
    """The earliest that any queue can serve these, with at most so many in any minute: as many at once as may be."""
    served: list[float] = []
    for position, moment in enumerate(due):
        free = served[position - a_minute] + MINUTE if position >= a_minute else moment
        served.append(max(moment, free))
    return served


def excess(served: Sequence[Served], ideal: Sequence[float]) -> list[float]:
    """By how much each was served later than the ideal queue does it. `served` is sorted, like the ideal queue."""
    return [one.at - best for one, best in zip(served, ideal, strict=True)]


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest of these that at least this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(ceil(share * len(ordered)), 1) - 1]


def waiting(served: Sequence[Served], moment: float) -> int:
    """How many were due by then and not served yet."""
    return sum(one.due <= moment < one.at for one in served)


@dataclass(frozen=True, slots=True)
class Spread:
    """How many fell into each of so many equal parts."""

    counts: tuple[int, ...]
    outside: int = 0

    @classmethod
    def over(cls, minutes: Sequence[int], *, parts: int) -> "Spread":
        found = Counter(minutes)
        counts = tuple(found.pop(part, 0) for part in range(parts))
        return cls(counts, outside=found.total())

    @property
    def chi_square(self) -> float:
        """The sum of the squared differences from an even spread, each in units of what was expected."""
        expected = fmean(self.counts)
        return sum((count - expected) ** 2 for count in self.counts) / expected if expected else float("inf")

    @property
    def fullest(self) -> float:
        """The fullest part in units of the mean."""
        return max(self.counts) / fmean(self.counts) if any(self.counts) else float("inf")
