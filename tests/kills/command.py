"""Kills until told how many, and says what became of everything."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from time import monotonic

from tests.kills.killing import Killer, Toll, in_turn
from tests.kills.ledger import Account
from tests.kills.home import Home
from tests.kills.team import ALONE, TOGETHER
from tests.kills.world import world
from tests.postgres import running_postgres


def run(*, kills: int, database: str, processes: int, seed: int, worlds: int) -> int:
    """The exit code: 1 when a reminder was doubled or lost.

    Several worlds go on side by side: most of the time each waits for a lease to run out, or for a look-up to be due.
    """
    began = monotonic()
    toll = Toll(kills)
    folder = Path(tempfile.mkdtemp(prefix="kills", dir="/tmp"))
    places = [folder / str(number) for number in range(worlds)]
    with ExitStack() as stack:
        server = stack.enter_context(running_postgres()) if database == "postgres" else None
        homes = [Home.made(place, server) for place in places]
        result = asyncio.run(apocalypse(homes, toll, processes=processes, seed=seed))
    print(f"{kills} kills, {database}, {processes} at once in {worlds} worlds, seed {seed}: {monotonic() - began:.0f} s")
    for line in report(toll, result):
        print(line)
    if result.is_clean:
        shutil.rmtree(folder)
        return 0
    print(f"The logs are in {folder}. To repeat it: python -m tests.kills --kills {kills} --database {database}")
    print(f"  --processes {processes} --worlds {worlds} --seed {seed}")
    return 1


def report(toll: Toll, result: Account) -> Iterator[str]:
    for point, times in sorted(toll.by_point.items()):
        yield f"  {times:5} {point}"
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(result.unposted.items()))
    yield f"reminders: {result.posted} posted, not posted: {reasons or 'none'}; weekly posts: {result.boards}"
    yield f"presses that count: {result.ticked}"
    yield f"doubled: {len(result.doubled)}, lost: {len(result.lost)}"
    for line in (*result.doubled, *result.lost):
        yield f"  {line}"


async def apocalypse(homes: Sequence[Home], toll: Toll, *, processes: int, seed: int) -> Account:
    """Reigns in every world at once until there are as many dead as wanted."""
    total = Account()
    async with asyncio.TaskGroup() as group:
        reigns = [
            group.create_task(reign(home, toll, processes=processes, seed=f"{seed}/{number}"))
            for number, home in enumerate(homes)
        ]
    for each in reigns:
        total.add(each.result())
    return total


async def reign(home: Home, toll: Toll, *, processes: int, seed: str) -> Account:
    chance = Random(seed)
    crowd = ALONE if processes == 1 else TOGETHER
    async with world(home, crowd=crowd, chance=chance) as place:
        return await Killer(place, chance, toll, in_turn(chance)).reign(processes=processes)
