"""Pictures in a terminal."""

import re
from pathlib import Path

import pytest
from PIL import Image

from routines.pictures.catalog import POSES
from routines.pictures.look import LOOKS
from routines.pictures.terminal import half_blocks


def test_a_character_is_two_pixels(tmp_path: Path) -> None:
    image = Image.new("RGBA", (1, 2), (255, 0, 0, 255))
    image.putpixel((0, 1), (0, 0, 255, 255))
    image.save(tmp_path / "a.png")
    assert half_blocks(tmp_path / "a.png", columns=1) == ["\x1b[0m\x1b[38;2;255;0;0m\x1b[48;2;0;0;255m▀\x1b[0m"]


@pytest.mark.parametrize(
    ("upper", "lower", "line"),
    [
        (0, 0, "\x1b[0m \x1b[0m"),
        (255, 0, "\x1b[0m\x1b[38;2;9;9;9m▀\x1b[0m"),
        (0, 255, "\x1b[0m\x1b[38;2;9;9;9m▄\x1b[0m"),
    ],
)
def test_where_a_picture_is_clear_the_terminal_shows_through(tmp_path: Path, upper: int, lower: int, line: str) -> None:
    image = Image.new("RGBA", (1, 2), (9, 9, 9, upper))
    image.putpixel((0, 1), (9, 9, 9, lower))
    image.save(tmp_path / "a.png")
    assert half_blocks(tmp_path / "a.png", columns=1) == [line]


def test_a_square_picture_is_half_as_many_lines_as_columns() -> None:
    lines = half_blocks(POSES[1].file(LOOKS[0]), columns=20)
    assert len(lines) == 10
    assert {len(re.sub(r"\x1b\[[\d;]*m", "", line)) for line in lines} == {20}
