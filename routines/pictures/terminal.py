"""Pictures in a terminal: two pixels to a character, in true colour."""

from pathlib import Path

from PIL import Image

UPPER, LOWER = "▀", "▄"
RESET = "\x1b[0m"
OPAQUE = 128  # from here on, of 255
COLUMNS = 40

Pixel = tuple[int, int, int, int]


def half_blocks(file: Path, columns: int = COLUMNS) -> list[str]:
    """The lines of a picture; of a moving one, its first frame. Raises OSError for what cannot be read as a picture."""
    with Image.open(file) as image:
        rows = max(1, round(image.height / image.width * columns / 2))
        small = image.convert("RGBA").resize((columns, rows * 2), Image.Resampling.LANCZOS)
    pixels = [[_pixel(small, column, row) for column in range(columns)] for row in range(rows * 2)]
    return [
        "".join(_block(upper, lower) for upper, lower in zip(pixels[row], pixels[row + 1], strict=True)) + RESET
        for row in range(0, rows * 2, 2)
    ]


def _pixel(image: Image.Image, column: int, row: int) -> Pixel:
    red, green, blue, alpha = image.getpixel((column, row))  # type: ignore[misc]  # an RGBA image has four bands
    return red, green, blue, alpha


def _block(upper: Pixel, lower: Pixel) -> str:
    """One character for a pixel above another; where there is nothing, the terminal's own background is left."""
    if upper[3] < OPAQUE and lower[3] < OPAQUE:
        return f"{RESET} "
    if upper[3] < OPAQUE:
        return f"{RESET}{_ink(38, lower)}{LOWER}"
    ground = _ink(48, lower) if lower[3] >= OPAQUE else ""
    return f"{RESET}{_ink(38, upper)}{ground}{UPPER}"


def _ink(layer: int, pixel: Pixel) -> str:
    red, green, blue, _ = pixel
    return f"\x1b[{layer};2;{red};{green};{blue}m"
