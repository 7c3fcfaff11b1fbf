"""The composition root: it alone names concrete classes, starts them in order and stops them in order."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
from starlette.routing import Route

from bot.clock import SystemClock, lasting_seconds
from bot.config import Settings
from bot.domain.ids import WorkspaceId
from bot.domain.installation import Installation
from bot.ports import Clock, DeliveryFailed, Messenger, Store, StoreUnavailable
from bot.scheduler import Bell, Bells
from bot.services.building import build_services
from bot.services.illustrating import Gallery, Illustrating
from bot.services.installing import Installing
from bot.services.lease_clock import MEASURE_EVERY, LeaseClock
from bot.services.levels import COUNT_EVERY, Gauging, watch_loop
from bot.services.meter import UNMETERED, Meter, MeteredStore
from bot.services.ringing import Ringing
from bot.services.services import Services
from bot.services.timing import UNHURRIED, Timing
from bot.slack.app import make_app
from bot.slack.blocks.installed import installed_message
from bot.slack.client import Wire, open_session, web_client
from bot.slack.greeting import Greeting
from bot.slack.http_way_in import HttpWayIn
from bot.slack.install_state import States
from bot.slack.installations import Installed, OneWorkspace
from bot.slack.many_workspaces import ManyWorkspaces
from bot.slack.messenger import SlackMessenger
from bot.slack.oauth import OAuth
from bot.slack.oauth_pages import OAuthPages
from bot.slack.picture_pages import picture_routes
from bot.slack.rotation import ROTATE_EVERY, Rotation
from bot.slack.socket import Socket
from bot.slack.tasks import Tasks
from bot.slack.vetting import CLOSED_TAB, client_flaws, closed_tab_flaws, heed, vetted
from bot.slack.way_in import WayIn
from bot.stopping import left_after
from bot.store.opening import open_store
from routines.loader import Catalog, load_catalog
from routines.model import Routine

log = structlog.get_logger(__name__)

TICK_EVERY = timedelta(seconds=1)
COUNT_DOWN_EVERY = timedelta(seconds=1)
SWEEP_EVERY = timedelta(hours=1)
"""It sweeps once a day; a process that is started anew every day would never come to its bell otherwise."""
STOP_WITHIN = timedelta(seconds=8.5)
"""The whole stop, under the ten seconds that whoever stops a process gives it. The spans below are shares of it."""
FINISH_RINGING = timedelta(seconds=4)
LET_GO = timedelta(seconds=0.75)
FINISH_TASKS = timedelta(seconds=2.5)
HANG_UP = timedelta(seconds=0.75)
ERASE_EVERY = timedelta(seconds=15)
UPLOAD_EVERY = timedelta(seconds=0.5)
"""Who has just joined may ask for a card at once, and it should have its pictures."""
GREET_EVERY = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """A bot that is put together; `connected` lets Slack and the bells in."""

    services: Services
    store: Store
    lease_clock: LeaseClock
    messenger: Messenger
    routines: Sequence[Routine]
    installations: OneWorkspace | ManyWorkspaces
    tasks: Tasks
    way_in: WayIn
    ringing: Ringing
    gauging: Gauging
    meter: Meter
    greeting: Greeting

    @property
    def workspace(self) -> WorkspaceId | None:
        """The one that is served; None where any may install the bot."""
        return self.installations.installed.identity.workspace if isinstance(self.installations, OneWorkspace) else None

    def drain(self) -> None:
        """Begins nothing new from now on."""
        self.services.reminding.drain()
        if isinstance(self.installations, ManyWorkspaces):
            self.installations.rotation.draining.set()

    async def upload(self) -> None:
        """Has pictures uploaded that cards were without, however long that takes."""
        if self.services.uploading.is_wanted:
            self.tasks.start(self.services.uploading.ring, name="upload pictures")

    async def settle(self) -> None:
        """Returns once the work after the acks has ended and all that is due now was done."""
        await self.tasks.settle()
        await self.services.countdowns.ring()
        await self.tasks.settle()
        await self.services.uploading.ring()  # before the cards that are due
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
        database = await stack.enter_async_context(open_store(settings.database_url, keys=settings.secret_keys))
        store = MeteredStore(database, meter)
        session = await stack.enter_async_context(open_session(call=timing.call))
        wire = Wire(
            session=session, base_url=settings.api_url, token=settings.bot_token.get_secret_value(), meter=meter
        )
        lease_clock = LeaseClock(store, machine=SystemClock(), seconds=lasting_seconds)
        installations = await installations_of(settings, store=store, wire=wire, clock=clock, lease_clock=lease_clock)
        catalog = catalog_of(settings)
        routines = catalog.routines
        illustrating = Illustrating(gallery_of(catalog, settings, clock=lease_clock))
        messenger = SlackMessenger(
            web_client(wire, with_token=False), installations, meter=meter, refusals=illustrating
        )
        services = build_services(
            store=store,
            clock=clock,
            lease_clock=lease_clock,
            messenger=messenger,
            routines=routines,
            owner=uuid.uuid4().hex,
            timing=timing,
            kept=timedelta(days=settings.retention_days),
            meter=meter,
            illustrating=illustrating,
        )
        with saying_what_is_missing():
            await lease_clock.measure()
            if isinstance(installations, OneWorkspace):
                await let_in(store, installations.installed.identity.workspace)
        tasks = Tasks()
        greeting = Greeting(
            store=store,
            messenger=messenger,
            clock=lease_clock,
            message=installed_message(),
            draining=services.installing.draining,
        )
        app = make_app(
            services,
            wire=wire,
            installations=installations,
            messenger=messenger,
            tasks=tasks,
            exercises=routines[0].exercises,
        )
        install_pages = pages(
            installations, settings=settings, installing=services.installing, tasks=tasks, greeting=greeting
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
                pages=install_pages,
                pictures=picture_routes(catalog.album) if settings.public_url else (),
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
            routines=routines,
            installations=installations,
            tasks=tasks,
            way_in=way_in,
            ringing=ringing,
            gauging=gauging,
            meter=meter,
            greeting=greeting,
        )


async def installations_of(
    settings: Settings, *, store: Store, wire: Wire, clock: Clock, lease_clock: Clock
) -> OneWorkspace | ManyWorkspaces:
    """Who lets us in. Raises NotLetIn and DeliveryFailed where Slack is asked. `clock` is the one Slack goes by."""
    if not settings.serves_many:
        admission = await vetted(
            wire,
            app_token=settings.app_token.get_secret_value(),
            public_url=settings.public_url,
            now=SystemClock().now(),
        )
        installed = Installed(identity=admission.identity, token=wire.token)
        return OneWorkspace(installed=installed, accepted_at=clock.now())
    oauth = OAuth(
        wire=wire,
        client_id=settings.client_id.get_secret_value(),
        client_secret=settings.client_secret.get_secret_value(),
        public_url=settings.public_url or "",
        clock=lease_clock,
    )
    with suppress(DeliveryFailed):  # those that have installed it may be called again before Slack says who we are
        heed(await client_flaws(oauth, now=SystemClock().now()))
    return ManyWorkspaces(store, Rotation(store=store, oauth=oauth, clock=lease_clock), lease_clock)


def pages(
    installations: OneWorkspace | ManyWorkspaces,
    *,
    settings: Settings,
    installing: Installing,
    tasks: Tasks,
    greeting: Greeting,
) -> Sequence[Route]:
    """What the public port has for people: nothing but where any workspace may install the bot."""
    if isinstance(installations, OneWorkspace):
        return ()

    async def keep(installation: Installation) -> None:
        await installing.installed(installation)
        installations.forget(installation.workspace)
        tasks.start(partial(greeting.greet, installation.workspace), name="greet the installer")

    states = States(settings.secret_keys, clock=installations.clock)
    return OAuthPages(installations.rotation.oauth, states, keep).routes()


async def let_in(store: Store, workspace: WorkspaceId) -> None:
    """The workspace is served: Slack has just taken its token."""
    async with store.transaction() as tx:
        await tx.workspaces.ensure(workspace)
        await tx.workspaces.revive(workspace)
        census = await tx.oversight.census(workspace)
    heed(closed_tab_flaws(census.unreachable.get(CLOSED_TAB, 0)))


@contextmanager
def saying_what_is_missing() -> Iterator[None]:
    """Makes a sentence of StoreUnavailable."""
    try:
        yield
    except StoreUnavailable as problem:
        raise StoreUnavailable(f"The database cannot be used: {problem}.") from None


def bells_of_many(bot: Bot) -> Iterator[Bell]:
    """Those that ring only where any workspace may install the bot."""
    if isinstance(bot.installations, ManyWorkspaces):
        yield Bell(name="rotation", every=ROTATE_EVERY, ring=bot.installations.rotation.ring)
        yield Bell(name="greetings", every=GREET_EVERY, ring=bot.greeting.ring)


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
        Bell(name="countdowns", every=COUNT_DOWN_EVERY, ring=bot.services.countdowns.ring),
        Bell(name="retention", every=SWEEP_EVERY, ring=bot.services.retention.ring),
        Bell(name="lease clock", every=MEASURE_EVERY, ring=bot.lease_clock.follow),
        Bell(name="queues", every=COUNT_EVERY, ring=bot.gauging.count),
        Bell(name="pictures", every=UPLOAD_EVERY, ring=bot.upload),
        Bell(name="erasures", every=ERASE_EVERY, ring=bot.services.installing.erase_due),
        *bells_of_many(bot),
    )
    await bot.way_in.start()
    bells.start()
    watching = asyncio.create_task(watch_loop(bot.meter), name="loop watch")
    try:
        yield bot.ringing
    finally:
        watching.cancel()
        bot.drain()
        await left_after(
            FINISH_RINGING + LET_GO, bells.stop(patience=FINISH_RINGING), reminding.finish(within=FINISH_RINGING)
        )
        await left_after(FINISH_TASKS + HANG_UP, bot.way_in.stop(bot.tasks, seconds=FINISH_TASKS.total_seconds()))


def catalog_of(settings: Settings) -> Catalog:
    """The routines that can be chosen, and their pictures; the first is offered to whoever has chosen none. Problems of
    their files are logged, not raised.
    """
    catalog = load_catalog(extra=settings.routines)
    for problem in catalog.problems:
        log.warning("routine_refused", problem=str(problem))
    return catalog


def gallery_of(catalog: Catalog, settings: Settings, *, clock: Clock) -> Gallery:
    """What cards show, served by ourselves where Slack reaches us: then no workspace is given any files."""
    served_at = settings.public_url if settings.uses_http else None
    return Gallery(routines=catalog.routines, album=catalog.album, clock=clock, served_at=served_at)
