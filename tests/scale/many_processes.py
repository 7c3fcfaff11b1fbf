"""Many bots on one PostgreSQL: `python -m tests.scale.many_processes [REMINDERS] [WORKSPACES] [PROCESSES]`.

Everybody's reminder is due at once. Prints how many were posted, doubled, given up and lost, and what share each
process had; the exit code is 1 unless each was posted once.
"""

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from bot.services.timing import AT_FULL_SPEED
from tests.benchmarks.seeding import TUESDAY, Crowd, seed
from tests.lean_slack import LeanSlack, serving
from tests.postgres import running_postgres
from tests.scale.crew import at_work
from tests.scale.reckoning import Reckoning, reckoned, settled
from tests.scenario.processes.bot_process import forking
from tests.scenario.processes.clock import SharedClock

REMINDERS, WORKSPACES, PROCESSES = 100_000, 200, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it."""

    reckoning: Reckoning
    shares: Counter[str]
    """Posts by process."""
    served: Counter[str]
    """Workspaces by how many processes posted in them."""
    seconds: float

    def lines(self) -> Iterator[str]:
        rate = self.reckoning.posted / self.seconds
        yield f"{self.reckoning} in {self.seconds:.1f} s ({rate:.0f} a second)"
        yield "  " + ", ".join(f"{name} {posts}" for name, posts in sorted(self.shares.items()))
        yield f"  workspaces by the processes that served them: {dict(self.served)}"


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
        await settled(url, slack, due=crowd.members)
        seconds = perf_counter() - started
        await crew.stop()
    by_workspace: dict[str, set[str]] = {}
    for post in slack.posts:
        by_workspace.setdefault(post.workspace, set()).add(post.bot)
    return Outcome(
        reckoning=await reckoned(url, slack, due=crowd.members),
        shares=Counter(post.bot for post in slack.posts),
        served=Counter(str(len(bots)) for bots in by_workspace.values()),
        seconds=seconds,
    )


def main(due: int = REMINDERS, workspaces: int = WORKSPACES, processes: int = PROCESSES) -> int:
    crowd = Crowd(members=due, workspaces=workspaces, spread=1)
    with running_postgres() as server, tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(shared(server.url(server.create()), crowd, processes=processes, folder=Path(folder)))
    for line in outcome.lines():
        sys.stdout.write(f"{line}\n")
    wrong = list(outcome.reckoning.faults())
    for fault in wrong:
        sys.stdout.write(f"WRONG: {fault}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
