"""Heads: from behind when somebody stands, from the side when somebody lies on the back."""

from collections.abc import Iterable
from dataclasses import dataclass

from routines.pictures.look import Hair, Look
from routines.pictures.painter import Egg, Painter
from routines.pictures.palette import BLUSH, Colour, colour
from routines.pictures.vector import Frame, Vector

# Outlines from the side in centimetres from the middle of the head: (to the front, up).
PROFILE = (
    (5.6, 8.6), (8.2, 5.6), (9.3, 2.4), (8.8, 0.6), (10.0, -1.2), (11.5, -2.9), (9.6, -3.9), (10.0, -5.1), (9.4, -5.8),
    (9.8, -6.8), (8.9, -8.0), (9.2, -9.6), (7.2, -11.0), (3.6, -9.6), (0.0, -7.6), (-5.0, -9.0), (-8.6, -4.0),
    (-9.6, 2.0), (-8.0, 7.2), (-3.0, 10.6), (2.0, 10.6),
)  # fmt: skip
HAIRLINE = (
    (8.0, 6.6), (5.8, 5.6), (4.2, 3.2), (3.0, 0.6), (1.8, -1.4), (0.6, 1.6), (-1.6, 2.0), (-2.8, -1.6), (-3.6, -6.0),
    (-6.6, -8.2), (-9.4, -4.4), (-10.3, 1.6), (-9.2, 7.4), (-4.0, 11.6), (2.4, 11.8), (6.6, 9.6),
)  # fmt: skip
LONGER = (
    (1.5, -2.0),
    (-0.5, -7.0),
    (-2.0, -11.5),
    (-6.0, -13.5),
    (-9.6, -12.0),
    (-10.3, -4.0),
    (-8.0, 2.0),
    (-2.0, 3.0),
)
# Hair from behind, as eggs under one skin: place and half axes, each to the right, up and to the front.
BACK_OF_HAIR = {
    Hair.BUN: (((0, 1.6, -0.9), (9.0, 10.4, 10.0)), ((0, -3.2, -2.2), (6.4, 5.6, 6.8))),
    Hair.SHORT: (((0, 2.4, -0.7), (8.9, 9.8, 9.8)), ((0, -2.6, -2.2), (7.4, 6.4, 7.0))),
    Hair.ROUND: (((0, 3.6, -0.8), (12.8, 12.0, 12.2)),),
    Hair.BOB: (((0, 1.4, -0.8), (9.9, 11.6, 10.6)), ((0, -4.8, -1.2), (9.8, 5.8, 8.6))),
}
EARS_FREE = {Hair.BUN, Hair.SHORT}  # the others hang over them
Place = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    painter: Painter
    look: Look
    centre: Vector
    frame: Frame

    def from_behind(self) -> None:
        """Hair and ears; nobody sees the face."""
        skin, hair, style = colour(self.look.skin), colour(self.look.hair), self.look.hair_style
        self._egg((0, -0.5, 0.5), (8.0, 11.0, 9.2), skin)
        self._egg((0, -4.0, 3.4), (6.2, 6.8, 7.0), skin)
        self._egg((0, -2.6, 10.4), (1.2, 1.8, 1.6), skin)
        if style is Hair.BUN:
            self._egg((0, 12.6, -2.5), (5.2, 4.6, 4.8), hair.darker(0.14))
        near_ear = -1 if self.frame.right.dot(self.painter.camera.ahead()) > 0 else 1
        self._ear(-near_ear, skin)
        mass = [Egg(self.frame.at(self.centre, *place), self.frame, *axes) for place, axes in BACK_OF_HAIR[style]]
        self.painter.trunk([*mass, mass[-1]], hair)
        if style in EARS_FREE:
            self._ear(near_ear, skin)

    def from_the_side(self) -> None:
        """The left side of the face, calm and with closed eyes."""
        skin, hair, style = colour(self.look.skin), colour(self.look.hair), self.look.hair_style
        if style is Hair.BUN:
            self._egg((0, 13.2, -1.0), (5.0, 4.4, 4.8), hair.darker(0.14))
        if style is Hair.ROUND:
            self._egg((0, 4.4, -0.6), (11.5, 12.4, 9.8), hair)
        self._patch(PROFILE, skin)
        if style is Hair.BOB:
            self._patch(LONGER, hair)
        self._patch(HAIRLINE, hair)
        self._face(skin, hair)

    def _face(self, skin: Colour, hair: Colour) -> None:
        dark = skin.darker(0.75)
        self._egg((-3, -1.2, 0.2), (1.7, 2.7, 1.0), skin)
        self._line(((0.7, 0.4), (-0.3, -0.8), (0.3, -2.4)), 0.22, skin.darker(0.3), -3)
        self._line(((8.1, -0.5), (7.0, -1.0), (5.8, -0.3)), 0.32, dark, -1)
        self._line(((8.9, 2.6), (7.4, 3.2), (5.6, 2.6)), 0.38, hair.darker(0.2), -1)
        self._line(((9.2, -5.9), (8.0, -6.0), (7.0, -5.2)), 0.3, dark, 0)
        self._egg((0, -3.4, 6.2), (1.5, 1.5, 1.6), skin.mixed(BLUSH, 0.28))

    def _ear(self, side: int, skin: Colour) -> None:
        self._egg((side * 9.0, -1.8, 0.8), (1.5, 3.0, 1.9), skin.darker(0.04))
        self._egg((side * 9.6, -1.6, 1.2), (0.8, 1.7, 1.0), skin.darker(0.22))

    def _egg(self, place: tuple[float, float, float], radii: tuple[float, float, float], tone: Colour) -> None:
        """Place and radii are to the right, up and to the front."""
        self.painter.egg(Egg(self.frame.at(self.centre, *place), self.frame, *radii), tone)

    def _spots(self, places: Iterable[Place], aside: float = 0.0) -> list[Vector]:
        return [self.frame.at(self.centre, aside, up, front) for front, up in places]

    def _patch(self, places: Iterable[Place], tone: Colour) -> None:
        self.painter.patch(self._spots(places), tone)

    def _line(self, places: Iterable[Place], radius: float, tone: Colour, aside: float) -> None:
        self.painter.line(self._spots(places, aside), radius, tone)
