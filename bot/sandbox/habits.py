"""The habits of the cast: what a colleague does with a card, and how long after it came."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import timedelta
from random import Random

from bot.sandbox import people


@dataclass(frozen=True, slots=True)
class Step:
    """One press: any of these visible labels, in the menu with this placeholder if one is named."""

    after: timedelta
    _: KW_ONLY
    labels: tuple[str, ...]
    menu: str | None = None


#: From chance and the number of cards seen before to what is done with this one; nothing means it is ignored.
Habit = Callable[[Random, int], Sequence[Step]]

ALL = ("Both done", "All done", "Done")
FIRST = ("Hip stretch done", "Done")
SECOND = ("Knee to chest done",)


def _minutes(chance: Random, low: int, high: int) -> timedelta:
    return timedelta(seconds=chance.randint(low * 60, high * 60))


def eager(chance: Random, _seen: int) -> Sequence[Step]:
    return (Step(_minutes(chance, 2, 6), labels=ALL),)


def late(chance: Random, _seen: int) -> Sequence[Step]:
    return (Step(_minutes(chance, 30, 70), labels=ALL),)


def snoozing(chance: Random, seen: int) -> Sequence[Step]:
    """Puts every other card off, and does it when it comes back."""
    if seen % 2 == 0:
        return (Step(_minutes(chance, 1, 3), labels=("20 minutes",), menu="Snooze"),)
    return (Step(_minutes(chance, 3, 8), labels=ALL),)


def often_away(chance: Random, _seen: int) -> Sequence[Step]:
    return (Step(_minutes(chance, 5, 20), labels=ALL),) if chance.random() < 0.35 else ()  # noqa: PLR2004  a third


def half_done(chance: Random, seen: int) -> Sequence[Step]:
    """Stands up for the first exercise, and lies down for the second on every third card."""
    first = Step(_minutes(chance, 3, 9), labels=FIRST)
    if seen % 3:
        return (first,)
    return (first, Step(first.after + _minutes(chance, 3, 6), labels=SECOND))


def skipping(chance: Random, seen: int) -> Sequence[Step]:
    """Skips every third card."""
    if seen % 3 == 2:  # noqa: PLR2004  the third of three
        return (Step(_minutes(chance, 1, 4), labels=("Skip this one",)),)
    return (Step(_minutes(chance, 4, 15), labels=ALL),)


def strolling(chance: Random, seen: int) -> Sequence[Step]:
    """Often has moved already."""
    if seen % 2:
        return (Step(_minutes(chance, 1, 5), labels=("I already moved",)),)
    return (Step(_minutes(chance, 4, 12), labels=ALL),)


HABITS: Mapping[str, Habit] = {
    people.PRIYA: eager,
    people.TOM: late,
    people.LIN: eager,
    people.SAM: snoozing,
    people.JONAS: often_away,
    people.NOOR: strolling,
    people.KIT: skipping,
    people.MARA: half_done,
}
