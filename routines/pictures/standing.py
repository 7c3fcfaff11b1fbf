"""The standing poses, seen from behind: the left leg is at the viewer's left, the chair beyond the body.

The viewer stands so nearly straight behind that the chair is seen at both sides of the body.
"""

import math
from collections.abc import Sequence

from routines.model import Side
from routines.pictures.arrow import arrow
from routines.pictures.camera import Camera, Point
from routines.pictures.canvas import Canvas
from routines.pictures.chair import DEPTH, Chair
from routines.pictures.figure import Figure
from routines.pictures.head import Head
from routines.pictures.look import Look
from routines.pictures.painter import Painter
from routines.pictures.palette import FLOOR, GROUND_SHADOW
from routines.pictures.scene import spot, stage
from routines.pictures.skeleton import (
    ANKLE_HEIGHT,
    SHIN,
    THIGH,
    Body,
    Limb,
    arm_to,
    hip_of,
    leg_along,
    leg_to,
    shoulder_of,
    sign,
)
from routines.pictures.vector import WORLD, Frame, Vector

LIFT = 29.0  # degrees that bring the foot a hand's width, 12 cm, off the floor
STANCE = 7.5  # centimetres of an ankle from the middle
HIPS_AT = ANKLE_HEIGHT + SHIN + THIGH - 0.3
AHEAD = 26.0  # from the ankles to the back of the chair
REACHING = Vector(0, -0.5, 3.5)  # how far a shoulder goes with a hand that is stretched out


def lifting(look: Look, part: float, *, mirrored: bool = False) -> Canvas:
    """Right hand on the chair, left hand on the hip. The left leg is up at part 1, on the floor at 0."""
    painter = stage(Camera(scale=2.7, centre=Point(262, 462), yaw=16, pitch=15, mirrored=mirrored))
    chair, body = lift_pose(look, part)
    _floor(painter, chair)
    spot(painter, Vector(body.legs[Side.LEFT].end.x - 2, 0, 3), 9, 7, GROUND_SHADOW)
    _arrow_of_lift(painter)
    _paint(Figure(painter=painter, look=look, body=body), chair, beyond=[Side.RIGHT])
    return painter.canvas


def lift_pose(look: Look, part: float) -> tuple[Chair, Body]:
    """The trunk leans a little over the leg that stands."""
    chair = Chair(foot=Vector(0, 0, AHEAD))
    frame, pelvis = _leaning(2.5 * part), Vector(2.5 * part, HIPS_AT, 0)
    arms = {
        Side.LEFT: _arm_akimbo(look, frame, pelvis, Side.LEFT),
        Side.RIGHT: _arm_to_chair(look, frame, pelvis, Side.RIGHT, chair.grip(1), wide=0.1),
    }
    legs = {
        Side.LEFT: _lifted_leg(frame, pelvis, part),
        Side.RIGHT: _standing_leg(frame, pelvis, Side.RIGHT),
    }
    return chair, Body(frame=frame, pelvis=pelvis, arms=arms, legs=legs)


def setting_up(look: Look, _part: float) -> Canvas:
    """Standing behind the chair, arms down."""
    painter = stage(Camera(scale=2.7, centre=Point(248, 462), yaw=14, pitch=15))
    chair = Chair(foot=Vector(0, 0, AHEAD))
    pelvis = Vector(0, HIPS_AT, 0)
    body = Body(
        frame=WORLD,
        pelvis=pelvis,
        arms={side: _arm_down(look, pelvis, side) for side in Side},
        legs={side: _standing_leg(WORLD, pelvis, side) for side in Side},
    )
    _floor(painter, chair)
    _paint(Figure(painter=painter, look=look, body=body), chair)
    return painter.canvas


def resting(look: Look, _part: float) -> Canvas:
    """Both feet on the floor, both hands on the chair."""
    painter = stage(Camera(scale=2.7, centre=Point(250, 462), yaw=7, pitch=15))
    chair = Chair(foot=Vector(0, 0, AHEAD))
    pelvis = Vector(0, HIPS_AT, 0)
    body = Body(
        frame=WORLD,
        pelvis=pelvis,
        arms={side: _arm_to_chair(look, WORLD, pelvis, side, chair.grip(sign(side)), wide=1.0) for side in Side},
        legs={side: _standing_leg(WORLD, pelvis, side) for side in Side},
    )
    _floor(painter, chair)
    _paint(Figure(painter=painter, look=look, body=body), chair, beyond=list(Side))
    return painter.canvas


def _paint(figure: Figure, chair: Chair, *, beyond: Sequence[Side] = ()) -> None:
    """Chair and person, the farthest first: an arm that reaches for the chair is beyond the trunk."""
    chair.paint(figure.painter)
    for side in beyond:
        figure.arm(side)
    for side in Side:
        figure.leg(side)
    figure.pelvis()
    figure.neck()
    figure.shirt()
    for side in Side:
        if side not in beyond:
            figure.arm(side)
    Head(painter=figure.painter, look=figure.look, centre=figure.body.head, frame=figure.body.frame).from_behind()


def _floor(painter: Painter, chair: Chair) -> None:
    spot(painter, Vector(-2, 0, chair.foot.z - 16), 74, 64, FLOOR)
    spot(painter, chair.foot.plus(Vector(0, 0, DEPTH / 2)), 31, 26, GROUND_SHADOW)
    spot(painter, Vector(2, 0, 3), 19, 13, GROUND_SHADOW)


def _arrow_of_lift(painter: Painter) -> None:
    """Out to the side and back, below the way of the foot so that the foot never hides it."""
    hip, radius = Vector(-9, HIPS_AT, 0), THIGH + SHIN + 22
    turns = [math.radians(13 + 2 * step) for step in range(12)]
    path = [hip.plus(Vector(-radius * math.sin(turn), -radius * math.cos(turn), 0)) for turn in turns]
    arrow(painter, path, both=True)


def _leaning(degrees: float) -> Frame:
    """A trunk that leans to its right."""
    turn = math.radians(degrees)
    right, up = Vector(math.cos(turn), -math.sin(turn), 0), Vector(math.sin(turn), math.cos(turn), 0)
    return Frame(right, up, Vector(0, 0, 1))


def _standing_leg(frame: Frame, pelvis: Vector, side: Side) -> Limb:
    hip = hip_of(frame, pelvis, side)
    ankle = Vector(sign(side) * STANCE, ANKLE_HEIGHT, 0)
    return leg_to(hip, ankle, knee_towards=Vector(0, 0, 1), toes=Vector(sign(side) * 0.25, 0, 1))


def _lifted_leg(frame: Frame, pelvis: Vector, part: float) -> Limb:
    turn = math.radians(1 + LIFT * part)
    down = Vector(-math.sin(turn), -math.cos(turn), 0)
    return leg_along(hip_of(frame, pelvis, Side.LEFT), down, down, toes=Vector(-0.25, 0, 1))


def _arm_akimbo(look: Look, frame: Frame, pelvis: Vector, side: Side) -> Limb:
    """The hand on the hip bone: fingers to the front, the thumb at the back."""
    out = sign(side)
    wrist = frame.at(pelvis, out * 18.5 * look.build.hips, 8, -4)
    return arm_to(
        shoulder_of(frame, pelvis, side, look.build.shoulders),
        wrist,
        elbow_towards=Vector(out, 0, -0.5),
        fingers=Vector(-out * 0.6, -0.45, 0.8),
        thumb=Vector(-out, 0, -1),
    )


def _arm_to_chair(look: Look, frame: Frame, pelvis: Vector, side: Side, grip: Vector, *, wide: float) -> Limb:
    """The palm lies on the top of the back, the fingers beyond it, the thumb on this side.

    Wide is how far the elbow sticks out, from 0 to 1: the more it does, the more the fingers point inwards.
    """
    out = sign(side)
    return arm_to(
        shoulder_of(frame, pelvis, side, look.build.shoulders).plus(REACHING),
        grip.plus(Vector(out * 2 * (wide - 0.5), 3.6, -3)),
        elbow_towards=Vector(out * wide, -0.7, -0.2),
        fingers=Vector(out * (0.2 - 0.8 * wide), -0.1, 1),
        thumb=Vector(-out * 0.5, -1, 0),
    )


def _arm_down(look: Look, pelvis: Vector, side: Side) -> Limb:
    out = sign(side)
    shoulder = shoulder_of(WORLD, pelvis, side, look.build.shoulders)
    wrist = Vector(out * 22.5 * max(look.build.hips, look.build.shoulders), shoulder.y - 51.5, 3)
    return arm_to(shoulder, wrist, elbow_towards=Vector(out * 0.4, 0, -1), fingers=Vector(-out * 0.05, -1, 0.1))
