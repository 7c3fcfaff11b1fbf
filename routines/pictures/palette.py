"""Colours, and how flat shades are made of them."""

from typing import NamedTuple


class Colour(NamedTuple):
    red: int
    green: int
    blue: int

    def mixed(self, other: "Colour", part: float) -> "Colour":
        """This colour with a part of another one."""
        return Colour(*(round(own + (their - own) * part) for own, their in zip(self, other, strict=True)))

    def darker(self, part: float) -> "Colour":
        return self.mixed(SHADE, part)

    def lighter(self, part: float) -> "Colour":
        return self.mixed(LIGHT, part)


def colour(code: str) -> Colour:
    """The colour of a code like #rrggbb."""
    return Colour(*bytes.fromhex(code.removeprefix("#")))


SHADE = colour("#3c1826")  # a warm dark, so that shadows are not grey
LIGHT = colour("#fff6e6")

TILE = colour("#fbf1e1")  # every picture brings its own light background, for dark themes
DISC = colour("#f8e0b4")
FLOOR = colour("#e9cb9c")
GROUND_SHADOW = colour("#d3ae7d")
PAINT = colour("#7399a6")  # of the chair: no look has a skin or clothes of this colour
MAT = colour("#8bb8a4")
ARROW = colour("#c8412f")
BLUSH = colour("#d4583f")
