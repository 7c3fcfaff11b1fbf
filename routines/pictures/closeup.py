"""The lifted foot close up, well above the floor: flexing and circling."""

import math

from routines.pictures.arrow import arrow
from routines.pictures.camera import Camera, Point
from routines.pictures.canvas import Canvas
from routines.pictures.foot import Foot, Turn
from routines.pictures.look import Look
from routines.pictures.painter import Painter
from routines.pictures.palette import DISC, FLOOR, GROUND_SHADOW
from routines.pictures.scene import spot, stage
from routines.pictures.vector import Vector

CAMERA = Camera(scale=9.6, centre=Point(196, 468), pitch=12)
ANKLE = Vector(-3, 22.5, 0)
TOES_UP = Turn(up=25, away=-10, toes=18)
TOES_DOWN = Turn(up=-34, away=-10, toes=-10)
ARC = 26.0  # radius of the arrow of flexing
CIRCLE_UP, CIRCLE_AWAY = 14.0, 16.0  # degrees each way
REST_UP, REST_AWAY = -4.0, -27.0
LOOP_AT, LOOP_WIDE, LOOP_HIGH = Vector(14.6, -8.8, 0), 7.6, 9.2  # from the ankle; the toes stay inside


def flexing(look: Look, part: float) -> Canvas:
    """Toes up at part 0, toes down at 1; faint, both."""
    painter = _lifted_stage()
    foot = Foot(painter=painter, look=look, ankle=ANKLE)
    for end in (TOES_UP, TOES_DOWN):
        foot.ghost(end, DISC)
    foot.paint(Turn(*(up + (down - up) * part for up, down in zip(TOES_UP, TOES_DOWN, strict=True))))
    foot.leg()
    turns = [math.radians(degrees) for degrees in range(-48, 13, 4)]
    arrow(painter, [ANKLE.plus(Vector(math.cos(turn), math.sin(turn)), ARC) for turn in turns], both=True)
    return painter.canvas


def circling(look: Look, part: float) -> Canvas:
    """The foot at a part of its way round."""
    painter = _lifted_stage()
    foot = Foot(painter=painter, look=look, ankle=ANKLE)
    arrow(painter, [_loop_at(step / 48) for step in range(9, 51)])
    foot.paint(_round(part))
    foot.leg()
    return painter.canvas


def _lifted_stage() -> Painter:
    painter = stage(CAMERA)
    spot(painter, Vector(5, 0, 0), 22, 11, FLOOR)
    spot(painter, Vector(4, 0, 0), 12, 6, GROUND_SHADOW)
    return painter


def _round(part: float) -> Turn:
    turn = 2 * math.pi * part
    return Turn(up=REST_UP + CIRCLE_UP * math.cos(turn), away=REST_AWAY + CIRCLE_AWAY * math.sin(turn))


def _loop_at(part: float) -> Vector:
    """A place on the loop about the toes: the same way round as they go."""
    turn = 2 * math.pi * part
    return ANKLE.plus(LOOP_AT).plus(Vector(LOOP_WIDE * math.sin(turn), LOOP_HIGH * math.cos(turn)))
