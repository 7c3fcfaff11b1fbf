"""How soon a dead process is replaced by another: `python -m tests.scale.takeover`, with the real leases.

The exit code is 1 if that takes longer than it may, or unless each reminder was posted once.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from bot.services.timing import Timing
from tests.benchmarks.seeding import TUESDAY, Crowd, seed
from tests.lean_slack import LeanSlack, Post, serving
from tests.postgres import running_postgres
from tests.scale.crew import at_work
from tests.scale.reckoning import Reckoning, reckoned, settled
from tests.scenario.processes.bot_process import forking
from tests.scenario.processes.clock import SharedClock

DUE = 150
DIES_AFTER = 40  # posts
TICK_EVERY = timedelta(seconds=1)
REAL = Timing(posts_a_minute=None, errands_a_minute=None)
MOST = 90.0  # seconds that a takeover may last


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    reckoning: Reckoning
    seconds: float | None
    """From the last post of the one that died to the next of the other; None: there was none."""

    def __str__(self) -> str:
        after = "not taken over" if self.seconds is None else f"taken over after {self.seconds:.1f} s"
        return f"{after}; {self.reckoning}"

    def faults(self, *, most: float) -> Iterator[str]:
        """What must not be, each in a line."""
        if self.seconds is None:
            yield "nobody took over"
        elif self.seconds > most:
            yield f"taken over after {self.seconds:.1f} s, which may last {most:g}"
        yield from self.reckoning.faults()


async def taken_over(url: str, *, timing: Timing, folder: Path) -> Takeover:
    """Two processes, one workspace: the one that serves it is killed in the middle."""
    clock = SharedClock(TUESDAY, context=forking())
    await seed(url, Crowd(members=DUE, spread=1))
    slack = LeanSlack()
    async with (
        serving(slack) as address,
        at_work(2, url=url, slack=address, clock=clock, timing=timing, tick_every=TICK_EVERY, folder=folder) as crew,
    ):
        posts: list[tuple[str, float]] = []

        def watch(post: Post) -> None:
            posts.append((post.bot, perf_counter()))
            if len(posts) == DIES_AFTER:
                crew.bots[post.bot].kill()

        slack.on_post = watch
        await settled(url, slack, due=DUE)
        await crew.stop()
    return Takeover(reckoning=await reckoned(url, slack, due=DUE), seconds=_gap(posts))


def _gap(posts: list[tuple[str, float]]) -> float | None:
    """Seconds from the last post of the dead to the first of anybody after it."""
    if len(posts) < DIES_AFTER:
        return None
    dead = posts[DIES_AFTER - 1][0]
    died_at = max(at for bot, at in posts if bot == dead)
    later = [at for _, at in posts if at > died_at]
    return min(later) - died_at if later else None


def main() -> int:
    with running_postgres() as server, tempfile.TemporaryDirectory() as folder:
        url = server.url(server.create())
        takeover = asyncio.run(taken_over(url, timing=REAL, folder=Path(folder)))
    sys.stdout.write(f"{takeover}\n")
    wrong = list(takeover.faults(most=MOST))
    for fault in wrong:
        sys.stdout.write(f"WRONG: {fault}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
