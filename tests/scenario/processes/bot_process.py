"""`budge run` as a process of its own: the production bot, but for a clock that a test moves and a bell rung often.

The processes are forked from a server that has imported the bot already, which saves seconds at each start.
"""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Mapping
from datetime import timedelta
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from bot.app import run_until_stopped
from bot.config import Settings
from bot.log import set_up_logging
from tests.scenario.processes.clock import SharedClock

TICK_EVERY = timedelta(milliseconds=50)
STOPS_WITHIN = 10.0  # seconds


def forking() -> ForkServerContext:
    """How the processes are started."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "bot.app"])  # pytest: each child imports the parent's main module
    return context


class BotProcess:
    """One life of the bot, from its start to its end. What it says goes to a file."""

    def __init__(self, environ: Mapping[str, str], clock: SharedClock, *, says: Path) -> None:
        self._says = says
        self._process: ForkServerProcess = forking().Process(
            target=run_bot, args=(dict(environ), clock, says), daemon=True
        )
        self._process.start()

    def terminate(self) -> None:
        """SIGTERM."""
        self._process.terminate()

    def kill(self) -> None:
        """SIGKILL: it ends here, whatever it is doing."""
        self._process.kill()

    async def ended(self) -> int | None:
        """The exit code; None when it has not ended in the time that it may take."""
        await asyncio.to_thread(self._process.join, STOPS_WITHIN)
        return self._process.exitcode

    @property
    def said(self) -> str:
        return self._says.read_text()


def run_bot(environ: Mapping[str, str], clock: SharedClock, says: Path) -> None:
    """What the process does: as `budge run`, and nothing else."""
    with says.open("a") as output:
        os.dup2(output.fileno(), sys.stderr.fileno())
    settings = Settings.read(environ)
    set_up_logging(settings.log_level, settings.log_format)
    sys.exit(asyncio.run(run_until_stopped(settings, clock=clock, tick_every=TICK_EVERY)))
