"""Where the benchmarks' databases come from: SQLite files or a PostgreSQL server, and quick copies of filled ones."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Protocol

from tests.postgres import PostgresServer, running_postgres


class Databases(Protocol):
    @property
    def title(self) -> str:
        """What they are, and what a commit waits for."""

    def create(self) -> str:
        """The address of a new, empty database."""

    def copy(self, url: str) -> str:
        """The address of a copy of a database that nobody is connected to."""

    def drop(self, url: str) -> None:
        """Removes a database that nobody is connected to."""


@dataclass(frozen=True, slots=True)
class Files:
    """SQLite files in a folder."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def title(self) -> str:
        return "SQLite, WAL, synchronous=NORMAL as in production"

    def create(self) -> str:
        return f"sqlite+aiosqlite:///{self.folder / str(next(self._numbers))}.db"

    def copy(self, url: str) -> str:
        new = self.create()
        shutil.copyfile(file_of(url), file_of(new))
        return new

    def drop(self, url: str) -> None:
        for file in self.folder.glob(f"{file_of(url).name}*"):
            file.unlink()


@dataclass(frozen=True, slots=True)
class Served:
    """Databases of a PostgreSQL server."""

    server: PostgresServer

    @property
    def title(self) -> str:
        return f"PostgreSQL, fsync {'on' if self.server.is_durable else 'off'}"

    def create(self) -> str:
        return self.server.url(self.server.create())

    def copy(self, url: str) -> str:
        return self.server.url(self.server.create(template=name_of(url)))

    def drop(self, url: str) -> None:
        self.server.run(f"DROP DATABASE {name_of(url)}")


def file_of(url: str) -> Path:
    """The file of a SQLite address."""
    return Path(url.removeprefix("sqlite+aiosqlite:///"))


def name_of(url: str) -> str:
    """The database of a PostgreSQL address."""
    return url.partition("@/")[2].partition("?")[0]


@contextmanager
def both_kinds(*, is_durable: bool) -> Iterator[list[Databases]]:
    """PostgreSQL's and SQLite's, gone at the end."""
    with tempfile.TemporaryDirectory() as folder, running_postgres(is_durable=is_durable) as server:
        yield [Served(server), Files(Path(folder))]


@contextmanager
def copies(databases: Databases, *originals: str) -> Iterator[list[str]]:
    """Fresh copies of these, dropped at the end."""
    urls = [databases.copy(original) for original in originals]
    yield urls
    for url in urls:
        databases.drop(url)
