"""The outages in their real length, with production's waits: `python -m tests.outages [--outage stopped]`.

Prints what came of each; the exit code is 1 if anything was doubled, lost or half done, if nobody was told, if
something did not go on by itself, or if the bot was busy or noisy meanwhile.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.services.timing import UNHURRIED
from tests.outages.outage import Frozen, Locked, Outage, Stopped
from tests.outages.story import Load, Story, story
from tests.postgres import PostgresServer, running_postgres
from tests.stores import migrate

LOCKED_FOR = timedelta(seconds=10)
GONE_FOR = timedelta(seconds=30)
LOAD = Load(before=timedelta(seconds=20), after=timedelta(seconds=20))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    title: str
    url: str
    outage: Outage
    span: timedelta


def locked(folder: Path, _server: PostgresServer) -> Trial:
    file = folder / "budge.db"
    return Trial(title="SQLite locked", url=f"sqlite+aiosqlite:///{file}", outage=Locked(file), span=LOCKED_FOR)


def stopped(_folder: Path, server: PostgresServer) -> Trial:
    return Trial(title="PostgreSQL stopped", url=server.url(server.create()), outage=Stopped(server), span=GONE_FOR)


def frozen(_folder: Path, server: PostgresServer) -> Trial:
    return Trial(title="PostgreSQL frozen", url=server.url(server.create()), outage=Frozen(server), span=GONE_FOR)


TRIALS: Mapping[str, Callable[[Path, PostgresServer], Trial]] = {
    "locked": locked,
    "stopped": stopped,
    "frozen": frozen,
}


async def stands(trial: Trial, folder: Path) -> bool:
    """Lets it happen, and says what came of it; whether all was as it must be."""
    wrong: list[str] = []
    try:
        async with story(trial.url, folder, load=LOAD, span=trial.span, timing=UNHURRIED) as told:
            await told.suffer(trial.outage)
            account = await told.all_is_well()
            say(f"{trial.title} for {_seconds(told.ended_at - told.began_at)}: {_presses(told)}")
            say(f"  neighbours: {account}")
            wrong += told.faults(account)
    except (AssertionError, TimeoutError) as fault:  # also at its beginning, or of a bot that does not end well
        wrong.append(f"{fault}" or "something did not come in time")
    for line in wrong:
        say(f"WRONG: {trial.title}: {line}")
    return not wrong


def _presses(told: Story) -> str:
    assert told.pair.bot is not None
    lines = len(told.pair.bot.said.splitlines())
    return (
        f"{len(told.refused)} presses got the sentence, all in time; no card doubled or lost, nothing half done;"
        f" {lines} lines of log, {told.busy:.0%} of a processor"
    )


def _seconds(span: timedelta) -> str:
    return f"{span.total_seconds():.0f} s"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.outages", description=__doc__)
    parser.add_argument("--outage", choices=[*TRIALS, "all"], default="all")
    asked = parser.parse_args()
    bad = 0
    with running_postgres() as server:
        for name in TRIALS if asked.outage == "all" else [asked.outage]:
            with tempfile.TemporaryDirectory() as folder:
                trial = TRIALS[name](Path(folder), server)
                migrate(trial.url)
                bad += not asyncio.run(stands(trial, Path(folder)))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
