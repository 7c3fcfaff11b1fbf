"""From space to picture, without perspective: what is farther off is higher up, not smaller."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from routines.pictures.vector import Vector

SIZE = 512  # pixels of a finished picture, each way
CURVE_POINTS = 40  # corners of the polygon that stands for an ellipse


class Point(NamedTuple):
    """A place in the picture, in pixels from its upper left corner."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    scale: float  # pixels a centimetre
    centre: Point  # where the origin of the space is in the picture
    yaw: float = 0.0  # degrees that the viewer has walked round to the right
    pitch: float = 0.0  # degrees that the viewer looks down
    mirrored: bool = False  # left and right of the whole picture

    def see(self, place: Vector) -> Point:
        """Where a place in space is in the picture."""
        across, up = self._flat(place)
        return self._shown(self.centre.x + self.scale * across, self.centre.y - self.scale * up)

    def ahead(self) -> Vector:
        """The direction in which the viewer looks."""
        yaw, pitch = math.radians(self.yaw), math.radians(self.pitch)
        return Vector(-math.sin(yaw) * math.cos(pitch), -math.sin(pitch), math.cos(yaw) * math.cos(pitch))

    def ellipsoid(self, centre: Vector, radii: tuple[Vector, Vector, Vector]) -> list[Point]:
        """The outline of an ellipsoid that is given by its three half axes."""
        flat = [self._flat(radius) for radius in radii]
        xx = sum(x * x for x, _ in flat)
        xy = sum(x * y for x, y in flat)
        yy = sum(y * y for _, y in flat)
        wide = math.sqrt(max(xx, 1e-9))  # Cholesky: the circle that wide, sheared and stretched
        shear = xy / wide
        high = math.sqrt(max(yy - shear * shear, 1e-9))
        across, up = self._flat(centre)
        turns = [2 * math.pi * index / CURVE_POINTS for index in range(CURVE_POINTS)]
        return [
            self._shown(
                self.centre.x + self.scale * (across + wide * math.cos(turn)),
                self.centre.y - self.scale * (up + shear * math.cos(turn) + high * math.sin(turn)),
            )
            for turn in turns
        ]

    def _shown(self, x: float, y: float) -> Point:
        return Point(SIZE - x if self.mirrored else x, y)

    def _flat(self, vector: Vector) -> tuple[float, float]:
        """How far to the right and how far up something is for the viewer, in centimetres."""
        yaw, pitch = math.radians(self.yaw), math.radians(self.pitch)
        across = vector.x * math.cos(yaw) + vector.z * math.sin(yaw)
        depth = vector.z * math.cos(yaw) - vector.x * math.sin(yaw)
        return across, vector.y * math.cos(pitch) + depth * math.sin(pitch)
