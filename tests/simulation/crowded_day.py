"""A day of one crowded workspace: `python -m tests.simulation.crowded_day [--members 10000] [--seed S]`.

Everybody has the default week and interval in one zone. Prints what the day was like beside what the cap alone would
have made of it; the exit code is 1 if a goal is missed.
"""

import argparse
import sys
from dataclasses import replace
from time import monotonic

from bot.services.timing import UNHURRIED
from tests.simulation.crowd import Crowd, live_through
from tests.simulation.verdict import Verdict


def main() -> int:
    asked, began = _arguments(), monotonic()
    timing = replace(UNHURRIED, posts_a_minute=asked.pace or None) if asked.pace is not None else UNHURRIED
    crowd = Crowd(members=asked.members, cap=asked.cap, seed=asked.seed, timing=timing, slowness=asked.slowness)
    verdict = Verdict(crowd, live_through(crowd))
    for line in verdict.lines():
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"{crowd.members} members, seed {crowd.seed}, in {monotonic() - began:.0f} s\n")
    return 1 if verdict.missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.crowded_day", description=__doc__)
    parser.add_argument("--members", type=int, default=10_000)
    parser.add_argument("--cap", type=int, default=300, help="posts that Slack lets through a minute")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pace", type=int, help="posts a minute that Budge allows itself; 0: no pace (production's)")
    parser.add_argument("--slowness", type=float, default=1, help="by how much Slack's 50 to 300 ms are multiplied")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
