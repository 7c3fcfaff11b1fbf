"""What is behind every figure: a light tile with a disc, so that a picture is readable on any background."""

from routines.pictures.camera import SIZE, Camera, Point
from routines.pictures.canvas import Canvas
from routines.pictures.painter import Egg, Painter
from routines.pictures.palette import DISC, TILE, Colour
from routines.pictures.vector import WORLD, Vector

DISC_RADIUS = 216.0


def stage(camera: Camera) -> Painter:
    """A painter in front of an empty scene."""
    canvas = Canvas(TILE)
    canvas.disc(Point(SIZE / 2, SIZE / 2), DISC_RADIUS, DISC)
    return Painter(canvas=canvas, camera=camera)


def spot(painter: Painter, place: Vector, wide: float, deep: float, tone: Colour) -> None:
    """A flat ellipse on the floor: floor itself, or a shadow."""
    painter.egg(Egg(place, WORLD, wide, 0.05, deep), tone)
