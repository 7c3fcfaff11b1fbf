"""A person with flesh and clothes on the bones, painted part by part: a scene knows which part is nearer."""

from collections.abc import Sequence
from dataclasses import dataclass

from routines.model import Side
from routines.pictures.look import Look
from routines.pictures.painter import Ball, Egg, Painter
from routines.pictures.palette import Colour, colour
from routines.pictures.skeleton import Body, Limb, sign
from routines.pictures.vector import Vector, between, smooth

FAR = 0.23  # how much darker a limb is that lies farther off
FROM_BEHIND = 0.6  # of the toes point away from the viewer: the heel hides the rest of the foot
SOLE = 0.8  # centimetres
SLEEVE = 0.12  # and a sleeve, so that it is told from the trunk

# Slices: how far up from the hips, half the width, half the depth.
PELVIS = ((-2.0, 15.4, 9.0), (3.0, 16.2, 9.6), (8.0, 15.6, 9.6), (13.0, 14.0, 9.0))
SHIRT = (
    (6.0, 16.8, 8.0), (10.0, 16.0, 9.4), (19.0, 13.4, 9.4), (30.0, 15.0, 10.4), (39.0, 16.4, 9.8), (44.0, 15.4, 8.4),
    (48.0, 11.8, 7.0), (51.5, 7.4, 5.8),
)  # fmt: skip
FINER = 5  # slices painted for each of these
WAIST_AT = 19.0
Slice = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    painter: Painter
    look: Look
    body: Body

    def leg(self, side: Side, *, shade: float = 0.0) -> None:
        """Foot and leg, in trousers that end above the ankle."""
        leg, thick = self.body.legs[side], self.look.build.limbs
        skin = _shaded(self.look.skin, shade)
        self.foot(side, shade=shade)
        self.painter.limb([Ball(between(leg.joint, leg.end, 0.7), 3.7), Ball(leg.end, 3.3)], skin)
        back = self._calf(leg)
        trousers = _shaded(self.look.trousers, shade)
        frame, wide = self.body.frame, self.look.build.hips
        buttock = frame.at(leg.root, -sign(side) * 1.5, -3.0, -2.0)
        self.painter.bag([Ball(leg.root, 8.8 * thick), Ball(buttock, 8.4 * wide)], trousers)
        balls = [
            Ball(leg.root, 8.8 * thick),
            Ball(between(leg.root, leg.joint, 0.45), 8.0 * thick),
            Ball(between(leg.root, leg.joint, 0.85), 6.4 * thick),
            Ball(leg.joint, 6.0 * thick),
            Ball(between(leg.joint, leg.end, 0.14).plus(back, 0.8), 5.8 * thick),
            Ball(between(leg.joint, leg.end, 0.32).plus(back, 1.2), 5.8 * thick),
            Ball(between(leg.joint, leg.end, 0.6).plus(back, 0.5), 5.0 * thick),
            Ball(between(leg.joint, leg.end, 0.88), 4.4 * thick),
        ]
        self.painter.sleeve(balls, trousers)

    def foot(self, side: Side, *, shade: float = 0.0) -> None:
        """A bare foot: heel, ball and toes."""
        leg = self.body.legs[side]
        skin = _shaded(self.look.skin, shade)
        toes, ankle = leg.tip, leg.end
        up = leg.joint.minus(ankle).across(toes)
        outward = up.cross(toes).times(sign(side))

        def at(forward: float, height: float, aside: float) -> Vector:
            return ankle.plus(toes, forward).plus(up, height).plus(outward, aside)

        heel = [Ball(at(0, 0, 0), 3.3), Ball(at(-3.4, -4.5, 0), 3.3)]
        instep, ball = Ball(at(4, -3.2, 0), 3.1), Ball(at(11, -5.4, -1.5), 2.6)
        parts = (
            [*heel, instep],
            [instep, ball, Ball(at(9, -5.7, 2.4), 2.2)],
            [ball, Ball(at(15.8, -6.1, -1.8), 1.9), Ball(at(9, -5.9, 2.6), 2.0), Ball(at(13.4, -6.5, 2.4), 1.4)],
        )
        if toes.dot(self.painter.camera.ahead()) > FROM_BEHIND:
            for part in parts:
                self.painter.bag(part, skin.darker(SLEEVE))
            self.painter.bag(heel, skin)
            return
        for part in parts:
            self.painter.bag([Ball(place.plus(up, -SOLE), radius) for place, radius in part], skin.darker(0.22))
        for part in parts:
            self.painter.bag(part, skin)

    def arm(self, side: Side, *, shade: float = 0.0, hand: bool = True) -> None:
        """An arm in a short sleeve, and its hand unless that is painted apart."""
        arm, thick = self.body.arms[side], self.look.build.limbs
        skin = _shaded(self.look.skin, shade)
        balls = [
            Ball(arm.root, 4.8 * thick),
            Ball(between(arm.root, arm.joint, 0.5), 4.4 * thick),
            Ball(arm.joint, 3.7 * thick),
            Ball(between(arm.joint, arm.end, 0.25), 3.8 * thick),
            Ball(arm.end, 2.6 * thick),
        ]
        self.painter.limb(balls, skin)
        if hand:
            self.hand(side, shade=shade)
        sleeve = [
            Ball(arm.root, 4.9 * thick),
            Ball(between(arm.root, arm.joint, 0.25), 5.2 * thick),
            Ball(between(arm.root, arm.joint, 0.55), 5.3 * thick),
        ]
        self.painter.sleeve(sleeve, colour(self.look.shirt).darker(shade or SLEEVE))

    def hand(self, side: Side, *, shade: float = 0.0) -> None:
        """A flat hand with its fingers together."""
        arm = self.body.arms[side]
        skin = _shaded(self.look.skin, shade)
        wrist, tip = arm.end, arm.tip
        if arm.thumb:
            root = wrist.plus(tip, 3).plus(arm.thumb, 2)
            self.painter.limb([Ball(root, 1.6), Ball(root.plus(tip, 3).plus(arm.thumb, 3.2), 1.15)], skin.darker(0.06))
        balls = [
            Ball(wrist, 2.6),
            Ball(wrist.plus(tip, 4), 3.2),
            Ball(wrist.plus(tip, 8), 3.1),
            Ball(wrist.plus(tip, 13), 1.9),
        ]
        self.painter.limb(balls, skin)

    def pelvis(self) -> None:
        """Trousers from the waist to where the legs begin."""
        self.painter.trunk(self._slices(PELVIS, 2.0), colour(self.look.trousers))

    def shirt(self) -> None:
        """The trunk, and its slopes from the neck to the shoulders."""
        tone, frame = colour(self.look.shirt), self.body.frame
        self.painter.trunk(self._slices(SHIRT, 1.5), tone)
        for side in Side:
            neck = frame.at(self.body.chest, sign(side) * 5.0, 3.8, -0.5)
            self.painter.limb([Ball(neck, 2.4), Ball(self.body.arms[side].root, 4.9 * self.look.build.limbs)], tone)

    def neck(self) -> None:
        up = self.body.frame.up
        start, end = self.body.chest.plus(up, 0), self.body.head.plus(up, -6)
        self.painter.limb([Ball(start, 5.4), Ball(end, 5.0)], colour(self.look.skin).darker(0.12))

    def _slices(self, slices: Sequence[Slice], thickness: float) -> list[Egg]:
        frame = self.body.frame
        return [
            Egg(frame.at(self.body.pelvis, 0, up, 0), frame, width * self._wide(up), thickness, depth * self._deep(up))
            for up, width, depth in smooth(slices, FINER)
        ]

    def _wide(self, up: float) -> float:
        """The factor of the build at a height: hips, waist and shoulders blend into one another."""
        build = self.look.build
        away = min(1.0, abs(up - WAIST_AT) / 19)
        return build.waist * (1 - away) + (build.shoulders if up > WAIST_AT else build.hips) * away

    def _deep(self, up: float) -> float:
        build = self.look.build
        away = min(1.0, abs(up - WAIST_AT) / 19)
        return build.waist * (1 - away) + (1.0 if up > WAIST_AT else build.hips) * away

    def _calf(self, leg: Limb) -> Vector:
        """Where the calf is: the toes point the other way."""
        shin = leg.end.minus(leg.joint).unit()
        return leg.tip.across(shin).times(-1)


def _shaded(code: str, shade: float) -> Colour:
    return colour(code).darker(shade)
