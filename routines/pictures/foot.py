"""A foot close up: five slices from the big toe to the little one, each with heel, sole and a toe."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from routines.pictures.look import Look
from routines.pictures.painter import Ball, Egg, Painter
from routines.pictures.palette import Colour, colour
from routines.pictures.vector import WORLD, Vector

# The edge of a slice in centimetres from the ankle joint: (forward, up) at the big toe, then at the little toe.
EDGE = (
    ((3.4, 0.6), (3.2, 0.4)),  # the front of the ankle
    ((7.4, -0.8), (7.0, -1.6)),
    ((10.8, -2.9), (10.0, -3.8)),
    ((13.8, -4.5), (12.0, -5.2)),
    ((16.2, -5.5), (13.2, -6.0)),  # where the toe begins
    ((18.6, -5.3), (14.6, -6.0)),
    ((20.2, -6.1), (15.6, -6.6)),  # its tip
    ((19.6, -7.2), (15.2, -7.3)),
    ((18.0, -7.4), (14.2, -7.4)),
    ((16.6, -6.9), (13.2, -7.0)),
    ((14.0, -7.5), (11.5, -7.5)),  # the ball
    ((11.0, -7.1), (8.5, -7.4)),
    ((7.0, -5.6), (5.0, -7.3)),  # the arch, flat on the outer side
    ((3.0, -5.5), (2.0, -7.3)),
    ((-0.5, -6.9), (-0.5, -7.4)),
    ((-3.0, -7.5), (-3.0, -7.5)),  # the heel
    ((-5.2, -6.8), (-5.2, -6.8)),
    ((-6.1, -4.6), (-6.1, -4.6)),
    ((-5.2, -1.8), (-5.2, -1.8)),
    ((-3.2, 0.6), (-3.2, 0.6)),
)
TOE = slice(3, 9)  # the part of the edge that is a toe
SOLE = slice(8, 17)  # the part that meets the floor
FRONT = slice(0, 14)  # the part before the ankle
NAIL = ((17.9, -4.9), (19.4, -5.2), (19.9, -5.7))
SLICES = (1.0, 0.76, 0.53, 0.29, 0.0)  # how far towards the little toe; the farthest first
WIDTH = 7.4
MIDDLE = 3.4  # how far the ankle joint is from the big toe's slice
FLESH = 0.8  # by how much the foot is thicker than its slices
TOES_AT = (15.4, -6.4)  # where the big toe bends
TIP = (19.0, -6.4)  # of the second toe
FADED = 0.5  # how faint a ghost is
CUFF = 11.0  # centimetres above the ankle
TROUSERS = ((CUFF, 6.2), (13.4, 6.2), (18.0, 6.6), (23.0, 7.2), (28.0, 7.7), (34.0, 8.0))  # height and radius


class Turn(NamedTuple):
    """How a foot is turned at the ankle, in degrees."""

    up: float  # toes up, or down below 0
    away: float = 0.0  # toes away from the viewer, or towards
    toes: float = 0.0  # how far the toes bend up besides


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """A left foot as seen from its inner side: the big toe is nearest, the toes point to the viewer's right."""

    painter: Painter
    look: Look
    ankle: Vector

    def paint(self, turn: Turn) -> None:
        """The foot without the leg."""
        skin = colour(self.look.skin)
        for part in SLICES:
            tone = skin.darker(0.1 + 0.1 * part) if part else skin
            edge = self._edge(part, turn)
            self.painter.line(edge[TOE], FLESH + 0.35, tone.darker(0.16))  # parts it from the next toe
            self.painter.blob(edge, FLESH, tone)
        self.painter.line(self._edge(0, turn)[SOLE], FLESH * 0.9, skin.darker(0.1))
        nail = [self._spot(0, x, y, turn) for x, y in NAIL]
        self.painter.line(nail, 0.42, skin.lighter(0.4))

    def ghost(self, turn: Turn, into: Colour) -> None:
        """The front of the foot, faint on a background of this colour: where it was or will be."""
        for part in SLICES:
            self.painter.blob(self._edge(part, turn)[FRONT], FLESH, colour(self.look.skin).mixed(into, FADED))

    def toes(self, turn: Turn) -> Vector:
        """Where the tips of the toes are."""
        return self._spot(0.3, *TIP, turn)

    def leg(self) -> None:
        """What is above the foot, to beyond the picture: ankle, shin and the end of the trousers."""
        skin, trousers, thick = colour(self.look.skin), colour(self.look.trousers), self.look.build.limbs
        shin = [Ball(self.ankle.plus(WORLD.up, height), radius) for height, radius in ((1, 4.4), (6, 4.3), (14, 5.0))]
        self.painter.limb(shin, skin)
        bone = self.ankle.plus(Vector(0.4, 0.2, -4))
        self.painter.egg(Egg(bone, WORLD, 1.7, 1.7, 0.5), skin.darker(0.08))
        eggs = [
            Egg(self.ankle.plus(Vector(-0.08 * (height - CUFF), height)), WORLD, radius * thick, 0.6, 6 * thick)
            for height, radius in TROUSERS
        ]
        self.painter.trunk(eggs[1:], trousers)
        self.painter.trunk(eggs[:2], trousers.darker(0.18))

    def _edge(self, part: float, turn: Turn) -> list[Vector]:
        return [
            self._spot(part, inner_x + (outer_x - inner_x) * part, inner_y + (outer_y - inner_y) * part, turn)
            for (inner_x, inner_y), (outer_x, outer_y) in EDGE
        ]

    def _spot(self, part: float, x: float, y: float, turn: Turn) -> Vector:
        """A place of a slice after turning: first the toes, then the ankle."""
        narrow = 0.55 + 0.45 * max(0.0, min(1.0, (x + 3) / 13))  # the heel is slimmer than the ball
        z = (part * WIDTH - MIDDLE) * narrow
        bend_x, bend_y = TOES_AT[0] - 3 * part, TOES_AT[1]
        if x > bend_x:
            x, y = _turned(x - bend_x, y - bend_y, turn.toes)
            x, y = x + bend_x, y + bend_y
        x, y = _turned(x, y, turn.up)
        x, z = _turned(x, z, turn.away)
        return self.ankle.plus(Vector(x, y, z))


def _turned(x: float, y: float, degrees: float) -> tuple[float, float]:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return x * cos - y * sin, x * sin + y * cos
