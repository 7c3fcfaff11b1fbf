"""The database, as the services use it."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.ports.installations import Erasures, Installations
from bot.ports.oversight import Notices, Oversight
from bot.ports.pictures import Pictures
from bot.ports.privacy import Belongings, OldRows
from bot.ports.tables import Errands, Members, Posts, Reminders, Standings, Workspaces


class Transaction(Protocol):
    @property
    def workspaces(self) -> Workspaces: ...
    @property
    def members(self) -> Members: ...
    @property
    def reminders(self) -> Reminders: ...
    @property
    def errands(self) -> Errands: ...
    @property
    def standings(self) -> Standings: ...
    @property
    def posts(self) -> Posts: ...
    @property
    def belongings(self) -> Belongings: ...
    @property
    def old_rows(self) -> OldRows: ...
    @property
    def installations(self) -> Installations: ...
    @property
    def erasures(self) -> Erasures: ...
    @property
    def oversight(self) -> Oversight: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def pictures(self) -> Pictures: ...
    async def now(self) -> datetime | None:
        """The database's own time at this very moment; None where it has no clock but this machine's."""


class Store(Protocol):
    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction that commits on exit and rolls back on an error; raises StoreUnavailable."""
