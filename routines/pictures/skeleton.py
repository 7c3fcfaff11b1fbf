"""Where the joints of a body are. Bones keep their length; knees and elbows find their place between two ends."""

import math
from dataclasses import dataclass, replace

from routines.model import Side
from routines.pictures.vector import Frame, Vector

# Centimetres, of a person 168 cm tall.
THIGH = 42.0
SHIN = 41.0
ANKLE_HEIGHT = 8.0
HIP_SPREAD = 9.0  # from the middle to a hip joint
BACK = 45.0  # from the line of the hips to the root of the neck
SHOULDERS_AT = 42.8  # from the line of the hips to the line of the shoulders
SHOULDER_SPREAD = 16.5
UPPER_ARM = 28.0
FOREARM = 25.0
HEAD_ABOVE_NECK = 21.0


@dataclass(frozen=True, slots=True)
class Limb:
    """An arm or a leg. Tip and thumb are directions of length 1: where the fingers or the toes point, and the thumb."""

    root: Vector  # shoulder or hip
    joint: Vector  # elbow or knee
    end: Vector  # wrist or ankle
    tip: Vector
    thumb: Vector | None = None  # None: it is hidden, or there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A pose."""

    frame: Frame  # of the trunk
    pelvis: Vector  # between the hip joints
    arms: dict[Side, Limb]
    legs: dict[Side, Limb]

    @property
    def chest(self) -> Vector:
        """The root of the neck."""
        return self.pelvis.plus(self.frame.up, BACK)

    @property
    def head(self) -> Vector:
        """The middle of the head."""
        return self.chest.plus(self.frame.up, HEAD_ABOVE_NECK)


def sign(side: Side) -> int:
    """+1 on the person's right, -1 on the left."""
    return 1 if side is Side.RIGHT else -1


def shoulder_of(frame: Frame, pelvis: Vector, side: Side, width: float) -> Vector:
    """A shoulder joint; the width is a factor of the average one."""
    return frame.at(pelvis, sign(side) * SHOULDER_SPREAD * width, SHOULDERS_AT, 0)


def hip_of(frame: Frame, pelvis: Vector, side: Side) -> Vector:
    return frame.at(pelvis, sign(side) * HIP_SPREAD, 0, 0)


def arm_to(
    shoulder: Vector, wrist: Vector, *, elbow_towards: Vector, fingers: Vector, thumb: Vector | None = None
) -> Limb:
    """An arm whose wrist is at a place, or as near as it reaches."""
    arm = _bent(shoulder, wrist, (UPPER_ARM, FOREARM), elbow_towards, fingers)
    return replace(arm, thumb=thumb.across(arm.tip)) if thumb else arm


def leg_to(hip: Vector, ankle: Vector, *, knee_towards: Vector, toes: Vector) -> Limb:
    """A leg whose ankle is at a place, or as near as it reaches."""
    return _bent(hip, ankle, (THIGH, SHIN), knee_towards, toes)


def leg_along(hip: Vector, thigh: Vector, shin: Vector, *, toes: Vector) -> Limb:
    """A leg by the directions of its two bones."""
    knee = hip.plus(thigh.unit(), THIGH)
    return Limb(hip, knee, knee.plus(shin.unit(), SHIN), toes.unit())


def _bent(root: Vector, goal: Vector, bones: tuple[float, float], joint_towards: Vector, tip: Vector) -> Limb:
    upper, lower = bones
    axis = goal.minus(root).unit()
    reach = min(goal.minus(root).length(), upper + lower - 0.1)
    along = (upper**2 - lower**2 + reach**2) / (2 * reach)
    aside = math.sqrt(max(upper**2 - along**2, 0.0))
    joint = root.plus(axis, along).plus(joint_towards.across(axis), aside)
    return Limb(root, joint, root.plus(axis, reach), tip.unit())
