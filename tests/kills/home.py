"""Where a world keeps what lasts: a folder, and a migrated database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from tests.postgres import PostgresServer
from tests.stores import migrate


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    folder: Path
    url: str
    server: Path | None
    """The folder with PostgreSQL's socket; None for SQLite."""

    @classmethod
    def made(cls, folder: Path, server: PostgresServer | None) -> Self:
        """A new one, its database in the folder or on the server."""
        folder.mkdir()
        url = server.url(server.create()) if server else f"sqlite+aiosqlite:///{folder}/budge.db"
        migrate(url)
        return cls(folder=folder, url=url, server=server.folder if server else None)

    def folder_of(self, life: int) -> Path:
        """A new folder for one life's door."""
        folder = self.folder / str(life)
        folder.mkdir()
        return folder

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncEngine]:
        """An engine that locks nothing. The bot's own lets one transaction at a time into SQLite."""
        driver = "sqlite+aiosqlite" if self.server is None else "postgresql+psycopg"
        engine = create_async_engine(make_url(self.url).set(drivername=driver))
        try:
            yield engine
        finally:
            await engine.dispose()

    def url_through(self, door: Path) -> str:
        """The address of the PostgreSQL database by way of a socket in another folder."""
        return self.url.replace(f"host={self.server}", f"host={door}")
