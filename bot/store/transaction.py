"""The store: transactions over every table, with the driver's errors turned into ours at the edge."""

import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.ports import StoreUnavailable
from bot.store.belongings import SqlBelongings
from bot.store.columns import UtcDateTime
from bot.store.daily_sums import DailySums
from bot.store.erasures import SqlErasures
from bot.store.errands import SqlErrands
from bot.store.installations import SqlInstallations
from bot.store.keyring import NO_KEYS, Keyring
from bot.store.members import SqlMembers
from bot.store.notices import SqlNotices
from bot.store.old_rows import SqlOldRows
from bot.store.oversight import SqlOversight
from bot.store.pictures import SqlPictures
from bot.store.posts import SqlPosts
from bot.store.queues import lengths
from bot.store.reminders import SqlReminders
from bot.store.standings import SqlStandings
from bot.store.trouble import reason
from bot.store.workspaces import SqlWorkspaces

_NOW = select(func.clock_timestamp(type_=UtcDateTime()))


class SqlTransaction:
    """One transaction on one connection."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring = NO_KEYS) -> None:
        self._connection = connection
        self.workspaces = SqlWorkspaces(connection)
        self.members = SqlMembers(connection)
        self._sums = DailySums(connection)
        self.reminders = SqlReminders(connection, self._sums)
        self.errands = SqlErrands(connection)
        self.standings = SqlStandings(connection, self._sums)
        self.posts = SqlPosts(connection, self.members)
        self.belongings = SqlBelongings(connection)
        self.old_rows = SqlOldRows(connection)
        self.oversight = SqlOversight(connection, self.workspaces)
        self.notices = SqlNotices(connection)
        self.pictures = SqlPictures(connection)
        self.installations = SqlInstallations(connection, keyring)
        self.erasures = SqlErasures(connection)

    async def now(self) -> datetime | None:
        return await self._connection.scalar(_NOW)

    async def settle(self) -> None:
        """Writes what is owed before the commit."""
        await self.workspaces.settle()
        await self._sums.settle()


class SqlStore:
    """The store on SQLite or PostgreSQL."""

    def __init__(self, engine: AsyncEngine, keyring: Keyring = NO_KEYS) -> None:
        self._engine = engine
        self._keyring = keyring

    @property
    def engine(self) -> AsyncEngine:
        """For the rest of the store alone."""
        return self._engine

    async def queue_lengths(self, *, now: datetime) -> Mapping[str, int]:
        """How much waits by now, by the name of the queue; raises StoreUnavailable."""
        with passing_as_unavailable():
            async with self._engine.connect() as connection:
                return await lengths(connection, now=now)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqlTransaction]:
        """A transaction that commits on exit and rolls back on an error; raises StoreUnavailable.

        On PostgreSQL rows are locked in one order, so that no two transactions wait for each other: members, their
        reminders, errands, the workspace, and the daily sums last.
        """
        with passing_as_unavailable():
            async with self._engine.connect() as connection, connection.begin() as begun:
                transaction = SqlTransaction(connection, self._keyring)
                yield transaction
                await transaction.settle()
                with passing_as_unavailable(is_committing=True):
                    await begun.commit()


@contextmanager
def passing_as_unavailable(*, is_committing: bool = False) -> Iterator[None]:
    """Turns the driver's errors that will pass into StoreUnavailable."""
    try:
        yield
    except (DBAPIError, PoolTimeoutError) as error:
        if _will_pass(error):
            is_lost = isinstance(error, DBAPIError) and error.connection_invalidated
            raise StoreUnavailable(reason(error), outcome_unknown=is_committing and is_lost) from error
        raise


def _will_pass(error: DBAPIError | PoolTimeoutError) -> bool:
    """Whether the database is out of reach or busy, rather than asked something wrong."""
    if not isinstance(error, DBAPIError):
        return True
    if isinstance(error.orig, sqlite3.Error):
        # SQLite calls a missing table operational, too, and a file that is no database merely a database error.
        asked_wrong = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISUSE, sqlite3.SQLITE_RANGE, sqlite3.SQLITE_CONSTRAINT}
        code: int | None = getattr(error.orig, "sqlite_errorcode", None)
        return code is not None and code & 0xFF not in asked_wrong
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
