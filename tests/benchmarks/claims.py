"""Claiming due members and committing the intent to post: `python -m tests.benchmarks.claims [--durable] [BATCH]`.

A hundred thousand members are due in ten workspaces. Budge claims them batch by batch, each in a transaction of its
own; the planner stands still meanwhile (every next reminder is an interval away) and is timed apart. Beside it, in
turns, each on a fresh copy of the same database: the bare driver, which sends the same statements with the same
parameters in the same transactions and fetches all rows; and APScheduler, which wakes jobs that do nothing, one a
member, of a hundred thousand that are stored.

PostgreSQL runs with its disk writes off as in the tests, or on (`--durable`), and the table says which.
"""

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from statistics import median
from time import perf_counter

from sqlalchemy import func, select

from bot.domain.member import Member
from bot.domain.spread import DEFAULT_BOUNDS, Bounds
from bot.services.claiming import Claiming
from bot.services.planning import Planning
from bot.services.timing import UNHURRIED
from bot.store.schema import is_pending, reminders
from bot.store.transaction import SqlStore
from routines.loader import load_catalog
from tests.benchmarks import jobs
from tests.benchmarks.databases import Databases, both_kinds
from tests.benchmarks.seeding import TUESDAY, Crowd, engine_of, seed
from tests.benchmarks.statements import Sent, sent_by_psycopg, sent_by_sqlite3, written_down
from tests.benchmarks.verdicts import at_least, spread

PLANNED = 2_000


class StandingStill(Planning):
    """Planning without the planner."""

    __slots__ = ()

    def planned_at(self, member: Member, bounds: Bounds, *, now: datetime) -> datetime | None:  # noqa: ARG002 - the same for all
        return now + member.interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How far they race."""

    members: int = 100_000
    workspaces: int = 10
    claims: int = 20_000
    jobs: int = 5_000
    rounds: int = 5
    batch: int = UNHURRIED.batch

    @property
    def crowd(self) -> Crowd:
        return Crowd(members=self.members, workspaces=self.workspaces)


@dataclass(frozen=True, slots=True)
class Rates:
    """Members a second, in each round."""

    title: str
    budge: list[float] = field(default_factory=list)
    driver: list[float] = field(default_factory=list)
    apscheduler: list[float] = field(default_factory=list)

    def table(self, goal: float) -> list[str]:
        of_driver = median(ours / bare for ours, bare in zip(self.budge, self.driver, strict=True))
        times = median(ours / theirs for ours, theirs in zip(self.budge, self.apscheduler, strict=True))
        return [
            self.title,
            f"  Budge                        {spread(self.budge)} /s",
            f"  the driver, same statements  {spread(self.driver)} /s   Budge to it {at_least(of_driver, goal)}",
            f"  APScheduler, a job a member  {spread(self.apscheduler)} /s   Budge to it {at_least(times, 25)}",
        ]


async def claim(url: str, size: Size, planning: Planning, *, script: list[Sent] | None = None) -> float:
    """Claims a second, going round the workspaces; fills the script with all that is sent."""
    claiming, workspaces = Claiming(planning), size.crowd.ids
    async with engine_of(url) as engine:
        store = SqlStore(engine)
        async with store.transaction() as tx:
            await tx.workspaces.earliest_due(now=TUESDAY, lease_now=TUESDAY)  # connects
        with written_down(engine, script) if script is not None else nullcontext():
            started = perf_counter()
            for batch in range(size.claims // size.batch):
                async with store.transaction() as tx:
                    await claiming.claim(tx, workspaces[batch % len(workspaces)], now=TUESDAY, limit=size.batch)
            seconds = perf_counter() - started
        async with engine.connect() as connection:
            claimed = await connection.scalar(select(func.count()).select_from(reminders).where(is_pending))
    assert claimed == size.claims, f"{claimed} were claimed"
    return size.claims / seconds


async def send(url: str, size: Size, script: Sequence[Sent]) -> float:
    """What the bare driver makes of it."""
    seconds = await (sent_by_sqlite3 if url.startswith("sqlite") else sent_by_psycopg)(url, script)
    return size.claims / seconds


async def wake(url: str, size: Size) -> float:
    return size.jobs / await jobs.wake(url, due=size.jobs)


async def race(databases: Databases, size: Size) -> Rates:
    """Everybody's rates, turn by turn, each on a copy of the same database."""
    planning = StandingStill(load_catalog().routines[0])
    people, stored = databases.create(), databases.create()
    await seed(people, size.crowd)
    jobs.fill(stored, members=size.members, due=size.jobs)

    async def turn(original: str, contestant: Callable[[str], Awaitable[float]]) -> float:
        url = databases.copy(original)
        gc.collect()
        try:
            return await contestant(url)
        finally:
            databases.drop(url)

    rates, script = Rates(databases.title), list[Sent]()
    await turn(people, lambda url: claim(url, size, planning, script=script))
    gc.freeze()  # the script is large, and nobody's garbage
    for _ in range(size.rounds):
        rates.budge.append(await turn(people, lambda url: claim(url, size, planning)))
        rates.driver.append(await turn(people, lambda url: send(url, size, script)))
        rates.apscheduler.append(await turn(stored, lambda url: wake(url, size)))
    gc.unfreeze()
    return rates


async def planner(databases: Databases, size: Size) -> float:
    """Microseconds to plan one member as a claim does."""
    planning, url = Planning(load_catalog().routines[0]), databases.create()
    await seed(url, Crowd(members=min(size.members, PLANNED)))
    async with engine_of(url) as engine, SqlStore(engine).transaction() as tx:
        people = await tx.members.all_active(size.crowd.ids[0])
    taken = []
    for _ in range(size.rounds):
        started = perf_counter()
        for member in people:
            planning.planned_at(replace(member, last_sent_at=TUESDAY), DEFAULT_BOUNDS, now=TUESDAY)
        taken.append(perf_counter() - started)
    return median(taken) / len(people) * 1_000_000


def report(databases: Databases, size: Size) -> list[str]:
    """The rates of one kind of database, and what the planner would add."""
    rates = asyncio.run(race(databases, size))
    planned = asyncio.run(planner(databases, size))
    whole = 1 / (1 / median(rates.budge) + planned / 1_000_000)
    return [
        *rates.table(goal=0.65 if rates.title.startswith("SQLite") else 0.75),
        f"  the planner apart            {planned:11,.1f} µs a member; with it Budge claims {whole:,.0f} /s",
    ]


def main(arguments: Sequence[str]) -> None:
    numbers = [int(argument) for argument in arguments if argument.isdigit()]
    size = Size(batch=numbers[0]) if numbers else Size()
    print(f"{size.members:,} members due, {size.claims:,} claimed, {size.batch} a transaction")  # noqa: T201 - printing is what this script is for
    with both_kinds(is_durable="--durable" in arguments) as kinds:
        for databases in kinds:
            print("\n".join(report(databases, size)))  # noqa: T201 - as above


if __name__ == "__main__":
    main(sys.argv[1:])
