"""Reminders posted end to end: `python -m tests.benchmarks.sending [--durable]`.

Five thousand of ten thousand members are due, and Slack answers at once. Budge is put together as in production, but
for the pace; it leases, claims, posts and records until nothing is due. In turns with it: a bot with one APScheduler
job a member in a SQLAlchemyJobStore, each of which draws the same card, posts it through one shared session and
records a row; it checks nothing and plans nothing. Who begins changes from turn to turn. On SQLite its jobs are stored
with SQLite's own `synchronous=FULL`, so that each of their commits waits for the disk; nobody else's do.
Beside each: the longest that the event loop stood still, by a timer of a millisecond. The worst turn is what counts.

PostgreSQL runs with its disk writes off as in the tests, or on (`--durable`), and the table says which.
"""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from statistics import median
from time import perf_counter
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Column, MetaData, Table, Text, insert

from bot.app import assembled
from bot.clock import MovableClock
from bot.config import LogFormat, LogLevel, Settings
from bot.domain.card import Card, Hint
from bot.domain.ids import MemberId, reminder_id
from bot.domain.reminder import Kind, Reminder
from bot.lifetime import keep_what_stands
from bot.log import set_up_logging
from bot.services.timing import AT_FULL_SPEED
from bot.slack.blocks.card import reminder_card
from bot.slack.client import Wire, open_session, web_client
from bot.store.columns import UtcDateTime
from bot.store.engine import make_engine
from routines.loader import load_catalog
from tests.benchmarks import jobs
from tests.benchmarks.databases import Databases, both_kinds, copies
from tests.benchmarks.seeding import FIRST, TUESDAY, Crowd, seed
from tests.benchmarks.slack_apart import SlackApart, slack_apart
from tests.benchmarks.verdicts import spread, worst_at_most

TOKEN = "xoxb-benchmark"
SPREAD = 10  # minutes; who is later than fifteen is not reminded any more
A_MILLISECOND = 0.001
CONNECTIONS = 10

Contestant = Callable[[str, SlackApart, int], Coroutine[Any, Any, "Run"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    due: int = 5_000
    idle: int = 5_000
    rounds: int = 3

    @property
    def crowd(self) -> Crowd:
        return Crowd(members=self.due, idle=self.idle, spread=SPREAD)


@dataclass(slots=True)
class Run:
    """How one went."""

    seconds: float = 0.0
    longest_stall: float = 0.0


@dataclass(frozen=True, slots=True)
class Contest:
    """How all went."""

    title: str
    budge: list[Run] = field(default_factory=list)
    apscheduler: list[Run] = field(default_factory=list)

    def table(self, size: Size) -> list[str]:
        pairs = zip(self.budge, self.apscheduler, strict=True)
        times = median(theirs.seconds / ours.seconds for ours, theirs in pairs)
        stalls, others = ([one.longest_stall * 1000 for one in runs] for runs in (self.budge, self.apscheduler))
        return [
            self.title,
            f"  Budge                        {spread(size.due / one.seconds for one in self.budge)} posts/s",
            f"  APScheduler, a job a member  {spread(size.due / one.seconds for one in self.apscheduler)} posts/s",
            f"  Budge to it                  {times:11.2f}   (as high as it goes; the prototype's ceiling: 4 to 5)",
            f"  longest stall, ms            {worst_at_most(stalls, 50)}; APScheduler's {spread(others).strip()}",
        ]


@asynccontextmanager
async def watched() -> AsyncIterator[Run]:
    """Times the block, and watches the loop meanwhile."""
    run = Run()

    async def watch() -> None:
        while True:
            asleep_at = perf_counter()
            await asyncio.sleep(A_MILLISECOND)
            run.longest_stall = max(run.longest_stall, perf_counter() - asleep_at - A_MILLISECOND)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0.05)
    run.longest_stall, started = 0.0, perf_counter()
    try:
        yield run
        run.seconds = perf_counter() - started
        await asyncio.sleep(0.01)  # a stall is seen when it is over
    finally:
        watching.cancel()


async def budge(url: str, slack: SlackApart, _due: int) -> Run:
    settings = Settings(
        bot_token=SecretStr(TOKEN), app_token=SecretStr("xapp-benchmark"), api_url=slack.api_url, database_url=url
    )
    async with assembled(settings, clock=MovableClock(TUESDAY), timing=AT_FULL_SPEED) as bot:
        keep_what_stands()
        async with watched() as run:
            await bot.services.reminding.tick()
        return run


async def apscheduler(url: str, slack: SlackApart, due: int) -> Run:
    like = example_card()
    sent = Table("sent", MetaData(), Column("member", Text), Column("ts", Text), Column("sent_at", UtcDateTime))
    engine, records = make_engine(url), insert(sent)
    writers = asyncio.Semaphore(1 if url.startswith("sqlite") else CONNECTIONS)
    async with open_session(call=AT_FULL_SPEED.call) as session:
        client = web_client(Wire(session=session, base_url=slack.api_url, token=TOKEN))

        async def work(member: int) -> None:
            own = reminder_id(FIRST, MemberId(f"U{member}"), TUESDAY)
            message = reminder_card(replace(like, reminder=replace(like.reminder, id=own)))
            answer = await client.chat_postMessage(channel=f"D{member}", text=message.text, blocks=message.blocks)
            async with writers, engine.begin() as connection:
                await connection.execute(records, {"member": f"U{member}", "ts": answer["ts"], "sent_at": TUESDAY})

        async with engine.begin() as connection:
            await connection.run_sync(sent.create)
        async with watched() as run:
            await jobs.wake(url, due=due, work=work)
    await engine.dispose()
    return run


def example_card() -> Card:
    """What a member gets the first time."""
    routine, member = load_catalog().routines[0], MemberId("U1")
    own = reminder_id(FIRST, member, TUESDAY)
    reminder = Reminder(
        workspace=FIRST,
        member=member,
        id=own,
        origin=own,
        kind=Kind.PLANNED,
        due_at=TUESDAY,
        active_on=TUESDAY.date(),
        exercises=tuple(exercise.id for exercise in routine.exercises),
        opener=0,
    )
    return Card(
        reminder=reminder,
        exercises=routine.exercises,
        done={},
        zone="Europe/Berlin",
        now=TUESDAY,
        snoozes=(10, 20, 30),
        hint=Hint.FIRST_EVER,
    )


def contest(databases: Databases, slack: SlackApart, size: Size) -> Contest:
    """Everybody's runs, turn by turn, each on a copy of the same database; each reminder is posted once."""
    people, stored = databases.create(), databases.create()
    asyncio.run(seed(people, size.crowd))
    jobs.fill(stored, members=size.due + size.idle, due=size.due)

    def turn(contestant: Contestant, original: str) -> Run:
        with copies(databases, original) as [url]:
            gc.unfreeze()  # each begins alike
            gc.collect()
            run = asyncio.run(contestant(url, slack, size.due))
        assert slack.take_posts() == {f"D{number}": 1 for number in range(size.due)}, "not everybody got one card"
        return run

    runs = Contest(databases.title)
    contestants = [(runs.budge, budge, people), (runs.apscheduler, apscheduler, stored)]
    for number in range(size.rounds):
        for results, contestant, original in (contestants, contestants[::-1])[number % 2]:
            results.append(turn(contestant, original))
    return runs


def main(arguments: Sequence[str]) -> None:
    size = Size()
    set_up_logging(LogLevel.ERROR, LogFormat.CONSOLE)
    print(f"{size.due:,} of {size.due + size.idle:,} members due, a Slack that answers at once")  # noqa: T201 - printing is what this script is for
    with slack_apart(FIRST) as slack, both_kinds(is_durable="--durable" in arguments) as kinds:
        for databases in kinds:
            print("\n".join(contest(databases, slack, size).table(size)))  # noqa: T201 - as above


if __name__ == "__main__":
    main(sys.argv[1:])
