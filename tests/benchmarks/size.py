"""What a million members cost while nothing is due: `python -m tests.benchmarks.size [--durable]`.

The same three figures with a million members in a thousand workspaces and with few or none: how long the bell's tick
takes when it finds nothing to do, how soon `/readyz` says that `budge run` is ready beside a `budge sandbox`, and its
resident memory after that. In turns, on SQLite and on PostgreSQL.
"""

import asyncio
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from pydantic import SecretStr

from bot.app import Bot, assembled
from bot.clock import MovableClock, SystemClock
from bot.config import LogFormat, LogLevel, Settings
from bot.domain.ids import WorkspaceId
from bot.log import set_up_logging
from bot.sandbox.people import cast
from tests.benchmarks.databases import Databases, both_kinds
from tests.benchmarks.seeding import TUESDAY, Crowd, seeded
from tests.benchmarks.slack_apart import SlackApart, slack_apart
from tests.benchmarks.start import ready_and_idle, sandbox
from tests.benchmarks.verdicts import at_most, spread

OWN = WorkspaceId(cast().team_id)
LATER = timedelta(days=10)
WARM_UP = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    many: int = 1_000_000
    workspaces: int = 1_000
    few: int = 1_000
    ticks: int = 500
    starts: int = 3
    idle: float = 5.0  # seconds

    def crowd(self, members: int) -> Crowd:
        """A thousand a workspace; nobody's reminder comes before days have passed, by the real clock either."""
        workspaces = max(1, members * self.workspaces // self.many)
        return Crowd(members=members, workspaces=workspaces, own=OWN, next_at=SystemClock().now() + LATER)


@dataclass(frozen=True, slots=True)
class Start:
    """How soon it was ready, in seconds, and its resident memory then, in MB."""

    seconds: float
    memory: float


async def tick_seconds(crowded: str, quiet: str, slack: SlackApart, *, ticks: int) -> tuple[list[float], list[float]]:
    """Of so many ticks in turns, at the crowded database and at the quiet one."""
    async with AsyncExitStack() as stack:

        async def bot(url: str) -> Bot:
            settings = Settings(
                bot_token=SecretStr("xoxb-benchmark"),
                app_token=SecretStr("xapp-benchmark"),
                api_url=slack.api_url,
                database_url=url,
            )
            return await stack.enter_async_context(assembled(settings, clock=MovableClock(TUESDAY)))

        bots = [await bot(crowded), await bot(quiet)]
        taken: tuple[list[float], list[float]] = [], []
        for _ in range(WARM_UP + ticks):
            for one, times in zip(bots, taken, strict=True):
                started = perf_counter()
                await one.services.reminding.tick()
                times.append(perf_counter() - started)
        return taken[0][WARM_UP:], taken[1][WARM_UP:]


def start(url: str, settings: Mapping[str, str], *, idle: float) -> Start:
    with tempfile.TemporaryDirectory() as folder:
        with_database = {**settings, "BUDGE_DATABASE_URL": url}
        return Start(*ready_and_idle(with_database, folder=Path(folder), idle=idle))


def beside(title: str, many: Sequence[float], few: Sequence[float], *, goal: float, digits: int) -> list[str]:
    """Two lines of the table: with a million, with few or none, and the ratio of the medians."""
    ratio = median(many) / median(few)
    return [
        f"  {title:18} with many {spread(many, digits=digits)}",
        f"  {'':18} with few  {spread(few, digits=digits)}   ratio {at_most(ratio, goal)}",
    ]


def report(databases: Databases, slack: SlackApart, settings: Mapping[str, str], size: Size) -> list[str]:
    """The figures of one kind of database."""
    crowded, quiet, empty = (asyncio.run(seeded(databases, size.crowd(each))) for each in (size.many, size.few, 0))
    ticks = asyncio.run(tick_seconds(crowded, quiet, slack, ticks=size.ticks))
    pairs = [[start(url, settings, idle=size.idle) for url in (crowded, empty)] for _ in range(size.starts)]
    seconds = [[one.seconds for one in starts] for starts in zip(*pairs, strict=True)]
    memory = [[one.memory for one in starts] for starts in zip(*pairs, strict=True)]
    return [
        databases.title,
        *beside("idle tick, ms", *([each * 1000 for each in side] for side in ticks), goal=1.2, digits=2),
        *beside("ready after, s", *seconds, goal=1.2, digits=2),
        *beside("memory, MB", *memory, goal=1.2, digits=1),
        f"  {'':18} the most    {at_most(max(memory[0]), 140)} MB",
    ]


def main(arguments: Sequence[str]) -> None:
    size = Size()
    workspaces = f"{size.workspaces:,} workspaces"
    print(f"many: {size.many:,} members in {workspaces}; few: {size.few:,}, and none for starts")  # noqa: T201 - printing is what this script is for
    set_up_logging(LogLevel.ERROR, LogFormat.CONSOLE)
    with (
        tempfile.TemporaryDirectory() as folder,
        sandbox(Path(folder)) as settings,
        slack_apart(OWN) as slack,
        both_kinds(is_durable="--durable" in arguments) as kinds,
    ):
        for databases in kinds:
            print("\n".join(report(databases, slack, settings, size)))  # noqa: T201 - as above


if __name__ == "__main__":
    main(sys.argv[1:])
