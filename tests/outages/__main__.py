"""The outages in their real length, with production's waits: `python -m tests.outages`."""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

from bot.services.timing import UNHURRIED
from tests.outages.outage import Frozen, Locked, Outage, Stopped
from tests.outages.story import story
from tests.postgres import running_postgres
from tests.stores import migrate

LOCKED_FOR = timedelta(seconds=10)
GONE_FOR = timedelta(seconds=30)


async def tell(title: str, url: str, outage: Outage, *, span: timedelta) -> None:
    """Lets it happen, and prints what came of it; whatever must not be raises."""
    with tempfile.TemporaryDirectory() as folder:
        async with story(url, Path(folder), timing=UNHURRIED) as told:
            await told.suffer(outage, span=span)
            await told.all_is_well()
            bot = told.pair.bot
            assert bot is not None
            lines = len(bot.said.splitlines())
    print(  # noqa: T201 - printing is what this script is for
        f"{title} for {span.total_seconds():.0f} s: {len(told.refused)} presses got the sentence, all in time;"
        f" each card posted once, nothing half done; {lines} lines of log, {told.load:.0%} of a processor"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, running_postgres() as server:
        file = Path(folder) / "budge.db"
        outages: list[tuple[str, str, Outage, timedelta]] = [
            ("SQLite locked", f"sqlite+aiosqlite:///{file}", Locked(file), LOCKED_FOR),
            ("PostgreSQL stopped", server.url(server.create()), Stopped(server), GONE_FOR),
            ("PostgreSQL frozen", server.url(server.create()), Frozen(server), GONE_FOR),
        ]
        for title, url, outage, span in outages:
            migrate(url)
            asyncio.run(tell(title, url, outage, span=span))


if __name__ == "__main__":
    main()
