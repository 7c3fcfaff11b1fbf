"""A SQLite file belongs to one process at a time: whoever reads what is due and who leases it is alone with it.

The lock is SQLite's own, held on an empty file beside the database. So it works wherever the database does, on every
system, and the system takes it back from a process that ends, however it ends. A lock on the database itself would
keep out those who may come in: `budge check`, a reader of the operator's.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


class OwnedByAnother(Exception):  # noqa: N818 - it reads as what is the case
    """Another process has the file, and has it until it ends."""


@contextmanager
def owned(file: Path) -> Iterator[None]:
    """The file is this process's for as long as the block lasts, by whatever path others come to it.

    Raises OwnedByAnother at once, and sqlite3.Error where no file can be made beside it.
    """
    with closing(sqlite3.connect(_lock_of(file), timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=OFF")  # nothing is written, so no journal is left behind either
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise OwnedByAnother from None
            raise
        yield


def _lock_of(file: Path) -> Path:
    target = file.resolve()  # where a symbolic link leads
    return target.with_name(f"{target.name}.lock")
