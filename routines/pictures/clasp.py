"""Two hands folded round a shin, fingers between fingers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from routines.model import Side
from routines.pictures.painter import Ball, Painter
from routines.pictures.palette import Colour
from routines.pictures.skeleton import Limb, sign
from routines.pictures.vector import Vector

BELOW_KNEE = 11.0  # centimetres down the shin
GIRTH = 5.6  # radius of the shin there, trousers and half a finger included
FINGERS = 4
FINGER = 1.0  # radius


@dataclass(frozen=True, slots=True, kw_only=True)
class Clasp:
    """Where on a leg the hands are."""

    leg: Limb
    thick: float  # factor for the girth of the leg

    def wrist(self, side: Side) -> Vector:
        """Where a wrist is: beside the shin, a little towards the calf."""
        return self._round(side, 122, 1.0, reach=2.6)

    def hands(self, painter: Painter, skin: Colour) -> None:
        """The near hand flat against the shin, and over its knuckles the fingers of the far hand."""
        wrist, knuckles = self.wrist(Side.LEFT), [self._round(Side.LEFT, 38, along) for along in (-3.0, 3.4)]
        thumb = [self._round(Side.LEFT, turn, along) for turn, along in ((100, -1.5), (72, -5.0), (50, -6.6))]
        self._finger(painter, thumb, skin)
        self._fingers(painter, Side.LEFT, (40, -40), 0.2, skin)
        back = [Ball(wrist, 2.5), *(Ball(self._round(Side.LEFT, 84, along), 2.3) for along in (-2.0, 2.4))]
        painter.bag([*back, *(Ball(knuckle, 1.5) for knuckle in knuckles)], skin)
        self._fingers(painter, Side.RIGHT, (10, -62), 1.2, skin.darker(0.12))

    def _fingers(self, painter: Painter, side: Side, turns: tuple[float, float], middle: float, skin: Colour) -> None:
        first, last = turns
        for index in range(FINGERS):
            along = (index - 1.5) * 2.0 + middle
            self._finger(
                painter, [self._round(side, first + (last - first) * step / 6, along) for step in range(7)], skin
            )

    def _finger(self, painter: Painter, path: Sequence[Vector], skin: Colour) -> None:
        painter.line(path, FINGER + 0.28, skin.darker(0.26))
        painter.line(path, FINGER, skin)

    def _round(self, side: Side, turn: float, along: float, reach: float = 0.0) -> Vector:
        """A place round the shin: 0 degrees is its front, 90 its outer or inner side, wherever that hand comes from."""
        shin = self.leg.end.minus(self.leg.joint).unit()
        front = self.leg.tip.across(shin)
        aside = shin.cross(front)
        aside = aside if aside.z * sign(side) > 0 else aside.times(-1)
        radius, angle = GIRTH * self.thick + reach, math.radians(turn)
        middle = self.leg.joint.plus(shin, BELOW_KNEE + along)
        return middle.plus(front, radius * math.cos(angle)).plus(aside, radius * math.sin(angle))
