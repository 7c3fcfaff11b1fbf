"""Ways in which a database is not there for a while."""

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tests.postgres import PostgresServer


class Outage(Protocol):
    def begin(self) -> None:
        """From now on the database cannot be used."""

    def end(self) -> None:
        """From now on it can."""


@dataclass(slots=True)
class Locked:
    """Another process writes to the SQLite file and does not come to an end."""

    file: Path
    _writer: sqlite3.Connection | None = field(default=None, init=False)

    def begin(self) -> None:
        self._writer = sqlite3.connect(self.file, isolation_level=None)
        self._writer.execute("BEGIN IMMEDIATE")

    def end(self) -> None:
        assert self._writer is not None
        self._writer.execute("ROLLBACK")
        self._writer.close()


@dataclass(frozen=True, slots=True)
class Stopped:
    """PostgreSQL is stopped in the middle of everything, and started again."""

    server: PostgresServer

    def begin(self) -> None:
        self.server.stop()

    def end(self) -> None:
        self.server.start()


@dataclass(slots=True)
class Frozen:
    """PostgreSQL keeps its connections, takes new ones and answers nobody, as one whose disk hangs."""

    server: PostgresServer
    _frozen: list[int] = field(default_factory=list, init=False)

    def begin(self) -> None:
        postmaster = int((self.server.folder / "data" / "postmaster.pid").read_text().split()[0])
        self._frozen = list(_family(postmaster))
        self._signal(signal.SIGSTOP)

    def end(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        for process in self._frozen:
            os.kill(process, number)


@contextmanager
def lasting(outage: Outage) -> Iterator[None]:
    """An outage for as long as the block lasts."""
    outage.begin()
    try:
        yield
    finally:
        outage.end()


def _family(process: int) -> Iterator[int]:
    """A process and all that it has begun."""
    yield process
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        yield from _family(int(child))
