"""As much of PostgreSQL's protocol as it takes to read the statements that a client sends."""

from collections.abc import Iterator
from dataclasses import dataclass, field

LENGTH = 4  # bytes
STARTED = {196608, 196610}  # protocol 3.0 and 3.2: from here on every message begins with a letter


@dataclass(slots=True)
class Frames:
    """Cuts what a client sends into messages."""

    _buffer: bytearray = field(default_factory=bytearray)
    _has_started: bool = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The messages that are whole by now."""
        self._buffer += data
        while (size := self._size()) is not None and len(self._buffer) >= size:
            frame = bytes(self._buffer[:size])
            del self._buffer[:size]
            if not self._has_started:
                self._has_started = int.from_bytes(frame[4:8]) in STARTED
            yield frame

    def _size(self) -> int | None:
        letter = 1 if self._has_started else 0
        if len(self._buffer) < letter + LENGTH:
            return None
        return letter + int.from_bytes(self._buffer[letter : letter + LENGTH])


@dataclass(slots=True)
class Statements:
    """What each message has the server run."""

    _prepared: dict[bytes, str] = field(default_factory=dict)

    def of(self, frame: bytes) -> str | None:
        """The statement that this message runs; None when it runs none."""
        body = frame[1 + LENGTH :]
        match frame[:1]:
            case b"Q":
                return body.rstrip(b"\0").decode()
            case b"P":
                name, statement = body.split(b"\0")[:2]
                self._prepared[name] = statement.decode()
            case b"B":
                _portal, name = body.split(b"\0")[:2]
                return self._prepared.get(name)
        return None
