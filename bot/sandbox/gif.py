"""The first frame of a moving picture, for people who want nothing to move."""

_HEADERS = (b"GIF87a", b"GIF89a")
_SCREEN = slice(6, 13)  # width, height, flags, background, aspect
_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_GRAPHIC_CONTROL = 0xF9  # says which colour is transparent
_IMAGE_HEAD = 10  # the mark, left, top, width, height, flags


def first_frame(content: bytes) -> bytes:
    """A GIF with nothing but the first frame of this one. Raises ValueError for what is none."""
    if content[:6] not in _HEADERS:
        raise ValueError("not a GIF")
    try:
        return _first_frame(content)
    except IndexError:
        raise ValueError("the GIF ends too early") from None


def _first_frame(content: bytes) -> bytes:
    at = _SCREEN.stop + _palette(content[_SCREEN.start + 4])
    kept = content[:at]
    while content[at] == _EXTENSION:
        end = _end_of_blocks(content, at + 2)
        if content[at + 1] == _GRAPHIC_CONTROL:
            kept += content[at:end]
        at = end
    if content[at] != _IMAGE:
        raise ValueError("the GIF has no frame")
    pixels = at + _IMAGE_HEAD + _palette(content[at + _IMAGE_HEAD - 1])
    return kept + content[at : _end_of_blocks(content, pixels + 1)] + bytes([_TRAILER])


def _palette(flags: int) -> int:
    """The bytes that the table of colours takes, which these flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_blocks(content: bytes, at: int) -> int:
    """Where a run of blocks ends: each begins with its length, the last one has none."""
    while length := content[at]:
        at += length + 1
    return at + 1
