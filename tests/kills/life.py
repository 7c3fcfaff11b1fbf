"""One life of the bot: the process of `budge run`, with short waits, a movable clock, and death at a point of its own
database where that is a file in its own process.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, Pool, event

from bot.config import Settings
from bot.lifetime import run_until_stopped
from bot.log import set_up_logging
from bot.services.timing import Timing
from tests.kills.deeds import Watch
from tests.kills.points import Trap
from tests.one_token import serve_all
from tests.scenario.processes.bot_process import TICK_EVERY, Child
from tests.scenario.processes.clock import SharedClock


class Mortal(Child):
    """A process whose death can be waited for without a thread."""

    @property
    def log(self) -> str:
        """The file with what it says."""
        return str(self._says)

    async def dies(self) -> int | None:
        """Its exit code, once it has ended."""
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        sentinel = os.dup(self._process.sentinel)  # one of our own: several may wait, and each removes its reader
        loop.add_reader(sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(sentinel)
            os.close(sentinel)
        self._process.join()
        return self._process.exitcode


def live(environ: Mapping[str, str], clock: SharedClock, timing: Timing, trap: Trap | None) -> None:
    """`budge run` until it is stopped or killed."""
    if trap is not None:
        lay(trap)
    serve_all()
    settings = Settings.read(environ)
    set_up_logging(settings.log_level, settings.log_format)
    sys.exit(asyncio.run(run_until_stopped(settings, clock=clock, tick_every=TICK_EVERY, timing=timing)))


def lay(trap: Trap) -> None:
    """Has this process kill itself at a point of a transaction. It has one connection, so one watch will do."""
    watch = Watch(trap)

    def before_execute(_connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        dies_if(watch.sees(statement))

    def before_commit(_connection: Connection) -> None:
        dies_if(watch.sees_commit())

    def rolled_back(_connection: Connection) -> None:
        watch.sees_rollback()

    def given_back(*_connection: Any) -> None:  # the first thing that happens once the commit is through
        dies_if(watch.sees_committed())

    event.listen(Engine, "before_cursor_execute", before_execute)
    event.listen(Engine, "commit", before_commit)
    event.listen(Engine, "rollback", rolled_back)
    event.listen(Pool, "checkin", given_back)


def dies_if(is_time: bool) -> None:
    if is_time:
        os.kill(os.getpid(), signal.SIGKILL)
