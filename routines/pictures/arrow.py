"""Arrows that show which way something moves."""

import math
from collections.abc import Sequence

from routines.pictures.camera import Point
from routines.pictures.painter import Painter
from routines.pictures.palette import ARROW
from routines.pictures.vector import Vector

RADIUS = 4.0  # pixels
HEAD = 20.0


def arrow(painter: Painter, path: Sequence[Vector], *, both: bool = False) -> None:
    """An arrow along a path, with a head at its end or at both ends."""
    seen = [painter.camera.see(place) for place in path]
    painter.canvas.stroke(seen, RADIUS, ARROW)
    _head(painter, seen[-3], seen[-1])
    if both:
        _head(painter, seen[2], seen[0])


def _head(painter: Painter, before: Point, end: Point) -> None:
    along = math.atan2(end.y - before.y, end.x - before.x)
    corners = [Point(end.x + HEAD * 0.9 * math.cos(along), end.y + HEAD * 0.9 * math.sin(along))]
    for side in (-1, 1):
        turn = along + side * 2.1
        corners.append(Point(end.x + HEAD * 0.62 * math.cos(turn), end.y + HEAD * 0.62 * math.sin(turn)))
    painter.canvas.polygon(corners, ARROW, rounding=2)
