"""A high-back chair of painted wood."""

from dataclasses import dataclass

from routines.pictures.painter import Painter
from routines.pictures.palette import PAINT
from routines.pictures.vector import Vector

WIDTH = 53.0
DEPTH = 42.0
SEAT_HEIGHT = 46.0
HEIGHT = 100.0
GRIP = 1.5  # from an end of the back to a hand
BEAM = 4.4  # thickness of legs and posts
SIDES = ((0, -1), (0, 1), (1, -1), (1, 1), (2, -1), (2, 1))  # axis and direction of the six faces of a box


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """A chair whose back is towards the viewer, and its seat beyond it."""

    foot: Vector  # the middle of the floor under its back

    def grip(self, side: int) -> Vector:
        """Where a hand holds the top of the back: side is -1 at the left end, +1 at the right."""
        return self.foot.plus(Vector(side * (WIDTH / 2 - GRIP), HEIGHT, 0))

    def paint(self, painter: Painter) -> None:
        half = WIDTH / 2
        for x in (-half, half - BEAM):
            self._box(painter, (x, 0, DEPTH - BEAM), (BEAM, SEAT_HEIGHT - 4, BEAM))
        self._box(painter, (-half + BEAM, 20, DEPTH - 3), (WIDTH - 2 * BEAM, 3, 2))
        self._box(painter, (-half, SEAT_HEIGHT - 5, 0), (WIDTH, 5, DEPTH), lighter=0.12)
        for x in (-half, half - BEAM):
            self._box(painter, (x, 0, 0), (BEAM, HEIGHT - 4, BEAM))
        for y, high in ((56, 5.0), (70, 6.0)):
            self._box(painter, (-half + BEAM, y, 1), (WIDTH - 2 * BEAM, high, 2))
        self._box(painter, (-half - 0.6, HEIGHT - 14, -0.4), (WIDTH + 1.2, 14, BEAM))

    def _box(
        self,
        painter: Painter,
        corner: tuple[float, float, float],
        size: tuple[float, float, float],
        *,
        lighter: float = 0.0,
    ) -> None:
        """The three faces of a box that the viewer sees."""
        base = PAINT.lighter(lighter)
        shades = {0: base.darker(0.28), 1: base.lighter(0.25), 2: base}
        ahead = painter.camera.ahead()
        for axis, direction in SIDES:
            if ahead[axis] * direction < 0:
                painter.plate(self._face(corner, size, axis, direction), shades[axis], rounding=0.35)

    def _face(
        self, corner: tuple[float, float, float], size: tuple[float, float, float], axis: int, direction: int
    ) -> list[Vector]:
        first, second = (other for other in range(3) if other != axis)
        corners = []
        for along, aside in ((0, 0), (1, 0), (1, 1), (0, 1)):
            offset = list(corner)
            offset[axis] += size[axis] * (direction > 0)
            offset[first] += size[first] * along
            offset[second] += size[second] * aside
            corners.append(self.foot.plus(Vector(*offset)))
        return corners
