"""Slack in trouble with some workspaces of a bot: `python -m tests.outages.slack [--seconds 60] [--trouble all]`.

With production's waits, on PostgreSQL. Prints what the trouble cost; the exit code is 1 if it cost what it must not.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from tests.outages.course import Course, Plan
from tests.outages.shard import course_of
from tests.outages.troubles import TROUBLES
from tests.postgres import running_postgres

GROWTH = 8.0  # megabytes that a process may take up more after a minute of trouble
CORES = 0.5  # of a processor
LINES_A_MINUTE = 60.0


def told(course: Course) -> str:
    """What the trouble cost."""
    plan = course.plan
    begun, middle, ended = course.readings
    seconds = ended.at - begun.at
    calls = max(course.calls_in_trouble.values(), default=0)
    states = ", ".join(f"{count} {state} {reason}".strip() for (state, reason), count in course.states.items())
    return (
        f"{plan.trouble} for {seconds:.0f} s in {plan.troubled} of {plan.crowd.workspaces} workspaces\n"
        f"  calls to one in trouble: {calls}, {calls / seconds:.2f} a second"
        f" (at most {plan.most_calls(seconds):.0f}: {plan.timing.at_once} every {plan.wait:.0f} s)\n"
        f"  {(ended.cpu_seconds - begun.cpu_seconds) / seconds:.0%} of a processor;"
        f" {begun.resident:.1f} MB before, {middle.resident:.1f} in the middle, {ended.resident:.1f} at the end;"
        f" {(ended.lines - begun.lines) * 60 / seconds:.0f} lines of log a minute\n"
        f"  lateness of the healthy: {_span(course.quiet)} before, {_span(course.meanwhile)} meanwhile\n"
        f"  in trouble: {states}; {course.doubled} doubled, {course.lost} lost"
    )


def faults(course: Course) -> Iterator[str]:
    """What must not be, each in a line."""
    begun, _, ended = course.readings
    seconds = ended.at - begun.at
    calls, most = max(course.calls_in_trouble.values(), default=0), course.plan.most_calls(seconds)
    load = (ended.cpu_seconds - begun.cpu_seconds) / seconds
    lines = (ended.lines - begun.lines) * 60 / seconds
    if not calls:
        yield "nobody in trouble was called at all"
    if calls > most:
        yield f"a busy loop: {calls} calls to one workspace, of at most {most:.0f}"
    if load > CORES:
        yield f"a busy loop: {load:.0%} of a processor"
    if (growth := ended.resident - begun.resident) > GROWTH:
        yield f"memory grows: by {growth:.1f} MB"
    if lines > LINES_A_MINUTE:
        yield f"a storm of log lines: {lines:.0f} a minute"
    if course.unlooked:
        yield f"{course.unlooked} posted anew without two looks"
    yield from course.faults()


def _span(lateness: Sequence[float]) -> str:
    return f"median {median(lateness):.2f} s, most {lateness[-1]:.2f} s" if lateness else "no cards"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.outages.slack")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--trouble", choices=[*TROUBLES, "all"], default="all")
    asked = parser.parse_args()
    bad = 0
    with running_postgres() as server:
        for trouble in TROUBLES if asked.trouble == "all" else [asked.trouble]:
            with tempfile.TemporaryDirectory() as folder:
                plan = Plan(trouble=trouble, lasts=asked.seconds)
                course = asyncio.run(course_of(plan, url=server.url(server.create()), folder=Path(folder)))
            wrong = list(faults(course))
            for line in (told(course), *(f"WRONG: {trouble}: {fault}" for fault in wrong)):
                sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
            bad += bool(wrong)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
