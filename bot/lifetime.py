"""The life of `budge run`: it begins, waits for what is out of reach, works until it is stopped, and ends in time."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from importlib.metadata import version
from itertools import chain, repeat

import structlog
import typer

from bot.app import STOP_WITHIN, TICK_EVERY, Bot, assembled, connected
from bot.clock import SystemClock
from bot.config import Settings
from bot.listening import CannotListen
from bot.log import set_up_logging
from bot.metrics import Metrics
from bot.ports import Clock, DeliveryFailed, StoreUnavailable, UnreadableSecret
from bot.services.inspections import Inspections
from bot.services.readiness import Readiness
from bot.services.timing import UNHURRIED, Timing
from bot.slack.failures import RATE_LIMITS
from bot.slack.probe import NotLetIn
from bot.stopping import stop_signal, unless
from bot.store.opening import NewerSchema, OldSchema
from bot.web import ops, serving

log = structlog.get_logger(__name__)

TRY_AGAIN_AFTER = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Seconds; the last one again and again: Slack allows one request for a connection a minute."""


def run(settings: Settings) -> int:
    """Runs the bot until SIGTERM or SIGINT; the exit code."""
    set_up_logging(settings.log_level, settings.log_format)
    return asyncio.run(run_until_stopped(settings, clock=SystemClock()))


async def run_until_stopped(
    settings: Settings, *, clock: Clock, tick_every: timedelta = TICK_EVERY, timing: Timing = UNHURRIED
) -> int:
    """0 after a stop that was asked for; 1, with a sentence, where the bot cannot work as it is set up.

    A process that was asked to stop ends within STOP_WITHIN, also while what this returned to waits for something.
    """
    stop = stop_signal(ends_within=STOP_WITHIN)
    readiness, metrics = Readiness(), Metrics(version=version("budge"))
    begin = partial(
        at_work, settings, clock, readiness=readiness, metrics=metrics, tick_every=tick_every, timing=timing
    )
    try:
        async with serving(
            ops(readiness, metrics, host=settings.ops_host), port=settings.ops_port, host=settings.ops_host
        ) as port:
            log.info("ops_port", port=port)
            await work_until(stop, begin, readiness=readiness, address=settings.api_url)
    except (CannotListen, NotLetIn, StoreUnavailable, UnreadableSecret, OldSchema, NewerSchema) as problem:
        typer.echo(str(problem), err=True)
        return 1
    log.info("stopped")
    return 0


async def work_until(
    stop: asyncio.Event,
    begin: Callable[[], AbstractAsyncContextManager[Bot]],
    *,
    readiness: Readiness,
    address: str,
) -> None:
    """Begins, again and again while Slack is out of reach, and works until it is stopped.

    Raises StoreUnavailable at the first try alone: after that the database is known to be the right one, and is waited
    for.
    """
    pauses = chain(TRY_AGAIN_AFTER, repeat(TRY_AGAIN_AFTER[-1]))
    was_open = False
    while not stop.is_set():
        try:
            async with AsyncExitStack() as stack:
                bot = await unless(stop, stack.enter_async_context(begin()))
                if bot is not None:
                    log.info("running", workspace=bot.workspace or "any that installs it")
                    await stop.wait()
        except DeliveryFailed as failure:
            was_open = True
            pause = max(next(pauses), asked_to_wait(failure))
            log.warning("slack_unreachable", address=address, reason=failure.reason, seconds_to_next_try=pause)
            readiness.wait(f"Slack at {address} cannot be reached ({failure.reason}); it is tried again and again.")
            await unless(stop, asyncio.sleep(pause))
        except StoreUnavailable as problem:
            if not was_open:
                raise
            pause = next(pauses)
            log.warning("database_unavailable", why=str(problem), seconds_to_next_try=pause)
            readiness.wait(str(problem))
            await unless(stop, asyncio.sleep(pause))


def asked_to_wait(failure: DeliveryFailed) -> float:
    """How many seconds Slack itself wants to be left alone."""
    if failure.retry_after is None or failure.reason not in RATE_LIMITS:
        return 0.0
    return failure.retry_after.total_seconds()


@asynccontextmanager
async def at_work(
    settings: Settings,
    clock: Clock,
    *,
    readiness: Readiness,
    metrics: Metrics,
    tick_every: timedelta,
    timing: Timing,
) -> AsyncIterator[Bot]:
    """The bot, put together and connected, and as ready as it is found to be."""
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(assembled(settings, clock=clock, timing=timing, meter=metrics))
        keep_what_stands()
        ringing = await stack.enter_async_context(connected(bot, tick_every=tick_every))
        inspections = Inspections(
            store=bot.store,
            workspace=bot.workspace,
            way_in=bot.way_in,
            ringing=ringing,
            clock=SystemClock(),
        )
        readiness.watch({**inspections.by_name(), "clock": bot.lease_clock.look})
        metrics.watch(bot.gauging.levels)
        try:
            yield bot
        finally:
            metrics.forget()
            await readiness.forget("It is stopping.")


def keep_what_stands() -> None:
    """Takes all that is in memory now out of the garbage collector's sight.

    What was imported and put together stays as long as the process. A full collection of it would make the event loop
    stand still for 100 to 180 ms, again and again; without it, for 13 to 20 (measured by `tests.benchmarks.sending`).
    """
    gc.unfreeze()  # what an earlier try to begin has left
    gc.collect()
    gc.freeze()
