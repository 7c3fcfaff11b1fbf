"""The composition root: it alone names concrete classes, starts them in order and stops them in order."""

import asyncio
import gc
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from importlib.metadata import version
from itertools import chain, repeat

import structlog
import typer

from bot.clock import SystemClock, lasting_seconds
from bot.config import Settings
from bot.domain.ids import WorkspaceId
from bot.listening import CannotListen
from bot.log import set_up_logging
from bot.metrics import Metrics
from bot.ports import Clock, DeliveryFailed, Messenger, Store, StoreUnavailable
from bot.scheduler import Bell, Bells
from bot.services.building import build_services
from bot.services.inspections import Inspections
from bot.services.lease_clock import MEASURE_EVERY, LeaseClock
from bot.services.levels import COUNT_EVERY, Gauging, watch_loop
from bot.services.meter import UNMETERED, Meter, MeteredStore
from bot.services.readiness import Readiness
from bot.services.ringing import Ringing
from bot.services.services import Services
from bot.services.timing import UNHURRIED, Timing
from bot.slack.app import make_app
from bot.slack.client import Identity, Wire, open_session, web_client
from bot.slack.failures import RATE_LIMITS
from bot.slack.http_way_in import HttpWayIn
from bot.slack.messenger import SlackMessenger
from bot.slack.probe import NotLetIn, identified
from bot.slack.socket import Socket
from bot.slack.tasks import Tasks
from bot.slack.way_in import WayIn
from bot.stopping import left_after, stop_signal, unless
from bot.store.opening import NewerSchema, OldSchema, open_store
from bot.web import ops, serving
from routines.loader import load_catalog
from routines.model import Routine

log = structlog.get_logger(__name__)

TICK_EVERY = timedelta(seconds=1)
SWEEP_EVERY = timedelta(hours=1)
"""It sweeps once a day; a process that is started anew every day would never come to its bell otherwise."""
STOP_WITHIN = timedelta(seconds=8.5)
"""The whole stop, under the ten seconds that whoever stops a process gives it. The spans below are shares of it."""
FINISH_RINGING = timedelta(seconds=4)
LET_GO = timedelta(seconds=0.75)
FINISH_TASKS = timedelta(seconds=2.5)
HANG_UP = timedelta(seconds=0.75)
TRY_AGAIN_AFTER = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Seconds; the last one again and again: Slack allows one request for a connection a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """A bot that is put together; `connected` lets Slack and the bells in."""

    services: Services
    store: Store
    lease_clock: LeaseClock
    messenger: Messenger
    routine: Routine
    identity: Identity
    tasks: Tasks
    way_in: WayIn
    ringing: Ringing
    gauging: Gauging
    meter: Meter

    async def settle(self) -> None:
        """Returns once the work after the acks has ended and all that is due now was done."""
        await self.tasks.settle()
        await self.services.reminding.tick()


@asynccontextmanager
async def assembled(
    settings: Settings, *, clock: Clock, timing: Timing = UNHURRIED, meter: Meter = UNMETERED
) -> AsyncIterator[Bot]:
    """The bot with its database brought up to date and its token accepted, but not yet connected.

    Raises StoreUnavailable, OldSchema and NewerSchema, NotLetIn where Slack refuses the bot token, and DeliveryFailed;
    each but the last is a sentence.
    """
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_store(settings.database_url))
        store = MeteredStore(database, meter)
        session = await stack.enter_async_context(open_session(call=timing.call))
        wire = Wire(
            session=session, base_url=settings.api_url, token=settings.bot_token.get_secret_value(), meter=meter
        )
        client = web_client(wire)
        identity = await identified(wire)
        messenger = SlackMessenger(client, identity, meter=meter)
        routine = default_routine(settings)
        lease_clock = LeaseClock(store, machine=SystemClock(), seconds=lasting_seconds)
        services = build_services(
            store=store,
            clock=clock,
            lease_clock=lease_clock,
            messenger=messenger,
            routine=routine,
            owner=uuid.uuid4().hex,
            timing=timing,
            kept=timedelta(days=settings.retention_days),
            meter=meter,
        )
        with saying_what_is_missing():
            await lease_clock.measure()
            await let_in(store, identity.workspace)
        tasks = Tasks()
        app = make_app(
            services, wire=wire, identity=identity, messenger=messenger, tasks=tasks, exercises=routine.exercises
        )
        way_in: WayIn = (
            Socket(app, wire, app_token=app_token)
            if (app_token := settings.app_token.get_secret_value())
            else HttpWayIn(
                app,
                signing_secret=settings.signing_secret.get_secret_value(),
                host=settings.host,
                port=settings.port,
                public_url=settings.public_url,
                clock=SystemClock(),
            )
        )
        ringing = Ringing(services.reminding.ring, services.reminding.pulse)
        gauging = Gauging(
            reminding=services.reminding,
            ringing=ringing,
            way_in=way_in,
            after_acks=tasks,
            lease_clock=lease_clock,
            clock=clock,
            queues=database,
        )
        yield Bot(
            services=services,
            store=store,
            lease_clock=lease_clock,
            messenger=messenger,
            routine=routine,
            identity=identity,
            tasks=tasks,
            way_in=way_in,
            ringing=ringing,
            gauging=gauging,
            meter=meter,
        )


async def let_in(store: Store, workspace: WorkspaceId) -> None:
    """The workspace is served: Slack has just taken its token."""
    async with store.transaction() as tx:
        await tx.workspaces.ensure(workspace)
        await tx.workspaces.revive(workspace)


@contextmanager
def saying_what_is_missing() -> Iterator[None]:
    """Makes a sentence of StoreUnavailable."""
    try:
        yield
    except StoreUnavailable as problem:
        raise StoreUnavailable(f"The database cannot be used: {problem}.") from None


@asynccontextmanager
async def connected(bot: Bot, *, tick_every: timedelta = TICK_EVERY) -> AsyncIterator[Ringing]:
    """The bot at work; gives its ringing. At the end it claims nothing new, finishes what it has begun, and hangs up.
    What does not let itself be ended then is left to itself.

    Raises NotLetIn where Slack refuses the app-level token, DeliveryFailed, and CannotListen.
    """
    await bot.way_in.knock()
    reminding = bot.services.reminding
    bells = Bells(
        Bell(name="tick", every=tick_every, ring=bot.ringing.ring),
        Bell(name="retention", every=SWEEP_EVERY, ring=bot.services.retention.ring),
        Bell(name="lease clock", every=MEASURE_EVERY, ring=bot.lease_clock.follow),
        Bell(name="queues", every=COUNT_EVERY, ring=bot.gauging.count),
    )
    await bot.way_in.start()
    bells.start()
    watching = asyncio.create_task(watch_loop(bot.meter), name="loop watch")
    try:
        yield bot.ringing
    finally:
        watching.cancel()
        reminding.drain()
        await left_after(
            FINISH_RINGING + LET_GO, bells.stop(patience=FINISH_RINGING), reminding.finish(within=FINISH_RINGING)
        )
        await left_after(FINISH_TASKS + HANG_UP, bot.way_in.stop(bot.tasks, seconds=FINISH_TASKS.total_seconds()))


def keep_what_stands() -> None:
    """Takes all that is in memory now out of the garbage collector's sight.

    What was imported and put together stays as long as the process. A full collection of it would make the event loop
    stand still for 100 to 180 ms, again and again; without it, for 13 to 20 (measured by `tests.benchmarks.sending`).
    """
    gc.unfreeze()  # what an earlier try to begin has left
    gc.collect()
    gc.freeze()


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
    except (CannotListen, NotLetIn, StoreUnavailable, OldSchema, NewerSchema) as problem:
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
                    log.info("running", workspace=bot.identity.workspace)
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
            workspace=bot.identity.workspace,
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
