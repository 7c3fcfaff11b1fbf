"""What standings cost after a long history: `python -m tests.benchmarks.standings [--completions N] [--rounds N]`.

One team of 500 with the same last week, once with nothing before it (about 10,000 completions), once with as many weeks
before as it takes to come to N (10 million), all of the same people in one workspace. The readings of both take turns;
their medians and the ratio are printed beside the goal, for PostgreSQL and for SQLite. The first reading of all goes
through the whole history and keeps what it comes to: it is told apart.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import ColumnElement, Table, case, false, insert, literal, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.member import Visibility
from bot.domain.reminder import State
from bot.domain.standings import board
from bot.services.home import HomePages
from bot.services.offering import Offering
from bot.services.participation import participants
from bot.services.planning import Planning
from bot.services.statuses import Statuses
from bot.store.migrate import upgrade
from bot.store.schema import completions, daily_sums, members, reminders
from bot.store.transaction import SqlStore
from bot.store.values import to_row
from routines.loader import load_catalog
from tests.benchmarks.databases import Databases, both_kinds
from tests.benchmarks.seeding import engine_of
from tests.benchmarks.verdicts import at_most
from tests.store.rows import MINUTE, member, sent

TEAM = WorkspaceId("T1")
PEOPLE = [MemberId(f"U{number:03}") for number in range(500)]
FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 10, tzinfo=UTC)
REMINDERS_A_DAY = 2
is_lazy = or_(members.c.id.endswith("0"), members.c.id.endswith("5"))
A_WEEK = 5 * (len(PEOPLE) * REMINDERS_A_DAY * 2 - len(PEOPLE) // 5)  # completions
WEEK, DAY, HOUR = timedelta(weeks=1), timedelta(days=1), timedelta(hours=1)
ROUNDS = 40
GOAL = 3  # times a week without a history

IN_A_HURRY = {
    "postgresql": ["SET session_replication_role = replica"],  # no looking after foreign keys
    "sqlite": ["PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -1000000"],
}
Row = Mapping[str, Any]
Reading = Callable[[], Awaitable[object]]


class Friday:
    """A clock that stands."""

    def now(self) -> datetime:
        return FRIDAY


@dataclass(frozen=True, slots=True)
class Team:
    """A store with the team in it, and what is read of it."""

    store: SqlStore
    homes: HomePages

    async def weekly_board(self) -> None:
        """What the weekly post reads, everybody of the workspace being in the channel."""
        async with self.store.transaction() as tx:
            everybody = await participants(tx, TEAM, PEOPLE, after=FRIDAY - WEEK, until=FRIDAY, with_records=True)
        assert board(everybody, previous=None, earlier=()) is not None

    async def own_view(self) -> None:
        """What a member's own week reads."""
        view = await self.homes.own_view(TEAM, PEOPLE[0])
        assert view.ahead

    def readings(self) -> dict[str, Reading]:
        return {"weekly board": self.weekly_board, "own view": self.own_view}


def team(engine: AsyncEngine) -> Team:
    store, clock = SqlStore(engine), Friday()
    planning = Planning(load_catalog().routines)
    return Team(store, HomePages(store, clock, Statuses(clock, planning), Offering(planning)))


async def fill(engine: AsyncEngine, *, weeks: int) -> None:
    """Brings the database to the newest version and lets the team live so many weeks, the last one the same for all."""
    await upgrade(engine)
    await join(SqlStore(engine))
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        for setting in IN_A_HURRY[engine.dialect.name]:
            await driver.execute(setting)
        await driver.commit()
        for number in reversed(range(weeks)):
            async with connection.begin():
                for day in range(5):
                    await live(connection, MONDAY - number * WEEK + day * DAY)
        await driver.execute("ANALYZE")  # what the database does by itself after a while
        await driver.commit()
    await engine.dispose()  # the settings go with the connection


async def join(store: SqlStore) -> None:
    """Every other one asked to be shown."""
    async with store.transaction() as tx:
        await tx.workspaces.ensure(TEAM)
        for number, one in enumerate(PEOPLE):
            visibility = Visibility.SHOWN if number % 2 else Visibility.PRIVATE
            await tx.members.add(member(one, workspace=TEAM, visibility=visibility))


async def live(connection: AsyncConnection, first_at: datetime) -> None:
    """A day on which everybody gets all reminders and does both exercises, one in five only one in the afternoon."""
    for number in range(REMINDERS_A_DAY):
        sent_at = first_at + number * 3 * HOUR
        await give(connection, reminders, reminder_row(sent_at))
        await give(connection, completions, completion_row(sent_at, "hip-flex"))
        away = is_lazy if number else false()
        await give(connection, completions, completion_row(sent_at, "glute-bridge"), but=away)
    both = 2 * REMINDERS_A_DAY
    day = {"workspace": TEAM, "active_on": first_at.date(), "delivered": REMINDERS_A_DAY}
    await give(connection, daily_sums, day | {"done": case((is_lazy, both - 1), else_=both)})


def reminder_row(sent_at: datetime) -> dict[str, Any]:
    one = replace(sent(sent_at, workspace=TEAM), state=State.DONE, closed_at=sent_at + MINUTE)
    known = {name: value for name, value in to_row(one, "ref").items() if value is not None}
    return known | {"id": own_id(sent_at), "origin": own_id(sent_at), "offered": 2}


def completion_row(sent_at: datetime, exercise: str) -> dict[str, Any]:
    own = {"reminder": own_id(sent_at), "origin": own_id(sent_at), "exercise": exercise}
    return own | {"workspace": TEAM, "active_on": sent_at.date(), "completed_at": sent_at + MINUTE}


def own_id(sent_at: datetime) -> ColumnElement[str]:
    """As long as a real one, and as scattered."""
    return f"{hash(sent_at) % 16**8:08x}-{sent_at:%y%m%d%H}-reminder-of-" + members.c.id


async def give(connection: AsyncConnection, table: Table, row: Row, *, but: ColumnElement[bool] | None = None) -> None:
    """A row like this for each member, but for some."""
    full = {**row, "member": members.c.id}
    everybody = select(*(_valued(value, table.c[name]) for name, value in full.items()))
    some = everybody if but is None else everybody.where(not_(but))
    await connection.execute(insert(table).from_select(list(full), some))


def _valued(value: Any, column: ColumnElement[Any]) -> ColumnElement[Any]:
    return value if isinstance(value, ColumnElement) else literal(value, column.type)


async def seconds(reading: Reading) -> float:
    started = perf_counter()
    await reading()
    return perf_counter() - started


async def race(databases: Databases, *, weeks: int, rounds: int) -> list[str]:
    async with AsyncExitStack() as stack:
        teams: dict[int, Team] = {}
        for length in (1, weeks):
            engine = await stack.enter_async_context(engine_of(databases.create()))
            started = perf_counter()
            await fill(engine, weeks=length)
            print(f"  {length} weeks filled in {perf_counter() - started:.0f} s", flush=True)  # noqa: T201 - it takes long
            teams[length] = team(engine)
        first = {length: await seconds(one.weekly_board) for length, one in teams.items()}
        times: dict[str, dict[int, list[float]]] = {}
        for number in range(rounds):
            for length in sorted(teams, reverse=bool(number % 2)):
                for name, reading in teams[length].readings().items():
                    times.setdefault(name, {}).setdefault(length, []).append(await seconds(reading))
        return [
            databases.title,
            *(line(name, [median(taken[length]) for length in teams]) for name, taken in times.items()),
            f"{timed('first reading ever', list(first.values()))}  grows with the history, and is made once",
        ]


def line(name: str, taken: list[float]) -> str:
    short, long = taken
    return f"{timed(name, taken)}  ratio {at_most(long / short, GOAL)}"


def timed(name: str, taken: list[float]) -> str:
    short, long = taken
    return f"  {name:20} one week {short * 1e3:8.1f} ms  whole history {long * 1e3:8.1f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--completions", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args()
    weeks = max(2, chosen.completions // A_WEEK)
    with both_kinds(is_durable=False) as kinds:
        for databases in kinds:
            print(f"{weeks * A_WEEK:,} completions in {weeks} weeks", flush=True)  # noqa: T201 - printing is its purpose
            lines = asyncio.run(race(databases, weeks=weeks, rounds=chosen.rounds))
            print("\n".join(lines), flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main()
