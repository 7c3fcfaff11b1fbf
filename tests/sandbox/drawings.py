"""Pictures small enough to be made byte by byte; browsers draw them."""

import zlib
from struct import pack

WHITE, RED, BLUE = 0, 1, 2
_COLOURS = bytes([255, 255, 255, 255, 0, 0, 0, 0, 255, 0, 0, 0])
_START_OVER, _END = 4, 5  # for a reader of pixels of two bits each


def gif(*frames: int, width: int = 8, height: int = 6) -> bytes:
    """A GIF with a frame of each colour, one after the other."""
    head = b"GIF89a" + pack("<HH", width, height) + bytes([0x91, 0, 0]) + _COLOURS
    loop = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    remark = b"\x21\xfe\x05hello\x00"
    return head + loop + remark + b"".join(frame(colour, width=width, height=height) for colour in frames) + b"\x3b"


def frame(colour: int, *, width: int, height: int) -> bytes:
    """One frame: how long it stays, where it stands, its pixels."""
    control = b"\x21\xf9\x04\x04\x0a\x00\x00\x00"
    place = b"\x2c" + pack("<HHHHB", 0, 0, width, height, 0)
    return control + place + b"\x02" + _blocks(_pixels(colour, number=width * height))


def png(width: int = 8, height: int = 6) -> bytes:
    rows = (b"\x00" + b"\xff\x00\x00" * width) * height
    head = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def jpeg(width: int = 8, height: int = 6) -> bytes:
    """As far as to where it tells its size: no browser draws it."""
    about = b"\xff\xe0" + pack(">H", 16) + b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    return b"\xff\xd8" + about + b"\xff\xc0" + pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"


def _pixels(colour: int, *, number: int) -> bytes:
    """So many pixels, a multiple of four, as GIF packs them: starting over before each keeps codes at three bits."""
    pixel = _START_OVER | colour << 3
    four = sum(pixel << 6 * at for at in range(4)).to_bytes(3, "little")
    return four * (number // 4) + bytes([_END])


def _blocks(content: bytes) -> bytes:
    parts = [content[at : at + 255] for at in range(0, len(content), 255)]
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\x00"


def _chunk(name: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + name + content + pack(">I", zlib.crc32(name + content))
