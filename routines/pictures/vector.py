"""Points and directions in space, in centimetres: x to the viewer's right, y up, z away from the viewer."""

import math
from collections.abc import Sequence
from typing import NamedTuple


class Vector(NamedTuple):
    x: float
    y: float
    z: float = 0.0

    def plus(self, other: "Vector", times: float = 1.0) -> "Vector":
        """This point moved along another vector, so many times its length."""
        return Vector(self.x + other.x * times, self.y + other.y * times, self.z + other.z * times)

    def minus(self, other: "Vector") -> "Vector":
        return self.plus(other, -1.0)

    def times(self, factor: float) -> "Vector":
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other: "Vector") -> float:
        return self.x * other.x + self.y * other.y + self.z * other.z

    def cross(self, other: "Vector") -> "Vector":
        return Vector(
            self.y * other.z - self.z * other.y,
            self.z * other.x - self.x * other.z,
            self.x * other.y - self.y * other.x,
        )

    def length(self) -> float:
        return math.sqrt(self.dot(self))

    def unit(self) -> "Vector":
        return self.times(1 / self.length())

    def across(self, axis: "Vector") -> "Vector":
        """The direction of the part of this vector that stands square to an axis of length 1."""
        return self.plus(axis, -self.dot(axis)).unit()


class Frame(NamedTuple):
    """Which way a part of the body faces; three unit vectors, square to one another."""

    right: Vector  # the person's own right
    up: Vector  # towards the head
    front: Vector

    def at(self, origin: Vector, right: float, up: float, front: float) -> Vector:
        """A place given by how far it is along each direction."""
        return origin.plus(self.right, right).plus(self.up, up).plus(self.front, front)


WORLD = Frame(Vector(1, 0, 0), Vector(0, 1, 0), Vector(0, 0, 1))


def between(start: Vector, end: Vector, part: float) -> Vector:
    """The point a part of the way from one point to another."""
    return start.plus(end.minus(start), part)


def frame_about(up: Vector) -> Frame:
    """A frame with this direction for up, and any two others square to it."""
    aside = Vector(0, 0, 1) if abs(up.z) < abs(up.x) + abs(up.y) else Vector(1, 0, 0)
    front = aside.across(up)
    return Frame(up.cross(front), up, front)


def smooth(knots: Sequence[tuple[float, ...]], steps: int) -> list[tuple[float, ...]]:
    """Points of any dimension on a smooth line through all knots (Catmull-Rom), so many for each knot."""
    ends = [knots[0], *knots, knots[-1]]
    line = [
        tuple(_catmull_rom(step / steps, *values) for values in zip(*ends[index : index + 4], strict=True))
        for index in range(len(knots) - 1)
        for step in range(steps)
    ]
    return [*line, knots[-1]]


def _catmull_rom(part: float, a: float, b: float, c: float, d: float) -> float:
    return b + part / 2 * (c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a)))
