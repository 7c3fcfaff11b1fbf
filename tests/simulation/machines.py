"""The machines that processes run on: each has a clock of its own, which is off, and which somebody may set once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bot.ports import Clock

FURTHEST = 120.0  # seconds that a clock is off


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine's clock; `true` is the database's time."""

    true: Clock
    ahead: timedelta
    set_at: datetime
    ahead_then: timedelta

    def now(self) -> datetime:
        time = self.true.now()
        return time + (self.ahead if time < self.set_at else self.ahead_then)

    def __str__(self) -> str:
        before, after = self.ahead.total_seconds(), self.ahead_then.total_seconds()
        return f"{before:+.0f} s, and by {after:+.0f} s from {self.set_at:%d %b, %H:%M} on"


def machines(rng: Random, true: Clock, *, count: int, lasting: timedelta) -> Sequence[Machine]:
    """So many, for a world that lasts so long; about half of the clocks are set meanwhile."""
    return [
        Machine(
            true=true,
            ahead=_skew(rng),
            set_at=true.now() + rng.uniform(0.0, 2.0) * lasting,
            ahead_then=_skew(rng),
        )
        for _ in range(count)
    ]


def _skew(rng: Random) -> timedelta:
    """Every third clock is right."""
    return timedelta(seconds=rng.choice((0.0, rng.uniform(-30.0, 30.0), rng.uniform(-FURTHEST, FURTHEST))))
