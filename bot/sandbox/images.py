"""Picture files as their bytes tell: of which kind one is, and how large."""

from collections.abc import Iterator
from struct import error, unpack_from

_SIGNS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # the JPEG segments that tell the size
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # those without a length

Size = tuple[int, int]


def media_type(content: bytes) -> str:
    """`image/png`, `image/jpeg` or `image/gif`; empty for anything else."""
    return next((kind for sign, kind in _SIGNS.items() if content.startswith(sign)), "")


def size_of(content: bytes) -> Size | None:
    """Width and height in pixels; None for what is no picture."""
    try:
        width, height = _SIZES[media_type(content)](content)
    except (KeyError, IndexError, ValueError, error):
        return None
    return (width, height) if width and height else None


def fitted(size: Size, *, within: int) -> Size:
    """The size at which a picture fits into a square; a smaller one stays as it is."""
    scale = min(1.0, within / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _size_of_png(content: bytes) -> Size:
    width, height = unpack_from(">II", content, 16)
    return width, height


def _size_of_gif(content: bytes) -> Size:
    width, height = unpack_from("<HH", content, 6)
    return width, height


def _size_of_jpeg(content: bytes) -> Size:
    at = next(at for at, mark in _segments(content) if mark in _FRAMES)
    height, width = unpack_from(">HH", content, at + 5)
    return width, height


def _segments(content: bytes) -> Iterator[tuple[int, int]]:
    """Where each segment of a JPEG begins, and its mark. Raises ValueError at the end."""
    at = 2
    while content[at] == 0xFF:  # noqa: PLR2004  what every segment begins with
        mark = content[at + 1]
        yield at, mark
        at += 2 if mark in _BARE else 2 + unpack_from(">H", content, at + 2)[0]
    raise ValueError("no segment")


_SIZES = {"image/png": _size_of_png, "image/gif": _size_of_gif, "image/jpeg": _size_of_jpeg}
