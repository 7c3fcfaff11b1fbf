"""Why a database cannot be used, in words for the operator. Nothing of its address is in them: it holds a password."""

import re
import sqlite3
from typing import Any

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

SQLITE_REASONS = {
    sqlite3.SQLITE_BUSY: "another process keeps it locked",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_CORRUPT: "it is damaged",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "reading or writing it failed",
    sqlite3.SQLITE_LOCKED: "another process keeps it locked",
    sqlite3.SQLITE_NOTADB: "it is not a SQLite database",
    sqlite3.SQLITE_READONLY: "it cannot be written to",
}
_SAID_BY_SERVER = re.compile(r"\b(?:FATAL|PANIC):\s+(\S.*)")


def reason(error: SQLAlchemyError) -> str:
    """A clause that goes on after "cannot be used: "."""
    if isinstance(error, PoolTimeoutError):
        return "no connection became free in time"
    original = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(original, sqlite3.Error):
        return sqlite_reason(original)
    if isinstance(error, DBAPIError) and hasattr(original, "diag"):
        return _of_postgresql(error)
    return type(original or error).__name__


def sqlite_reason(error: sqlite3.Error) -> str:
    """The same of an error of SQLite's own."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return SQLITE_REASONS.get(code & 0xFF, f"SQLite says {getattr(error, 'sqlite_errorname', 'nothing more')}")


def _of_postgresql(error: DBAPIError) -> str:
    """Only what the server itself said: what the client says quotes the address, and a slip there shows a password.

    Psycopg is not asked for its own classes: importing it takes a tenth of the start, and SQLite has no use for it.
    """
    original: Any = error.orig
    said = original.diag.message_primary or next(iter(_SAID_BY_SERVER.findall(str(original))), None)
    if said is not None:
        return f"it says: {said}"
    if isinstance(error, OperationalError):
        return "it cannot be reached"
    return "its address is not understood"
