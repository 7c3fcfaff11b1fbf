"""How the processes died: where each was to die, and where it did."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass, field
from random import Random

from tests.kills.points import POINTS, Point

ENOUGH = 1_000  # kills, by which each point has been aimed at a dozen times: none may be left out any more
DRAWN = 4


@dataclass(slots=True)
class Toll:
    """Of all worlds that are killed in at once."""

    kills: int
    """Wanted."""
    _: KW_ONLY
    begun: int = 0
    aimed: Counter[Point] = field(default_factory=Counter)
    """How often a process was to die at each point."""
    struck: Counter[Point] = field(default_factory=Counter)
    """How often one did. The others did not come to it in time, and were killed where they were."""

    def take(self) -> bool:
        """Whether there is another one to kill; then it counts as killed."""
        if self.begun == self.kills:
            return False
        self.begun += 1
        return True

    def aim(self, chance: Random) -> Point:
        """The least struck of a few points drawn at random. Of all of them, it would be for ever the same one if that
        cannot be struck.
        """
        return min(chance.sample(POINTS, DRAWN), key=self.struck.__getitem__)

    @property
    def never_struck(self) -> list[Point]:
        return [point for point in POINTS if not self.struck[point]]

    @property
    def is_complete(self) -> bool:
        """Whether no point is left out, or there were too few kills to say so."""
        return not self.is_large or not self.never_struck

    @property
    def is_large(self) -> bool:
        """Whether there were kills enough to say what never happened."""
        return self.begun >= ENOUGH

    def lines(self) -> Iterator[str]:
        """All points, also those at which nobody died."""
        yield f"  {self.begun - self.struck.total():5} at some moment"
        yield f"        ({(self.aimed - self.struck).total()} of them did not come to their point)"
        for point in POINTS:
            yield f"  {self.struck[point]:5} {point}"
        missing = "; ".join(str(point) for point in self.never_struck)
        yield f"never struck: {missing or 'none'}"
