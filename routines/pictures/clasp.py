"""Two hands round a shin, side by side: one from the near side, one from the far side."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from routines.model import Side
from routines.pictures.painter import Ball, Painter
from routines.pictures.palette import Colour
from routines.pictures.skeleton import Limb, sign
from routines.pictures.vector import Vector

BELOW_KNEE = {Side.LEFT: 15.5, Side.RIGHT: 7.0}  # centimetres down the shin: the near hand, the far hand
WRIST_AT = {Side.LEFT: 122.0, Side.RIGHT: 58.0}  # degrees round it
GIRTH = 5.6  # radius of the shin there, trousers and half a finger included
FINGERS = (-6, 2, 0, -12)  # degrees by which one goes farther round, from the first to the little one
FINGER = 1.0  # radius
THUMB = ((104, -0.5), (92, -4.0), (80, -6.4))  # degrees round the shin, centimetres towards the knee


@dataclass(frozen=True, slots=True, kw_only=True)
class Clasp:
    """Where on a leg the hands are."""

    leg: Limb
    thick: float  # factor for the girth of the leg

    def wrist(self, side: Side) -> Vector:
        """Where a wrist is: the near one below the shin, the far one above it, so that both arms are seen."""
        return self._round(side, WRIST_AT[side], 0.0, reach=2.6)

    def hands(self, painter: Painter, skin: Colour, far_skin: Colour) -> None:
        """Of the far hand the fingers come over the shin; of the near hand its back is seen."""
        self._back(painter, Side.RIGHT, (46, 22), far_skin)
        self._fingers(painter, Side.RIGHT, (26, -62), far_skin)
        self._fingers(painter, Side.LEFT, (60, -40), skin)
        self._finger(painter, [self._round(Side.LEFT, turn, along) for turn, along in THUMB], skin)
        self._back(painter, Side.LEFT, (96, 62), skin)

    def _back(self, painter: Painter, side: Side, turns: tuple[float, float], skin: Colour) -> None:
        middle, knuckles = turns
        balls = [Ball(self.wrist(side), 2.5)]
        balls += [Ball(self._round(side, middle, along), 2.3) for along in (-1.8, 1.8)]
        balls += [Ball(self._round(side, knuckles, along), 1.5) for along in (-3.0, 3.0)]
        painter.bag(balls, skin)

    def _fingers(self, painter: Painter, side: Side, turns: tuple[float, float], skin: Colour) -> None:
        first, last = turns
        for index, longer in enumerate(FINGERS):
            along, way = (index - 1.5) * 2.0, last - longer - first
            self._finger(painter, [self._round(side, first + way * step / 6, along) for step in range(7)], skin)

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
        middle = self.leg.joint.plus(shin, BELOW_KNEE[side] + along)
        return middle.plus(front, radius * math.cos(angle)).plus(aside, radius * math.sin(angle))
