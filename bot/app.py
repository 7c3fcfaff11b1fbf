"""The composition root: it alone names concrete classes, starts them in order and stops them in order."""

import asyncio
import signal
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import chain, repeat
from typing import TypeVar

import structlog
import typer

from bot.clock import SystemClock
from bot.config import Settings
from bot.log import set_up_logging
from bot.ports import Clock, DeliveryFailed, Messenger, Store, StoreUnavailable
from bot.scheduler import Bell, Bells
from bot.services.building import build_services
from bot.services.looks import Looks
from bot.services.readiness import Readiness
from bot.services.ringing import Ringing
from bot.services.services import Services
from bot.services.timing import UNHURRIED, Timing
from bot.slack.app import make_app
from bot.slack.client import Identity, Wire, open_session, web_client
from bot.slack.failures import RATE_LIMITS
from bot.slack.messenger import SlackMessenger
from bot.slack.probe import NotLetIn, identified
from bot.slack.socket import Socket
from bot.slack.tasks import Tasks
from bot.store.opening import NewerSchema, OldSchema, bring_up_to_date, open_store
from bot.web import PortTaken, ops, serving
from routines.loader import load_catalog
from routines.model import Routine

log = structlog.get_logger(__name__)

T = TypeVar("T")

TICK_EVERY = timedelta(seconds=1)
FINISH_RINGING = timedelta(seconds=4)
FINISH_TASKS = 3.0  # seconds; with the ringing's four and the closing it stays under the ten that a stop may take
TRY_AGAIN_AFTER = (1.0, 2.0, 5.0, 15.0)  # seconds; the last one again and again


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """A bot that is put together; `connected` lets Slack and the bells in."""

    services: Services
    store: Store
    messenger: Messenger
    routine: Routine
    identity: Identity
    tasks: Tasks
    socket: Socket

    async def settle(self) -> None:
        """Returns once the work after the acks has ended and all that is due now was done."""
        await self.tasks.settle()
        await self.services.reminding.tick()


@asynccontextmanager
async def assembled(settings: Settings, *, clock: Clock, timing: Timing = UNHURRIED) -> AsyncIterator[Bot]:
    """The bot with its database brought up to date and its token accepted, but not yet connected.

    Raises StoreUnavailable, OldSchema and NewerSchema, NotLetIn where Slack refuses the bot token, and DeliveryFailed.
    """
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(settings.database_url))
        session = await stack.enter_async_context(open_session())
        wire = Wire(session=session, base_url=settings.api_url, token=settings.bot_token.get_secret_value())
        client = web_client(wire)
        identity = await identified(wire)
        messenger = SlackMessenger(client, identity)
        routine = default_routine(settings)
        services = build_services(
            store=store,
            clock=clock,
            lease_clock=SystemClock(),
            messenger=messenger,
            routine=routine,
            owner=uuid.uuid4().hex,
            timing=timing,
        )
        async with store.transaction() as tx:
            await tx.workspaces.ensure(identity.workspace)
            await tx.workspaces.revive(identity.workspace)
        tasks = Tasks()
        app = make_app(
            services, wire=wire, identity=identity, messenger=messenger, tasks=tasks, exercises=routine.exercises
        )
        socket = Socket(app, wire, app_token=settings.app_token.get_secret_value())
        yield Bot(
            services=services,
            store=store,
            messenger=messenger,
            routine=routine,
            identity=identity,
            tasks=tasks,
            socket=socket,
        )


@asynccontextmanager
async def connected(bot: Bot, *, tick_every: timedelta = TICK_EVERY) -> AsyncIterator[Ringing]:
    """The bot at work; gives its ringing. At the end it claims nothing new, finishes what it has begun, and hangs up.

    Raises NotLetIn where Slack refuses the app-level token, and DeliveryFailed.
    """
    await bot.socket.knock()
    ringing = Ringing(bot.services.reminding.tick)
    bells = Bells(Bell(name="tick", every=tick_every, ring=ringing.ring))
    await bot.socket.start()
    bells.start()
    try:
        yield ringing
    finally:
        bot.services.reminding.drain()
        await bells.stop(patience=FINISH_RINGING)
        await bot.socket.stop(bot.tasks, seconds=FINISH_TASKS)


def default_routine(settings: Settings) -> Routine:
    """The routine every reminder offers: the first of the catalog. Problems of other files are logged, not raised."""
    catalog = load_catalog(extra=settings.routines)
    for problem in catalog.problems:
        log.warning("routine_refused", problem=str(problem))
    return catalog.routines[0]


def run(settings: Settings) -> int:
    """Runs the bot until SIGTERM or SIGINT; the exit code."""
    set_up_logging(settings.log_level, settings.log_format)
    return asyncio.run(run_until_stopped(settings, clock=SystemClock()))


async def run_until_stopped(
    settings: Settings, *, clock: Clock, tick_every: timedelta = TICK_EVERY, timing: Timing = UNHURRIED
) -> int:
    """0 after a stop that was asked for; 1, with a sentence, where the bot cannot work as it is set up."""
    stop = stop_signal()
    readiness = Readiness()
    begin = partial(at_work, settings, clock, readiness=readiness, tick_every=tick_every, timing=timing)
    try:
        async with serving(ops(readiness), port=settings.ops_port) as port:
            log.info("ops_port", port=port)
            await work_until(stop, begin, readiness=readiness, address=settings.api_url)
    except (PortTaken, NotLetIn, StoreUnavailable, OldSchema, NewerSchema) as problem:
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
    """Begins, again and again while Slack is out of reach, and works until it is stopped."""
    pauses = chain(TRY_AGAIN_AFTER, repeat(TRY_AGAIN_AFTER[-1]))
    while not stop.is_set():
        try:
            async with AsyncExitStack() as stack:
                bot = await unless(stop, stack.enter_async_context(begin()))
                if bot is not None:
                    log.info("running", workspace=bot.identity.workspace)
                    await stop.wait()
        except DeliveryFailed as failure:
            pause = max(next(pauses), asked_to_wait(failure))
            log.warning("slack_unreachable", address=address, reason=failure.reason, seconds_to_next_try=pause)
            readiness.wait(f"Slack at {address} cannot be reached ({failure.reason}); it is tried again and again.")
            await unless(stop, asyncio.sleep(pause))


def asked_to_wait(failure: DeliveryFailed) -> float:
    """How many seconds Slack itself wants to be left alone."""
    if failure.retry_after is None or failure.reason not in RATE_LIMITS:
        return 0.0
    return failure.retry_after.total_seconds()


@asynccontextmanager
async def at_work(
    settings: Settings, clock: Clock, *, readiness: Readiness, tick_every: timedelta, timing: Timing
) -> AsyncIterator[Bot]:
    """The bot, put together and connected, and as ready as it is found to be."""
    async with (
        assembled(settings, clock=clock, timing=timing) as bot,
        connected(bot, tick_every=tick_every) as ringing,
    ):
        looks = Looks(
            store=bot.store,
            workspace=bot.identity.workspace,
            way_in=bot.socket,
            ringing=ringing,
            clock=SystemClock(),
        )
        readiness.watch(looks.by_name())
        try:
            yield bot
        finally:
            await readiness.forget("It is stopping.")


def stop_signal() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


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


def migrate(settings: Settings) -> int:
    """Brings the database to this version; the exit code."""
    try:
        has_changed = asyncio.run(bring_up_to_date(settings.database_url))
    except (StoreUnavailable, NewerSchema) as problem:
        typer.echo(str(problem), err=True)
        return 1
    typer.echo("The database is at this version now." if has_changed else "The database was at this version already.")
    return 0
