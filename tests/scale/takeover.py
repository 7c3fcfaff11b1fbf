"""How soon a dead process is replaced by another: `python -m tests.scale.takeover`, with the real leases."""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import func, select

from bot.domain.reminder import State
from bot.services.timing import Timing
from bot.store.schema import reminders
from tests.benchmarks.seeding import TUESDAY, Crowd, seed
from tests.lean_slack import LeanSlack, Post, serving
from tests.postgres import running_postgres
from tests.scale.crew import at_work
from tests.scenario.processes.bot_process import forking, until
from tests.scenario.processes.clock import SharedClock
from tests.stores import engine_for

DUE = 150
DIES_AFTER = 40  # posts
TICK_EVERY = timedelta(seconds=1)
REAL = Timing(posts_a_minute=None, errands_a_minute=None)


async def taken_over(url: str, *, timing: Timing, folder: Path) -> tuple[LeanSlack, float]:
    """Two processes, one workspace: the one that serves it is killed in the middle. What was posted, and the seconds
    from its last post to the first of the other.
    """
    crowd = Crowd(members=DUE, spread=1)
    clock = SharedClock(TUESDAY, context=forking())
    await seed(url, crowd)
    slack = LeanSlack()
    async with (
        serving(slack) as address,
        at_work(2, url=url, slack=address, clock=clock, timing=timing, tick_every=TICK_EVERY, folder=folder) as crew,
    ):
        moments: dict[str, list[float]] = {name: [] for name in crew.bots}

        def watch(post: Post) -> None:
            moments[post.bot].append(perf_counter())
            if len(slack.posts) == DIES_AFTER:
                crew.bots[post.bot].kill()

        slack.on_post = watch
        within = 60 + 3 * timing.lease.total_seconds()
        await until(lambda: _is_over(url), within=within)
        await crew.stop()
    dead, alive = sorted(moments.values(), key=min)
    return slack, min(alive) - max(dead)


async def _is_over(url: str) -> bool:
    await asyncio.sleep(0.1)
    async with engine_for(url) as engine, engine.connect() as connection:
        sent = await connection.scalar(select(func.count()).where(reminders.c.state == State.SENT))
    return sent == DUE


def main() -> None:
    with running_postgres() as server, tempfile.TemporaryDirectory() as folder:
        url = server.url(server.create())
        slack, seconds = asyncio.run(taken_over(url, timing=REAL, folder=Path(folder)))
    doubled = len(slack.posts) - len(slack.times)
    print(  # noqa: T201 - printing is what this script is for
        f"taken over after {seconds:.1f} s; {DUE} due: {len(slack.times)} posted, {doubled} doubled"
    )


if __name__ == "__main__":
    main()
