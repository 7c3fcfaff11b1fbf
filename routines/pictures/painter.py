"""Shapes in space, painted on a canvas as a camera sees them."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from routines.pictures.camera import Camera, Point
from routines.pictures.canvas import Canvas, curve, hull_of, ring
from routines.pictures.palette import Colour
from routines.pictures.vector import Frame, Vector, frame_about


class Ball(NamedTuple):
    centre: Vector
    radius: float


class Egg(NamedTuple):
    """An ellipsoid: its middle and its half axes along a frame."""

    centre: Vector
    frame: Frame
    right: float
    up: float
    front: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Painter:
    canvas: Canvas
    camera: Camera

    def limb(self, balls: Iterable[Ball], colour: Colour) -> None:
        """What a ball of changing size covers on its way."""
        self.canvas.sweep([self._seen(ball) for ball in balls], colour)

    def sleeve(self, balls: Sequence[Ball], colour: Colour) -> None:
        """A limb whose last end is cut off straight, as the hem of a garment."""
        seen = [self._seen(ball) for ball in balls]
        self.canvas.sweep(seen, colour, blunt=True)
        axis = balls[-1].centre.minus(balls[-2].centre).unit()
        radius = balls[-1].radius
        self.egg(Egg(balls[-1].centre, frame_about(axis), radius, 0.4, radius), colour)

    def bag(self, balls: Iterable[Ball], colour: Colour) -> None:
        """A skin stretched tightly over balls."""
        rings = (ring(*self._seen(ball)) for ball in balls)
        self.canvas.hull(itertools.chain.from_iterable(rings), colour)

    def egg(self, egg: Egg, colour: Colour) -> None:
        self.canvas.polygon(self._outline(egg), colour)

    def trunk(self, eggs: Sequence[Egg], colour: Colour) -> None:
        """A body whose slices are eggs."""
        outlines = [self._outline(egg) for egg in eggs]
        for one, next_one in itertools.pairwise(outlines):
            self.canvas.polygon(hull_of(one + next_one), colour)

    def plate(self, corners: Iterable[Vector], colour: Colour, *, rounding: float = 0.0) -> None:
        """A flat shape; the rounding is in centimetres."""
        seen = [self.camera.see(corner) for corner in corners]
        self.canvas.polygon(seen, colour, rounding=rounding * self.camera.scale)

    def patch(self, knots: Iterable[Vector], colour: Colour) -> None:
        """A flat shape with a smooth edge through all knots."""
        self.canvas.polygon(curve([self.camera.see(knot) for knot in knots], closed=True), colour)

    def blob(self, knots: Iterable[Vector], flesh: float, colour: Colour) -> None:
        """A patch that is thicker all round by some centimetres."""
        seen = curve([self.camera.see(knot) for knot in knots], closed=True, steps=5)
        self.canvas.polygon(seen, colour, rounding=flesh * self.camera.scale)

    def line(self, knots: Iterable[Vector], radius: float, colour: Colour) -> None:
        """A smooth line through all knots; the radius is in centimetres."""
        seen = curve([self.camera.see(knot) for knot in knots])
        self.canvas.stroke(seen, radius * self.camera.scale, colour)

    def _seen(self, ball: Ball) -> tuple[Point, float]:
        return self.camera.see(ball.centre), ball.radius * self.camera.scale

    def _outline(self, egg: Egg) -> list[Point]:
        frame = egg.frame
        radii = (frame.right.times(egg.right), frame.up.times(egg.up), frame.front.times(egg.front))
        return self.camera.ellipsoid(egg.centre, radii)
