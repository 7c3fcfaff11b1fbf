"""Every picture by its id: what paints it, and how it moves."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from routines.model import Side
from routines.pictures.canvas import Canvas
from routines.pictures.closeup import circling, flexing
from routines.pictures.look import Look
from routines.pictures.lying import lying, pulling
from routines.pictures.standing import lifting, resting, setting_up


class Moment(NamedTuple):
    """A frame of a loop: which part of the movement, and for how long it is shown."""

    part: float
    milliseconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """There and back, with a rest at both ends; speeds up and slows down gently."""

    start: float  # the part of the key pose, which comes first
    end: float
    one_way: int  # milliseconds
    rest_at_start: int
    rest_at_end: int

    def moments(self) -> Iterator[Moment]:
        steps = self.one_way // FRAME
        there = [self.start + (self.end - self.start) * _eased(step / steps) for step in range(1, steps)]
        yield Moment(self.start, self.rest_at_start)
        yield from (Moment(part, FRAME) for part in there)
        yield Moment(self.end, self.rest_at_end)
        yield from (Moment(part, FRAME) for part in reversed(there))


@dataclass(frozen=True, slots=True, kw_only=True)
class Circling:
    """Round and round at an even pace."""

    milliseconds: int

    def moments(self) -> Iterator[Moment]:
        steps = self.milliseconds // FRAME
        yield from (Moment(step / steps, FRAME) for step in range(steps))


class Work(NamedTuple):
    """How a picture is made. Without a motion it is a still."""

    paint: Callable[[Look, float], Canvas]
    motion: Motion | Circling | None = None


FRAME = 50  # milliseconds; GIF counts in hundredths of a second
LIFTING = Motion(start=1.0, end=0.0, one_way=1000, rest_at_start=700, rest_at_end=350)
FLEXING = Motion(start=0.0, end=1.0, one_way=900, rest_at_start=300, rest_at_end=300)
PULLING = Motion(start=1.0, end=0.0, one_way=1000, rest_at_start=900, rest_at_end=350)
ROUND = Circling(milliseconds=2400)

WORKS = {
    "stand_setup": Work(setting_up),
    "stand_left_lift": Work(lifting, LIFTING),
    "stand_flex": Work(flexing, FLEXING),
    "stand_circles": Work(circling, ROUND),
    "stand_right_lift": Work(partial(lifting, mirrored=True), LIFTING),
    "rest": Work(resting),
    "lie_start": Work(lying),
    "lie_left_pull": Work(partial(pulling, side=Side.LEFT), PULLING),
    "lie_right_pull": Work(partial(pulling, side=Side.RIGHT), PULLING),
}


def _eased(part: float) -> float:
    return (1 - math.cos(math.pi * part)) / 2
