"""The bot as a process of its own: the one of `budge run`, but for a clock that a test moves and a bell rung often.

The processes are forked from a server that has imported the bot already, which saves seconds at each start.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from bot.cli import main
from bot.config import Settings
from bot.lifetime import run_until_stopped
from bot.log import set_up_logging
from tests.hurry import HASTY
from tests.scenario.processes.clock import SharedClock

PRELOADED = (
    "pytest",  # each child imports the parent's main module
    "bot.lifetime",
    # What the bot imports only as it starts; of PostgreSQL's driver that is a third of a second.
    "aiosqlite",
    "psycopg",
    "apscheduler.executors.asyncio",
    "slack_bolt.listener_matcher.async_builtins",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
)
TICK_EVERY = timedelta(milliseconds=50)
STOPS_WITHIN = 10.0  # seconds
PATIENCE = 30.0  # seconds until something that should happen has failed to


def forking() -> ForkServerContext:
    """How the processes are started."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*PRELOADED])
    return context


class Child:
    """A process with a life of its own. What it says, on either stream, goes to a file."""

    def __init__(self, work: Callable[..., None], *args: object, says: Path) -> None:
        self._says = says
        self._process: ForkServerProcess = forking().Process(target=speaking_to, args=(says, work, *args), daemon=True)
        self._process.start()

    def terminate(self) -> None:
        """SIGTERM."""
        self._process.terminate()

    def interrupt(self) -> None:
        """SIGINT, as Ctrl-C sends it."""
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGINT)

    def kill(self) -> None:
        """SIGKILL: it ends here, whatever it is doing."""
        self._process.kill()

    async def ended(self) -> int | None:
        """The exit code; None when it has not ended in the time that it may take."""
        await asyncio.to_thread(self._process.join, STOPS_WITHIN)
        return self._process.exitcode

    @property
    def said(self) -> str:
        return self._says.read_text() if self._says.exists() else ""


def bot_process(environ: Mapping[str, str], clock: SharedClock, *, says: Path) -> Child:
    """A bot that begins its life."""
    return Child(run_bot, dict(environ), clock, says=says)


def command(*words: str, environ: Mapping[str, str], says: Path) -> Child:
    """The command line as it was typed."""
    return Child(run_command, words, dict(environ), says=says)


async def said(child: Child, words: str) -> None:
    """Waits until it has said this."""

    async def has_said() -> bool:
        return words in child.said

    await until(has_said)


async def until(condition: Callable[[], Awaitable[bool]], *, within: float = PATIENCE) -> None:
    """Looks again and again until it holds: another process cannot tell us."""
    async with asyncio.timeout(within):
        while not await condition():  # noqa: ASYNC110 - no event crosses from process to process
            await asyncio.sleep(0.02)


def speaking_to(says: Path, work: Callable[..., None], *args: object) -> None:
    with says.open("a") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    work(*args)


def run_bot(environ: Mapping[str, str], clock: SharedClock) -> None:
    """As `budge run`, and nothing else."""
    settings = Settings.read(environ)
    set_up_logging(settings.log_level, settings.log_format)
    sys.exit(asyncio.run(run_until_stopped(settings, clock=clock, tick_every=TICK_EVERY, timing=HASTY)))


def run_command(words: tuple[str, ...], environ: Mapping[str, str]) -> None:
    os.environ.update(environ)
    sys.argv = ["budge", *words]
    main()
