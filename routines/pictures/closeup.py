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
from routines.pictures.vector import Vector, between

CAMERA = Camera(scale=9.6, centre=Point(196, 468), pitch=12)
ANKLE = Vector(-3, 22.5, 0)
TOES_UP = Turn(up=25, away=-10, toes=18)
TOES_DOWN = Turn(up=-34, away=-10, toes=-10)
ARC = 26.0  # radius of the arrow of flexing
CIRCLE_UP, CIRCLE_AWAY = 15.0, 20.0  # degrees each way
REST_UP, REST_AWAY = 0.0, -30.0
STEPS = 48  # of the loop
ROOM = 2.4  # centimetres between the way of the toes and the loop round it


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
    arrow(painter, _loop(foot))
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


def _loop(foot: Foot) -> list[Vector]:
    """A circle round the way of the toes, open at the right; it goes round as they go."""
    way = [foot.toes(_round(step / STEPS)) for step in range(STEPS)]
    middle = between(way[0], way[STEPS // 2], 0.5)
    radius = max(place.minus(middle).length() for place in way) + ROOM
    turns = [2 * math.pi * step / STEPS for step in range(15, 57)]
    return [middle.plus(Vector(math.sin(turn), math.cos(turn)), radius) for turn in turns]
