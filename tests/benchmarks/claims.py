"""Claiming due members and committing the intent to post: `python -m tests.benchmarks.claims [OPTIONS] [BATCH]`.

A hundred thousand members are stored in ten workspaces, and all are due. Budge claims 16,000 of them a turn, batch by
batch, each in a transaction of its own; the planner stands still meanwhile (every next reminder is an interval away)
and is timed apart. Beside it, each on a fresh copy of the same database: the bare driver, which sends the same
statements with the same parameters in the same transactions and fetches all rows, a slice of 400 members by turns; and
APScheduler, which wakes jobs that do nothing, one a member. Rows that travel as JSON are encoded by psycopg itself, and
come to sqlite3 as text. Both ratios are medians of pairs: of slices to the driver, of turns to APScheduler. Who begins
changes from pair to pair.

Of APScheduler's hundred thousand stored jobs 5,000 are due, since it cannot stop before it has woken all that are, and
a hundred thousand take it a minute or more a turn; with `--all-due` all are. What it does for a job is the same
however many are due: one row read, in one query for all, then one update and one commit. With more of them due what it
does once weighs less on each; but all jobs and their tasks stand in memory together, and the table holds more rows that
were replaced. So we expect 5,000 to flatter it by little, if at all. On SQLite its store is as SQLite comes, with a
rollback journal and `synchronous=FULL`: each of its commits waits for the disk, those of the others do not. Garbage is
collected before each slice and each turn, untimed.

PostgreSQL runs with its disk writes off as in the tests, or on (`--durable`), and the table says which.
"""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from statistics import harmonic_mean, median
from time import perf_counter, process_time

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.member import Member
from bot.domain.spread import DEFAULT_BOUNDS, Bounds
from bot.services.claiming import Claiming
from bot.services.planning import Planning
from bot.services.timing import UNHURRIED
from bot.store.schema import is_pending, reminders
from bot.store.transaction import SqlStore
from routines.loader import load_catalog
from tests.benchmarks import jobs
from tests.benchmarks.databases import Databases, both_kinds, copies
from tests.benchmarks.seeding import TUESDAY, Crowd, engine_of, seed
from tests.benchmarks.statements import Sent, psycopg_alone, sqlite3_alone, written_down
from tests.benchmarks.verdicts import at_least, spread

PLANNED = 2_000


class StandingStill(Planning):
    """Planning without the planner."""

    __slots__ = ()

    def planned_at(
        self,
        member: Member,
        bounds: Bounds,  # noqa: ARG002 - the same for all
        *,
        sent_at: datetime | None = None,  # noqa: ARG002 - as above
        now: datetime,
    ) -> datetime | None:
        return now + member.interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How far they race: `turns` times so many slices of so many claims, a slice each in turns."""

    members: int = 100_000
    workspaces: int = 10
    turns: int = 3
    slices: int = 40
    claims: int = 400
    batch: int = UNHURRIED.batch
    jobs: int = 5_000
    """How many of APScheduler's are due; as many are stored as there are members."""

    @property
    def crowd(self) -> Crowd:
        return Crowd(members=self.members, workspaces=self.workspaces)

    @property
    def claimed(self) -> int:
        """How many members a turn."""
        return self.slices * self.claims


@dataclass(slots=True)
class Pace:
    """Members a second, and the processor's microseconds for each in this process, turn by turn or slice by slice."""

    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    @contextmanager
    def timed(self, members: int) -> Iterator[None]:
        """Adds what the block takes for so many members."""
        gc.collect()
        started, worked = perf_counter(), process_time()
        yield
        self.costs.append((process_time() - worked) / members * 1_000_000)
        self.rates.append(members / (perf_counter() - started))

    @property
    def cells(self) -> str:
        return f"{spread(self.rates)} /s {median(self.costs):6.0f} µs of our processor"


@dataclass(frozen=True, slots=True)
class Race:
    """How it went on one kind of database."""

    title: str
    budge: Pace = field(default_factory=Pace)
    driver: Pace = field(default_factory=Pace)
    apscheduler: Pace = field(default_factory=Pace)

    def table(self, size: Size, *, goal: float) -> list[str]:
        to_driver = median(ours / bare for ours, bare in zip(self.budge.rates, self.driver.rates, strict=True))
        turns = zip(self.turns(size), self.apscheduler.rates, strict=True)
        to_apscheduler = median(ours / theirs for ours, theirs in turns)
        claimed = f"{size.members:,} members stored, {size.members:,} due, {size.claimed:,} of these claimed a turn"
        woken = f"{size.members:,} jobs stored, {size.jobs:,} due, {size.jobs:,} of these woken a turn"
        return [
            self.title,
            f"  Budge and the driver: {claimed}",
            f"  APScheduler: {woken}",
            f"  Budge                        {self.budge.cells}",
            f"  the driver, same statements  {self.driver.cells}   Budge to it {at_least(to_driver, goal)}",
            f"  APScheduler, a job a member  {self.apscheduler.cells}   Budge to it {at_least(to_apscheduler, 25)}",
        ]

    def turns(self, size: Size) -> list[float]:
        """Budge's rate of each turn as a whole."""
        starts = range(0, len(self.budge.rates), size.slices)
        return [harmonic_mean(self.budge.rates[start : start + size.slices]) for start in starts]


@dataclass(frozen=True, slots=True)
class Claimer:
    """Budge at one database."""

    engine: AsyncEngine
    size: Size
    claiming: Claiming

    async def claim(self, number: int) -> None:
        """Claims the slice of that number, going round the workspaces."""
        store, workspaces, limit = SqlStore(self.engine), self.size.crowd.ids, self.size.batch
        batches = self.size.claims // limit
        for batch in range(number * batches, (number + 1) * batches):
            async with store.transaction() as tx:
                await self.claiming.claim(tx, workspaces[batch % len(workspaces)], now=TUESDAY, limit=limit)


@asynccontextmanager
async def claimer(url: str, size: Size) -> AsyncIterator[Claimer]:
    async with engine_of(url) as engine:
        yield Claimer(engine, size, Claiming(StandingStill(load_catalog().routines)))
        async with engine.connect() as connection:
            claimed = await connection.scalar(select(func.count()).select_from(reminders).where(is_pending))
    assert claimed == size.claimed, f"{claimed} were claimed"


async def scripts(url: str, size: Size) -> list[list[Sent]]:
    """What each slice sends."""
    written = []
    async with claimer(url, size) as budge:
        for number in range(size.slices):
            with written_down(budge.engine) as script:
                await budge.claim(number)
            written.append(script)
    return written


async def slices(race: Race, ours: str, theirs: str, size: Size, written: Sequence[Sequence[Sent]]) -> None:
    """Budge and the bare driver, a slice each in turns, at two copies of one database."""
    alone = sqlite3_alone if theirs.startswith("sqlite") else psycopg_alone
    async with claimer(ours, size) as budge, alone(theirs) as send:
        for number, script in enumerate(written):
            pair = [(race.budge, budge.claim(number)), (race.driver, send(script))]
            for pace, work in (pair, pair[::-1])[number % 2]:
                with pace.timed(size.claims):
                    await work


def run(databases: Databases, size: Size) -> Race:
    """The whole race."""
    people, stored = databases.create(), databases.create()
    asyncio.run(seed(people, size.crowd))
    jobs.fill(stored, members=size.members, due=size.jobs)
    with copies(databases, people) as [one]:
        written = asyncio.run(scripts(one, size))
    gc.freeze()  # the scripts are large, and nobody's garbage
    race = Race(databases.title)

    def claim() -> None:
        with copies(databases, people, people) as [ours, theirs]:
            asyncio.run(slices(race, ours, theirs, size, written))

    def wake() -> None:
        with copies(databases, stored) as [due], race.apscheduler.timed(size.jobs):
            asyncio.run(jobs.wake(due, due=size.jobs))

    for number in range(size.turns):
        for turn in ((claim, wake), (wake, claim))[number % 2]:
            turn()
    gc.unfreeze()
    return race


async def planner(databases: Databases, size: Size) -> float:
    """Microseconds to plan one member as a claim does."""
    planning, url = Planning(load_catalog().routines), databases.create()
    await seed(url, Crowd(members=min(size.members, PLANNED)))
    async with engine_of(url) as engine, SqlStore(engine).transaction() as tx:
        people = await tx.members.all_active(size.crowd.ids[0])
    taken = []
    for _ in range(size.turns):
        started = perf_counter()
        for member in people:
            planning.planned_at(member, DEFAULT_BOUNDS, sent_at=TUESDAY, now=TUESDAY)
        taken.append(perf_counter() - started)
    return median(taken) / len(people) * 1_000_000


def report(databases: Databases, size: Size) -> list[str]:
    """The rates of one kind of database, and what the planner would add."""
    race = run(databases, size)
    planned = asyncio.run(planner(databases, size))
    whole = 1 / (1 / median(race.budge.rates) + planned / 1_000_000)
    return [
        *race.table(size, goal=0.65 if race.title.startswith("SQLite") else 0.75),
        f"  the planner apart            {planned:11,.1f} µs a member; with it Budge claims {whole:,.0f} /s",
    ]


def main(arguments: Sequence[str]) -> None:
    numbers = [int(argument) for argument in arguments if argument.isdigit()]
    size = Size(batch=numbers[0]) if numbers else Size()
    size = replace(size, jobs=size.members) if "--all-due" in arguments else size
    print(f"{size.turns} turns; Budge and the driver claim {size.batch} a transaction")  # noqa: T201 - printing is what this script is for
    with both_kinds(is_durable="--durable" in arguments) as kinds:
        for databases in kinds:
            print("\n".join(report(databases, size)))  # noqa: T201 - as above


if __name__ == "__main__":
    main(sys.argv[1:])
