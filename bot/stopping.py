"""How a process ends: asked to, in time, and whatever hangs in it."""

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable, Coroutine
from datetime import timedelta
from typing import Any, TypeVar

import structlog

log = structlog.get_logger(__name__)

T = TypeVar("T")


def stop_signal(*, ends_within: timedelta | None = None) -> asyncio.Event:
    """An event that SIGTERM and SIGINT set. The process ends so long after the first of them, whatever hangs in it."""
    stop = asyncio.Event()

    def ask() -> None:
        if ends_within is not None and not stop.is_set():
            end_within(ends_within)
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ask)
    return stop


def end_within(span: timedelta) -> None:
    """The last resort of a stop: whoever asked for it kills what does not end, and takes that for a failure.

    Nothing is lost by it: what was begun stands in the database. A thread, since the loop itself may hang: as it
    closes, it waits without a bound for tasks that do not let themselves be cancelled, such as the driver's while
    PostgreSQL does not answer.
    """

    def leave() -> None:
        log.warning("stop_cut_short", seconds=span.total_seconds())
        os._exit(0)  # each line of the log was flushed as it was written

    last_resort = threading.Timer(span.total_seconds(), leave)
    last_resort.daemon = True  # a stop that goes well does not wait for it
    last_resort.start()


async def unless(stop: asyncio.Event, work: Awaitable[T]) -> T | None:
    """What the work comes to. None when the event was set first: the work is cancelled then, and has ended."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if stop.is_set() and not working.done():
        working.cancel()
        await asyncio.wait((working,))
    return None if working.cancelled() else working.result()


async def left_after(span: timedelta, *endings: Coroutine[Any, Any, object]) -> None:
    """Waits so long for all of them, and leaves to itself what hangs even then."""
    _, late = await asyncio.wait([asyncio.create_task(ending) for ending in endings], timeout=span.total_seconds())
    if late:
        log.warning("left_unfinished", tasks=len(late))
