"""How a figure stands beside its goal."""

from collections.abc import Iterable
from statistics import median


def at_least(figure: float, goal: float) -> str:
    return f"{figure:7.2f} (at least {goal:g}: {'met' if figure >= goal else 'MISSED'})"


def at_most(figure: float, goal: float) -> str:
    return f"{figure:7.2f} (at most {goal:g}: {'met' if figure <= goal else 'MISSED'})"


def worst_at_most(figures: Iterable[float], goal: float) -> str:
    """The highest, which is held against the goal, and the median beside it."""
    taken = list(figures)
    return f"{at_most(max(taken), goal)}, the worst of {len(taken)}; median {median(taken):.2f}"


def spread(figures: Iterable[float], *, digits: int = 0) -> str:
    """The median, and the lowest and highest beside it."""
    taken = sorted(figures)
    return f"{median(taken):11,.{digits}f}  [{taken[0]:,.{digits}f} .. {taken[-1]:,.{digits}f}]"
