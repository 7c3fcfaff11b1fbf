"""How much later a request is acked with ten thousand installed workspaces: `python -m tests.benchmarks.tenants [N]`.

The same bot for many workspaces twice, each behind a door of its own: one was installed by one workspace, the other by
ten thousand with a member each, and has heard of them all. They take turns, one request at a time, as in `acks`.
Commands come from any of the workspaces; presses are on one card.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median, quantiles

from bot.config import LogFormat, LogLevel
from bot.domain.ids import WorkspaceId
from bot.listening import Public
from bot.log import set_up_logging
from bot.sandbox.records import Json
from tests.benchmarks.acks import GESTURES, Payload, Times, command, press, seconds
from tests.benchmarks.contestants import INTERVALS, Contestant, contestant
from tests.benchmarks.doors import OverHttp, budge_at_the_door
from tests.benchmarks.installed import workspaces_of
from tests.benchmarks.verdicts import at_most
from tests.postgres import running_postgres

ROUNDS = 600
WARM_UP = 50
MANY = 10_000
GOAL = 1.2  # times the ack of one


@dataclass(slots=True)
class Side:
    """A bot, and the workspaces it hears from."""

    one: Contestant
    workspaces: list[WorkspaceId]
    times: Times = field(default_factory=lambda: {gesture: [] for gesture in GESTURES})

    def command_of(self, workspace: WorkspaceId, text: str) -> Payload:
        usual = command(self.one, text)

        def payload(host: str) -> Json:
            return usual(host) | {"team_id": workspace}

        return payload


async def race(database: Callable[[str], str], *, many: int, rounds: int) -> tuple[Side, Side]:
    """The times of the one with a single workspace, and of the one with many."""
    door = OverHttp(budge_at_the_door, Public())
    chance = Random(rounds)
    async with AsyncExitStack() as stack:
        sides = []
        for installed in (1, many):
            entered = contestant(f"{installed:,}", door, database=database(f"budge{installed}"), installed=installed)
            one = await stack.enter_async_context(entered)
            sides.append(Side(one, list(workspaces_of(one.workspace, installed))))
        for number in range(-WARM_UP, rounds):
            for side in (sides, sides[::-1])[number % 2]:
                wire = side.one.sandbox.wire
                text = tuple(INTERVALS)[number % len(INTERVALS)]
                asked = side.command_of(chance.choice(side.workspaces), text)
                commanded = await seconds(wire, "slash_commands", asked)
                await side.one.tasks.settle()
                pressed = await seconds(wire, "interactive", press(side.one))
                await side.one.reopen()
                if number >= 0:
                    side.times["command"].append(commanded)
                    side.times["press"].append(pressed)
        return sides[0], sides[1]


def table(title: str, of_one: Side, of_many: Side) -> list[str]:
    lines = [title]
    for gesture in GESTURES:
        one, many = of_one.times[gesture], of_many.times[gesture]
        for name, taken in ((of_one.one.name, one), (of_many.one.name, many)):
            lines.append(
                f"  {gesture:8} {name:>7} installed  p50 {median(taken) * 1e3:6.2f} ms  p99 {p99(taken) * 1e3:6.2f} ms"
            )
        lines.append(f"  {gesture:8} p50 to p50 {at_most(median(many) / median(one), GOAL)}")
        lines.append(f"  {gesture:8} p99 to p99 {at_most(p99(many) / p99(one), GOAL)}")
    return lines


def p99(times: list[float]) -> float:
    return quantiles(times, n=100)[-1]


def main(rounds: int) -> None:
    set_up_logging(LogLevel.ERROR, LogFormat.CONSOLE)
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite+aiosqlite:///{Path(folder)}/"
        files = asyncio.run(race(lambda name: f"{address}{name}.db", many=MANY, rounds=rounds))
    print("\n".join(table(f"signed HTTP, SQLite, {rounds} of each", *files)), flush=True)  # noqa: T201 - printing is what this script is for
    with running_postgres() as server:
        rows = asyncio.run(race(lambda _: server.url(server.create()), many=MANY, rounds=rounds))
    print("\n".join(table(f"signed HTTP, PostgreSQL without fsync, {rounds} of each", *rows)))  # noqa: T201 - as above


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
