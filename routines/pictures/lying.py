"""The lying poses: the head at the viewer's right, so that the left side of the body is the near one."""

import math

from routines.model import Side
from routines.pictures.arrow import arrow
from routines.pictures.camera import Camera, Point
from routines.pictures.canvas import Canvas
from routines.pictures.clasp import Clasp
from routines.pictures.figure import FAR, Figure
from routines.pictures.head import Head
from routines.pictures.look import Look
from routines.pictures.painter import Painter
from routines.pictures.palette import MAT, colour
from routines.pictures.scene import spot, stage
from routines.pictures.skeleton import (
    ANKLE_HEIGHT,
    FOREARM,
    UPPER_ARM,
    Body,
    Limb,
    arm_to,
    hip_of,
    leg_along,
    leg_to,
    shoulder_of,
    sign,
)
from routines.pictures.vector import Frame, Vector

ON_THE_BACK = Frame(Vector(0, 0, 1), Vector(1, 0, 0), Vector(0, 1, 0))
PELVIS = Vector(0, 10.5, 0)
CAMERA = Camera(scale=3.04, centre=Point(238, 346), pitch=26)
STRAIGHT = UPPER_ARM + FOREARM - 0.2  # the longest way from a shoulder to its wrist
SHADOW = MAT.darker(0.16)
NEAR, BEYOND = Side.LEFT, Side.RIGHT
ELBOWS = {NEAR: Vector(-0.7, -0.5, -0.4), BEYOND: Vector(1, 0.35, 0.4)}  # of arms that reach for a shin


def lying(look: Look, _part: float) -> Canvas:
    """Flat on the back, arms along the sides, both knees bent."""
    arms = {side: _arm_along(look, side) for side in Side}
    figure = _figure(look, _body(arms, {side: _bent_leg(side) for side in Side}))
    _paint_far_side(figure, hand=True)
    figure.leg(NEAR)
    figure.arm(NEAR)
    _paint_head(figure)
    return figure.painter.canvas


def pulling(look: Look, part: float, *, side: Side) -> Canvas:
    """Both hands round one shin: drawn close at part 1, arms nearly straight at 0."""
    clasp, body = pull_pose(look, part, side=side)
    figure = _figure(look, body)
    skin = colour(look.skin)
    _paint_far_side(figure, hand=False)
    if side is NEAR:
        figure.leg(NEAR)
    figure.arm(NEAR, hand=False)
    clasp.hands(figure.painter, skin, skin.darker(FAR))
    if side is BEYOND:
        figure.leg(NEAR)
    _paint_head(figure)
    arrow(figure.painter, [PELVIS.plus(_aloft(76 - 3 * step), 68) for step in range(10)])
    return figure.painter.canvas


def pull_pose(look: Look, part: float, *, side: Side) -> tuple[Clasp, Body]:
    """One leg drawn close; the other stays bent, its foot on the floor."""
    legs = {each: _pulled_leg(each, part) if each is side else _bent_leg(each) for each in Side}
    clasp = Clasp(leg=legs[side], thick=look.build.limbs)
    return clasp, _body({each: _arm_to_shin(look, each, clasp) for each in Side}, legs)


def _body(arms: dict[Side, Limb], legs: dict[Side, Limb]) -> Body:
    return Body(frame=ON_THE_BACK, pelvis=PELVIS, arms=arms, legs=legs)


def _figure(look: Look, body: Body) -> Figure:
    painter = stage(CAMERA)
    _mat(painter)
    for leg in body.legs.values():
        if leg.end.y == ANKLE_HEIGHT:
            spot(painter, Vector(leg.end.x - 5.5, 0, leg.end.z - 1.5), 14, 6.5, SHADOW)
    return Figure(painter=painter, look=look, body=body)


def _mat(painter: Painter) -> None:
    for height, tone in ((-1.6, MAT.darker(0.3)), (0.0, MAT)):
        corners = ((-74, -36), (84, -36), (84, 36), (-74, 36))
        painter.plate([Vector(x, height, z) for x, z in corners], tone, rounding=2.5)
    spot(painter, Vector(36, 0, -4), 46, 20, SHADOW)


def _paint_far_side(figure: Figure, *, hand: bool) -> None:
    figure.arm(BEYOND, shade=FAR, hand=hand)
    figure.leg(BEYOND, shade=FAR)
    figure.pelvis()
    figure.neck()
    figure.shirt()


def _paint_head(figure: Figure) -> None:
    Head(painter=figure.painter, look=figure.look, centre=figure.body.head, frame=figure.body.frame).from_the_side()


def _bent_leg(side: Side) -> Limb:
    """The foot flat on the floor."""
    ankle = Vector(-54, ANKLE_HEIGHT, sign(side) * 10)
    hip = hip_of(ON_THE_BACK, PELVIS, side)
    return leg_to(hip, ankle, knee_towards=Vector(-0.2, 1, sign(side) * 0.05), toes=Vector(-1, 0, 0))


def _pulled_leg(side: Side, part: float) -> Limb:
    thigh = 63 - 22 * part
    shin = thigh + 93 + 25 * part
    hip = hip_of(ON_THE_BACK, PELVIS, side)
    return leg_along(hip, _aloft(thigh), _aloft(shin), toes=_aloft(shin - 78))


def _aloft(degrees: float) -> Vector:
    """A direction that is so much raised from where the head is."""
    return Vector(math.cos(math.radians(degrees)), math.sin(math.radians(degrees)), 0)


def _arm_along(look: Look, side: Side) -> Limb:
    """The palm on the mat. The far arm lies so close that the body hides it: nothing seems to rest on the belly."""
    shoulder = shoulder_of(ON_THE_BACK, PELVIS, side, look.build.shoulders)
    out = sign(side)
    near_wrist = Vector(-3, 2.8, out * 26 * max(look.build.hips, look.build.shoulders))
    wrist = near_wrist if side is NEAR else Vector(2, 2.8, out * 18)
    elbow_towards = Vector(0, -0.1, out) if side is NEAR else Vector(0, -1, 1)
    return arm_to(shoulder, wrist, elbow_towards=elbow_towards, fingers=Vector(-1, -0.1, 0), thumb=Vector(0, 0.3, -out))


def _arm_to_shin(look: Look, side: Side, clasp: Clasp) -> Limb:
    """An elbow beside the ribs. Where the arm is too short, the shoulder comes along."""
    shoulder, wrist = shoulder_of(ON_THE_BACK, PELVIS, side, look.build.shoulders), clasp.wrist(side)
    way = wrist.minus(shoulder)
    shoulder = shoulder.plus(way.unit(), max(0.0, way.length() - STRAIGHT))
    out = sign(side)
    return arm_to(shoulder, wrist, elbow_towards=ELBOWS[side], fingers=Vector(0, 0, -out))
