"""What happened in a world, in order: its hash tells two runs apart, its end tells what led to a violation."""

import hashlib
from collections import deque
from dataclasses import dataclass, field

KEPT = 80
"""Lines that are kept to be shown."""


@dataclass(slots=True)
class Trace:
    last: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT))
    lines: int = 0
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def tell(self, elapsed: float, line: str) -> None:
        told = f"{elapsed:.6f} {line}"
        self._hash.update(told.encode() + b"\n")
        self.last.append(told)
        self.lines += 1

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()[:16]
