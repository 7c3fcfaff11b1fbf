"""Flat shapes with smooth edges: drawn four times as large, then scaled down."""

import itertools
import math
from collections.abc import Iterable, Sequence

from PIL import Image, ImageDraw

from routines.pictures.camera import SIZE, Point
from routines.pictures.palette import Colour
from routines.pictures.vector import smooth

OVERSAMPLING = 4
CORNER = 56  # radius of the corners of the tile


class Canvas:
    """A square on which to paint, in pixels of the finished picture; what is painted later lies on top."""

    def __init__(self, background: Colour) -> None:
        self._image = Image.new("RGB", (SIZE * OVERSAMPLING,) * 2, background)
        self._draw = ImageDraw.Draw(self._image)

    def disc(self, centre: Point, radius: float, colour: Colour) -> None:
        x, y, r = (round(value * OVERSAMPLING) for value in (*centre, radius))
        self._draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    def polygon(self, points: Iterable[Point], colour: Colour, *, rounding: float = 0.0) -> None:
        """A filled shape; its edge lies outside by the rounding, which also takes off its corners."""
        corners = list(points)
        self._draw.polygon([self._fine(point) for point in corners], fill=colour)
        if rounding:
            self.stroke([*corners, corners[0]], rounding, colour)

    def hull(self, points: Iterable[Point], colour: Colour) -> None:
        """The tightest shape without dents round some points."""
        self.polygon(hull_of(points), colour)

    def stroke(self, points: Sequence[Point], radius: float, colour: Colour) -> None:
        """A line with round ends."""
        self.sweep([(point, radius) for point in points], colour)

    def sweep(self, beads: Sequence[tuple[Point, float]], colour: Colour, *, blunt: bool = False) -> None:
        """What a disc of changing radius covers on its way along the beads; a blunt sweep lacks the last round end."""
        for (start, start_radius), (end, end_radius) in itertools.pairwise(beads):
            away = math.dist(start, end)
            if away > abs(start_radius - end_radius):
                self.polygon(_tangents(start, start_radius, end, end_radius, away), colour)
        for centre, radius in beads[:-1] if blunt else beads:
            self.disc(centre, radius, colour)

    def finished(self) -> Image.Image:
        """The picture at its final size, with square corners."""
        return self._image.reduce(OVERSAMPLING)

    def _fine(self, point: Point) -> tuple[int, int]:
        return round(point.x * OVERSAMPLING), round(point.y * OVERSAMPLING)


def _tangents(start: Point, start_radius: float, end: Point, end_radius: float, away: float) -> list[Point]:
    """The corners where the two outer tangents touch both discs."""
    along = math.atan2(end.y - start.y, end.x - start.x)
    aside = math.acos((start_radius - end_radius) / away)
    return [
        Point(centre.x + radius * math.cos(turn), centre.y + radius * math.sin(turn))
        for centre, radius, turn in (
            (start, start_radius, along + aside),
            (end, end_radius, along + aside),
            (end, end_radius, along - aside),
            (start, start_radius, along - aside),
        )
    ]


def hull_of(points: Iterable[Point]) -> list[Point]:
    """The corners of the tightest shape without dents."""
    ordered = sorted(set(points))
    lower, upper = _half_hull(ordered), _half_hull(reversed(ordered))
    return lower[:-1] + upper[:-1]


def _half_hull(points: Iterable[Point]) -> list[Point]:
    corners: list[Point] = []
    for point in points:
        while len(corners) > 1 and _turn(corners[-2], corners[-1], point) <= 0:
            corners.pop()
        corners.append(point)
    return corners


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)


def ring(centre: Point, radius: float) -> list[Point]:
    """Points round a circle."""
    turns = [math.pi * index / 16 for index in range(32)]
    return [Point(centre.x + radius * math.cos(turn), centre.y + radius * math.sin(turn)) for turn in turns]


def curve(points: Sequence[Point], *, closed: bool = False, steps: int = 10) -> list[Point]:
    """A smooth line through all points."""
    if not closed:
        return [Point(*knot) for knot in smooth(points, steps)]
    ring_of_knots = [*points[-2:], *points, *points[:2]]
    line = smooth(ring_of_knots, steps)
    return [Point(*knot) for knot in line[2 * steps : -2 * steps]]
