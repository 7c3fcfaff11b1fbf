"""Kills until told how many, and says what became of everything."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

from tests.kills.home import Home
from tests.kills.ledger import MOST_EXCUSED, Account
from tests.kills.reigning import apocalypse
from tests.kills.toll import Toll
from tests.postgres import running_postgres

MOST_LINES = 10  # of each kind


def run(*, kills: int, database: str, processes: int, seed: int, worlds: int) -> int:
    """The exit code: 1 when something was doubled or lost, when a process stumbled, or when there were kills enough and
    nobody died at one of the points of the protocol, or too few presses were ticked off.

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
    say(f"{kills} kills, {database}, {processes} at once in {worlds} worlds, seed {seed}: {monotonic() - began:.0f} s")
    for line in report(toll, result):
        say(line)
    if is_well(toll, result):
        shutil.rmtree(folder)
        return 0
    say(f"The logs are in {folder}. To repeat it: python -m tests.kills --kills {kills} --database {database}")
    say(f"  --processes {processes} --worlds {worlds} --seed {seed}")
    return 1


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - printing is what this command is for


def is_well(toll: Toll, result: Account) -> bool:
    return result.is_clean and toll.is_complete and (result.counts_presses or not toll.is_large)


def report(toll: Toll, result: Account) -> Iterator[str]:
    yield from toll.lines()
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(result.unposted.items()))
    yield f"reminders: {result.posted} posted, not posted: {reasons or 'none'}; weekly posts: {result.boards}"
    limit = f"; at most {MOST_EXCUSED:.0%} may be, and none ticked off is wrong" if toll.is_large else ""
    yield f"presses: {result.ticked} ticked off, {result.excused_share:.1%} excused{limit}"
    for name in ("excused", "doubled", "lost", "stumbled"):
        found: list[str] = getattr(result, name)
        yield f"{name}: {len(found)}"
        yield from (f"  {line}" for line in found[:MOST_LINES])
