"""Fuzzes the door for signed requests: `python -m tests.fuzz --requests 100000 [--seed 1] [--first 1]`."""

import argparse
import asyncio
import tempfile
from pathlib import Path
from random import Random
from time import perf_counter

from bot.log import set_up_logging
from tests.fuzz.fuzzing import fuzzing
from tests.stores import migrate

EACH = 10_000  # requests between two lines on the screen


async def fuzz(*, requests: int, seed: int, first: int) -> None:
    """Stops at the first request of which anything came that must not; its seed and number bring it back."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'budge.db'}"
        await asyncio.to_thread(migrate, url)
        started = perf_counter()
        async with fuzzing(url) as one:
            for number in range(first, first + requests):
                try:
                    await one.one(Random(f"{seed}:{number}"))
                except Exception as error:
                    error.add_note(f"request {number} of seed {seed}")
                    raise
                if number % EACH == 0:
                    print(f"{number} requests in {perf_counter() - started:.0f} s")  # noqa: T201 - printing is what this script is for
            for what, count in sorted(one.counts.items()):
                print(f"  {what:32} {count:8}")  # noqa: T201 - as above
    print("no 5xx, nothing unhandled, nothing changed without a valid signature")  # noqa: T201 - as above


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=1, help="the number of the first request")
    asked = parser.parse_args()
    set_up_logging("ERROR", "console")
    asyncio.run(fuzz(requests=asked.requests, seed=asked.seed, first=asked.first))


if __name__ == "__main__":
    main()
