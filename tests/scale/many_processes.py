"""Many bots on one PostgreSQL: `python -m tests.scale.many_processes [REMINDERS] [WORKSPACES] [PROCESSES]`.

Everybody's reminder is due at once. Prints how many were posted, doubled and lost, and what share each process had.
"""

import asyncio
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import func, select

from bot.domain.reminder import State
from bot.services.timing import AT_FULL_SPEED
from bot.store.schema import reminders
from tests.benchmarks.seeding import TUESDAY, Crowd, seed
from tests.lean_slack import LeanSlack, serving
from tests.postgres import running_postgres
from tests.scale.crew import at_work
from tests.scenario.processes.bot_process import forking, until
from tests.scenario.processes.clock import SharedClock
from tests.stores import engine_for

REMINDERS, WORKSPACES, PROCESSES = 100_000, 200, 4
SECONDS_A_REMINDER = 0.1  # what one may take before the run is given up; many times what it does


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it."""

    due: int
    posted: int
    doubled: int
    lost: int
    """Neither posted nor recorded as expired."""
    shares: Counter[str]
    """Posts by process."""
    served: Counter[str]
    """Workspaces by how many processes posted in them."""
    seconds: float

    def __str__(self) -> str:
        shares = ", ".join(f"{name} {posts}" for name, posts in sorted(self.shares.items()))
        rate = self.posted / self.seconds
        return (
            f"{self.due} due: {self.posted} posted, {self.doubled} doubled, {self.lost} lost"
            f" in {self.seconds:.1f} s ({rate:.0f} a second)\n  {shares}\n"
            f"  workspaces by the processes that served them: {dict(self.served)}"
        )


async def shared(url: str, crowd: Crowd, *, processes: int, folder: Path) -> Outcome:
    """Lets the processes share the reminders of a crowd."""
    await seed(url, crowd)
    slack = LeanSlack()
    async with (
        serving(slack) as address,
        at_work(
            processes,
            url=url,
            slack=address,
            clock=SharedClock(TUESDAY, context=forking()),
            timing=AT_FULL_SPEED,
            tick_every=timedelta(milliseconds=100),
            folder=folder,
        ) as crew,
    ):
        started = perf_counter()
        within = 30 + crowd.members * SECONDS_A_REMINDER
        await until(lambda: _is_over(url, slack, crowd.members), within=within)
        seconds = perf_counter() - started
        await crew.stop()
    return await _told(url, slack, due=crowd.members, seconds=seconds)


async def _is_over(url: str, slack: LeanSlack, due: int) -> bool:
    if len(slack.times) < due:  # cheap, and all there is to look at for most of the time
        await asyncio.sleep(0.1)
        return False
    async with engine_for(url) as engine, engine.connect() as connection:
        sent = await connection.scalar(select(func.count()).where(reminders.c.state == State.SENT))
    return sent == due


async def _told(url: str, slack: LeanSlack, *, due: int, seconds: float) -> Outcome:
    async with engine_for(url) as engine, engine.connect() as connection:
        given_up = await connection.scalar(
            select(func.count()).where(reminders.c.state == State.EXPIRED, reminders.c.reason.is_not(None))
        )
    times = slack.times
    by_workspace: dict[str, set[str]] = {}
    for post in slack.posts:
        by_workspace.setdefault(post.workspace, set()).add(post.bot)
    return Outcome(
        due=due,
        posted=len(slack.posts),
        doubled=sum(count - 1 for count in times.values()),
        lost=due - len(times) - (given_up or 0),
        shares=Counter(post.bot for post in slack.posts),
        served=Counter(str(len(bots)) for bots in by_workspace.values()),
        seconds=seconds,
    )


def main(due: int = REMINDERS, workspaces: int = WORKSPACES, processes: int = PROCESSES) -> None:
    crowd = Crowd(members=due, workspaces=workspaces, spread=1)
    with running_postgres() as server, tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(shared(server.url(server.create()), crowd, processes=processes, folder=Path(folder)))
    print(outcome)  # noqa: T201 - printing is what this script is for


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
