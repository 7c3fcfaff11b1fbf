"""Time that passes for the bots as it does for us."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from tests.scenario.processes.clock import SharedClock

MOVES_EVERY = 0.02  # seconds


@asynccontextmanager
async def going(clock: SharedClock) -> AsyncIterator[None]:
    """The clock goes as fast as the real one does; at the end it stands still again."""
    loop = asyncio.get_running_loop()
    started, first = loop.time(), clock.now()

    async def move() -> None:
        while True:
            clock.move_to(first + timedelta(seconds=loop.time() - started))
            await asyncio.sleep(MOVES_EVERY)

    moving = asyncio.create_task(move())
    try:
        yield
    finally:
        moving.cancel()


async def reached(clock: SharedClock, moment: datetime) -> None:
    while clock.now() < moment:  # noqa: ASYNC110 - a clock tells nobody
        await asyncio.sleep(MOVES_EVERY)
