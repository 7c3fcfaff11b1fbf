"""The standing poses, seen from behind: the left leg is at the viewer's left, the chair beyond the body."""

import math

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
HINT = 0.1  # of shade
REACHING = Vector(0, -0.5, 3.5)  # how far a shoulder goes with a hand that is stretched out
ELBOW_DOWN = Vector(0, -1, -0.4)


def lifting(look: Look, part: float, *, mirrored: bool = False) -> Canvas:
    """Right hand on the chair, left hand on the hip. The left leg is up at part 1, on the floor at 0."""
    painter = stage(Camera(scale=2.7, centre=Point(230, 476), yaw=35, pitch=14, mirrored=mirrored))
    chair, body = lift_pose(look, part)
    _floor(painter, chair)
    spot(painter, Vector(body.legs[Side.LEFT].end.x - 2, 0, 3), 9, 7, GROUND_SHADOW)
    _arrow_of_lift(painter)
    _paint(Figure(painter=painter, look=look, body=body), chair, arm_beyond=Side.RIGHT)
    return painter.canvas


def lift_pose(look: Look, part: float) -> tuple[Chair, Body]:
    """The trunk leans a little over the leg that stands."""
    chair = Chair(foot=Vector(0, 0, 51))
    frame, pelvis = _leaning(2.5 * part), Vector(2.5 * part, HIPS_AT, 0)
    arms = {
        Side.LEFT: _arm_akimbo(look, frame, pelvis, Side.LEFT),
        Side.RIGHT: _arm_to_chair(look, frame, pelvis, Side.RIGHT, chair.grip(1, 4), wide=0.7),
    }
    legs = {
        Side.LEFT: _lifted_leg(frame, pelvis, part),
        Side.RIGHT: _standing_leg(frame, pelvis, Side.RIGHT),
    }
    return chair, Body(frame=frame, pelvis=pelvis, arms=arms, legs=legs)


def setting_up(look: Look, _part: float) -> Canvas:
    """Standing behind the chair, arms down."""
    painter = stage(Camera(scale=2.66, centre=Point(190, 472), yaw=50, pitch=14))
    chair = Chair(foot=Vector(0, 0, 54))
    pelvis = Vector(0, HIPS_AT, 0)
    body = Body(
        frame=WORLD,
        pelvis=pelvis,
        arms={side: _arm_down(look, pelvis, side) for side in Side},
        legs={side: _standing_leg(WORLD, pelvis, side) for side in Side},
    )
    _floor(painter, chair)
    _paint(Figure(painter=painter, look=look, body=body), chair, arm_beyond=Side.LEFT, left_shade=HINT)
    return painter.canvas


def resting(look: Look, _part: float) -> Canvas:
    """Both feet on the floor, both hands on the chair."""
    painter = stage(Camera(scale=2.66, centre=Point(200, 472), yaw=57, pitch=14))
    chair = Chair(foot=Vector(0, 0, 46))
    pelvis = Vector(0, HIPS_AT, 0)
    body = Body(
        frame=WORLD,
        pelvis=pelvis,
        arms={side: _arm_to_chair(look, WORLD, pelvis, side, chair.grip(sign(side), 4), wide=0.3) for side in Side},
        legs={side: _standing_leg(WORLD, pelvis, side) for side in Side},
    )
    _floor(painter, chair)
    _paint(Figure(painter=painter, look=look, body=body), chair, arm_beyond=Side.LEFT, left_shade=HINT)
    return painter.canvas


def _paint(figure: Figure, chair: Chair, *, arm_beyond: Side, left_shade: float = 0.0) -> None:
    """Chair and person, the farthest first. A shade tells the left leg from the right one where they overlap."""
    chair.paint(figure.painter)
    figure.arm(arm_beyond)
    for side in Side:
        figure.leg(side, shade=left_shade if side is Side.LEFT else 0.0)
    figure.pelvis()
    figure.neck()
    figure.shirt()
    figure.arm(Side.RIGHT if arm_beyond is Side.LEFT else Side.LEFT)
    Head(painter=figure.painter, look=figure.look, centre=figure.body.head, frame=figure.body.frame).from_behind()


def _floor(painter: Painter, chair: Chair) -> None:
    spot(painter, Vector(-2, 0, chair.foot.z - 16), 74, 64, FLOOR)
    spot(painter, chair.foot.plus(Vector(0, 0, DEPTH / 2)), 31, 26, GROUND_SHADOW)
    spot(painter, Vector(2, 0, 3), 19, 13, GROUND_SHADOW)


def _arrow_of_lift(painter: Painter) -> None:
    """Out to the side, along the way of the foot."""
    hip, radius = Vector(-9, HIPS_AT, 0), THIGH + SHIN + 4
    turns = [math.radians(-1 + 1.8 * step) for step in range(11)]
    arrow(painter, [hip.plus(Vector(-radius * math.sin(turn), -radius * math.cos(turn), 0)) for turn in turns])


def _leaning(degrees: float) -> Frame:
    """A trunk that leans to its right."""
    turn = math.radians(degrees)
    right, up = Vector(math.cos(turn), -math.sin(turn), 0), Vector(math.sin(turn), math.cos(turn), 0)
    return Frame(right, up, Vector(0, 0, 1))


def _standing_leg(frame: Frame, pelvis: Vector, side: Side) -> Limb:
    hip = hip_of(frame, pelvis, side)
    ankle = Vector(sign(side) * STANCE, ANKLE_HEIGHT, 0)
    return leg_to(hip, ankle, knee_towards=Vector(0, 0, 1), toes=Vector(sign(side) * 0.12, 0, 1))


def _lifted_leg(frame: Frame, pelvis: Vector, part: float) -> Limb:
    turn = math.radians(1 + LIFT * part)
    down = Vector(-math.sin(turn), -math.cos(turn), 0)
    return leg_along(hip_of(frame, pelvis, Side.LEFT), down, down, toes=Vector(-0.12, 0, 1))


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
    """The palm lies on the top of the back, the fingers beyond it, the thumb on this side."""
    out = sign(side)
    return arm_to(
        shoulder_of(frame, pelvis, side, look.build.shoulders).plus(REACHING),
        grip.plus(Vector(0, 3.2, -5)),
        elbow_towards=ELBOW_DOWN.plus(Vector(out * wide, 0, 0)),
        fingers=Vector(0, -0.1, 1),
        thumb=Vector(-out * 0.5, -1, 0),
    )


def _arm_down(look: Look, pelvis: Vector, side: Side) -> Limb:
    out = sign(side)
    shoulder = shoulder_of(WORLD, pelvis, side, look.build.shoulders)
    wrist = Vector(out * 22.5 * max(look.build.hips, look.build.shoulders), shoulder.y - 51.5, 3)
    return arm_to(shoulder, wrist, elbow_towards=Vector(out * 0.4, 0, -1), fingers=Vector(-out * 0.05, -1, 0.1))
