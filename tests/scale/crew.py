"""Several bots at work on one database, each a process of its own, put together as in production."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.config import Settings
from bot.lifetime import run_until_stopped
from bot.log import set_up_logging
from bot.services.timing import Timing
from tests.one_token import serve_all
from tests.scenario.processes.bot_process import Child
from tests.scenario.processes.clock import SharedClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """The bots by their names, which are their paths at Slack."""

    bots: dict[str, Child]

    async def stop(self) -> None:
        """Each of them that is still at work ends well."""
        for bot in self.bots.values():
            bot.terminate()
        for name, bot in self.bots.items():
            assert await bot.ended() in {0, -9}, f"{name}: {bot.said}"
            assert "Traceback" not in bot.said, bot.said


@asynccontextmanager
async def at_work(
    number: int, *, url: str, slack: str, clock: SharedClock, timing: Timing, tick_every: timedelta, folder: Path
) -> AsyncIterator[Crew]:
    """So many bots; none of them outlives the block."""
    bots = {
        name: Child(live, _environ(url, f"{slack}/{name}/api/"), clock, timing, tick_every, says=folder / f"{name}.log")
        for name in (f"bot-{each + 1}" for each in range(number))
    }
    try:
        yield Crew(bots=bots)
    finally:
        for bot in bots.values():
            bot.kill()
            await bot.ended()


def live(environ: Mapping[str, str], clock: SharedClock, timing: Timing, tick_every: timedelta) -> None:
    """`budge run`, but for the clock and the waits."""
    serve_all()
    settings = Settings.read(environ)
    set_up_logging(settings.log_level, settings.log_format)
    sys.exit(asyncio.run(run_until_stopped(settings, clock=clock, tick_every=tick_every, timing=timing)))


def _environ(url: str, api_url: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": "xoxb-lean",
        "SLACK_APP_TOKEN": "xapp-lean",
        "SLACK_API_URL": api_url,
        "BUDGE_DATABASE_URL": url,
        "BUDGE_OPS_PORT": "0",
    }
