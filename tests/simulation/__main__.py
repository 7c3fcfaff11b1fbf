"""Runs worlds by their seeds: `python -m tests.simulation SEED… | --seeds FROM:TO`, as many as wanted.

Prints what was simulated and every violation with the line that replays it; the exit code is 1 if there was one.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from time import monotonic

from tests.simulation.mutations import MUTATIONS
from tests.simulation.running import Report, simulate
from tests.simulation.weather import Spell
from tests.simulation.world import Size


def main() -> int:
    asked = _arguments()
    size = Size(
        spells=tuple(Spell(word) for word in asked.spells or ()),
        members=asked.members,
        weeks=asked.weeks,
        processes=asked.processes,
        workspaces=min(asked.workspaces, asked.members),
    )
    began, total, worlds, bad = monotonic(), Counter[str](), 0, 0
    for report in _reports(asked, size):
        worlds += 1
        total.update(report.counts)
        if report.violations or asked.each:
            _tell(report, mutation=asked.mutation, trace=asked.trace)
        bad += bool(report.violations)
    member_weeks = worlds * size.members * size.weeks
    write(f"{worlds} worlds, {member_weeks:.0f} member-weeks in {monotonic() - began:.0f} s")
    for name, count in sorted(total.items()):
        write(f"  {count:8} {name}")
    write(f"{bad} worlds with a violation")
    return 1 if bad else 0


def replay_line(report: Report, *, mutation: str | None = None) -> str:
    size = report.size
    words = [f"python -m tests.simulation {report.seed}", f"--members {size.members} --weeks {size.weeks}"]
    words.append(f"--processes {size.processes} --workspaces {size.workspaces} --trace")
    words += ["--spells", *map(repr, map(str, size.spells))] if size.spells else []
    return " ".join([*words, *([f"--mutation {mutation}"] if mutation else [])])


def _reports(asked: argparse.Namespace, size: Size) -> Iterator[Report]:
    one = partial(_one, size=size, mutation=asked.mutation)
    if asked.jobs == 1:
        yield from map(one, _seeds(asked))
        return
    with ProcessPoolExecutor(asked.jobs) as pool:
        yield from pool.map(one, _seeds(asked), chunksize=1)


def _one(seed: int, *, size: Size, mutation: str | None) -> Report:
    if mutation is None:
        return simulate(seed, size)
    with MUTATIONS[mutation].applied():
        return simulate(seed, size)


def _tell(report: Report, *, mutation: str | None, trace: bool) -> None:
    write(f"seed {report.seed}: {report.digest}, {report.lines} events")
    for violation in report.violations:
        write(f"  VIOLATION {violation}")
    if report.violations:
        write(f"  replay: {replay_line(report, mutation=mutation)}")
    if trace:
        write(*report.last)


def write(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def _seeds(asked: argparse.Namespace) -> list[int]:
    if asked.seeds is None:
        return list(asked.seed)
    first, last = (int(word) for word in asked.seeds.split(":"))
    return [*asked.seed, *range(first, last)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("seed", type=int, nargs="*")
    parser.add_argument("--seeds", metavar="FROM:TO", help="all of these, TO not among them")
    parser.add_argument("--members", type=int, default=10)
    parser.add_argument("--weeks", type=float, default=1.0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--workspaces", type=int, default=2)
    parser.add_argument("--spells", nargs="+", choices=list(Spell), help="only this weather")
    parser.add_argument("--jobs", type=int, default=1, help="worlds side by side")
    parser.add_argument("--mutation", choices=sorted(MUTATIONS), help="break the protocol in this way first")
    parser.add_argument("--each", action="store_true", help="tell of every world")
    parser.add_argument("--trace", action="store_true", help="with the last events before the end")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
