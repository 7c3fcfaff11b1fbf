"""Databases with many members in them: one statement for ten thousand rows, on both databases, by the real schema."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, insert, literal, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.ids import ChannelId, MemberId, WorkspaceId
from bot.domain.member import Member
from bot.store.engine import make_engine
from bot.store.migrate import upgrade
from bot.store.schema import members as member_rows
from bot.store.transaction import SqlStore
from bot.store.values import to_row
from tests.benchmarks.databases import Databases

TUESDAY = datetime(2026, 11, 17, 10, 30, tzinfo=UTC)  # half past eleven in Berlin
FIRST = WorkspaceId("T0")
SPREAD = 30  # whole minutes: so far law 3 draws the members of a workspace apart
TOGETHER = 10_000  # rows of one statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """So many members, divided evenly among so many workspaces, and when their next reminders come."""

    members: int
    workspaces: int = 1
    next_at: datetime = TUESDAY
    """The last of the whole minutes over which they are spread."""
    spread: int = SPREAD
    idle: int = 0
    """So many more in every workspace, who come two hours later."""
    own: WorkspaceId = FIRST
    """The first of the workspaces: the bot's."""

    @property
    def ids(self) -> list[WorkspaceId]:
        return [self.own, *(WorkspaceId(f"T{number}") for number in range(1, self.workspaces))]

    def portions(self) -> Iterator[tuple[WorkspaceId, datetime, range]]:
        """Which members of which workspace come when."""
        minute, size = timedelta(minutes=1), self.members // self.workspaces
        for workspace in self.ids:
            for ago in range(self.spread):
                numbers = range(size * ago // self.spread, size * (ago + 1) // self.spread)
                yield workspace, self.next_at - ago * minute, numbers
            yield workspace, self.next_at + timedelta(hours=2), range(size, size + self.idle)


@asynccontextmanager
async def engine_of(url: str) -> AsyncIterator[AsyncEngine]:
    """An engine as production makes it, disposed of at the end."""
    engine = make_engine(url)
    try:
        yield engine
    finally:
        await engine.dispose()


async def seeded(databases: Databases, crowd: Crowd) -> str:
    """The address of a new database with these members."""
    url = databases.create()
    await seed(url, crowd)
    return url


async def seed(url: str, crowd: Crowd) -> None:
    """Brings the database to the newest version and fills it."""
    async with engine_of(url) as engine:
        await upgrade(engine)
        store = SqlStore(engine)
        async with store.transaction() as tx:
            for workspace in crowd.ids:
                await tx.workspaces.ensure(workspace)
                await tx.workspaces.expect(workspace, crowd.next_at - timedelta(minutes=crowd.spread - 1))
        async with engine.begin() as connection:
            for workspace, next_at, numbers in crowd.portions():
                for start in range(numbers.start, numbers.stop, TOGETHER):
                    some = range(start, min(start + TOGETHER, numbers.stop))
                    columns, rows = _members(workspace, next_at, some)
                    await connection.execute(insert(member_rows).from_select(columns, rows))
    await tidy(url)


async def tidy(url: str) -> None:
    """What the database does by itself after a while."""
    async with engine_of(url) as engine, engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            await connection.execute(text("ANALYZE"))
            await connection.commit()
        else:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text("VACUUM ANALYZE workspaces, members"))


def _members(workspace: WorkspaceId, next_at: datetime, numbers: range) -> tuple[list[str], Select[tuple[object, ...]]]:
    """The columns, and a query that makes up the rows."""
    like = Member(
        workspace=workspace,
        id=MemberId(""),
        name="Ana",
        channel=ChannelId(""),
        zone="Europe/Berlin",
        joined_at=TUESDAY - timedelta(days=90),
        welcomed_at=TUESDAY - timedelta(days=90),
        next_at=next_at,
    )
    own = select(literal(numbers.start).label("number")).cte("own", recursive=True)
    own = own.union_all(select(own.c.number + 1).where(own.c.number < numbers.stop - 1))
    number = cast(own.c.number, Text)
    values: dict[str, ColumnElement[Any]] = {
        name: literal(value, member_rows.c[name].type) for name, value in to_row(like).items() if value is not None
    }
    values |= {"id": literal("U") + number, "channel": literal("D") + number}
    return list(values), select(*values.values()).select_from(own)
