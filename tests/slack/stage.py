"""The whole Slack layer on a real wire: the sandbox before it, the real services and a SQLite file behind it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.status import Status
from bot.sandbox.controls import find
from bot.sandbox.gestures import HomeSpot, MessageSpot, Outcome
from bot.sandbox.people import ANA, GENERAL, cast
from bot.sandbox.records import Json, Message, View
from bot.sandbox.server import Sandbox, build, serve
from bot.sandbox.wire import Patience
from bot.services.building import build_services
from bot.services.illustrating import Gallery, Illustrating
from bot.services.services import Services
from bot.services.timing import UNHURRIED
from bot.slack.app import make_app
from bot.slack.client import Wire, identify, web_client
from bot.slack.installations import Installed, OneWorkspace
from bot.slack.messenger import SlackMessenger
from bot.slack.promptness import ANSWER_WITHIN
from bot.slack.socket import Socket
from bot.slack.tasks import Tasks
from bot.store.transaction import SqlStore
from routines.loader import load_catalog
from tests.slack.trouble import InFront, Trouble
from tests.stores import engine_for

TUESDAY = datetime(2026, 11, 17, 8, 2, tzinfo=UTC)
PATIENCE = Patience(redeliver_after=(timedelta(), timedelta(), timedelta()))


@dataclass(slots=True)
class HandClock:
    """A clock that is moved by hand."""

    at: datetime = TUESDAY

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    sandbox: Sandbox
    services: Services
    messenger: SlackMessenger
    wire: Wire
    workspace: WorkspaceId
    socket: Socket
    tasks: Tasks
    clock: HandClock
    engine: AsyncEngine

    async def break_store(self) -> None:
        """Spoils the database file, so that nothing can be read or saved any more."""
        await self.engine.dispose()
        spoil(Path(self.engine.url.database or ""))

    async def say(self, text: str, *, by: str = ANA, channel: str = GENERAL) -> Outcome:
        """Types and waits until everything that follows has happened."""
        outcome = await self.sandbox.gestures.say(by, channel=channel, text=text)
        await self.tasks.settle()
        return outcome

    async def press(self, label: str, message: Message, *, by: str = ANA, menu: str | None = None) -> Outcome:
        """Presses what carries this label on a message."""
        control = find(message.blocks, label, menu=menu)
        assert control is not None, f"no {label!r} on {message.text!r}"
        outcome = await self.sandbox.gestures.press(
            by,
            where=MessageSpot(channel=message.channel, ts=message.ts),
            block_id=control.block_id,
            action_id=control.action_id,
            value=control.value,
        )
        await self.tasks.settle()
        return outcome

    async def press_home(self, label: str, *, by: str = ANA, menu: str | None = None) -> Outcome:
        """Presses what carries this label on the App Home."""
        control = find(self.home(by).blocks, label, menu=menu)
        assert control is not None, f"no {label!r} on the Home"
        outcome = await self.sandbox.gestures.press(
            by, where=HomeSpot(), block_id=control.block_id, action_id=control.action_id, value=control.value
        )
        await self.tasks.settle()
        return outcome

    async def suggestions(self, message: Message, query: str, *, by: str = ANA) -> list[Json]:
        """What the message's first external_select offers for this."""
        block_id, action_id = _search(message.blocks)
        where = MessageSpot(channel=message.channel, ts=message.ts)
        return await self.sandbox.gestures.suggest(by, where=where, block_id=block_id, action_id=action_id, query=query)

    async def pick(self, message: Message, value: str, *, by: str = ANA) -> Outcome:
        """Picks what was offered there."""
        block_id, action_id = _search(message.blocks)
        where = MessageSpot(channel=message.channel, ts=message.ts)
        outcome = await self.sandbox.gestures.press(
            by, where=where, block_id=block_id, action_id=action_id, value=value
        )
        await self.tasks.settle()
        return outcome

    async def pick_on_home(self, query: str, value: str, *, by: str = ANA) -> Outcome:
        """Searches in the Home's first external_select and picks."""
        block_id, action_id = _search(self.home(by).blocks)
        gestures = self.sandbox.gestures
        await gestures.suggest(by, where=HomeSpot(), block_id=block_id, action_id=action_id, query=query)
        outcome = await gestures.press(by, where=HomeSpot(), block_id=block_id, action_id=action_id, value=value)
        await self.tasks.settle()
        return outcome

    async def open_home(self, *, by: str = ANA) -> Outcome:
        outcome = await self.sandbox.gestures.open_home(by)
        await self.tasks.settle()
        return outcome

    async def join(self, *, by: str = ANA) -> str:
        """Joins and returns the DM."""
        await self.say("/budge start", by=by)
        return self.dm(by)

    async def reminded(self, *, by: str = ANA) -> Message:
        """Moves on to the person's next card and returns it."""
        status = await self.status(of=by)
        assert status.next_at is not None
        self.clock.at = status.next_at
        await self.services.reminding.tick()
        return self.last(self.dm(by), by=by)

    async def status(self, *, of: str = ANA) -> Status:
        """The member as the services see them."""
        return await self.services.home.status(self.workspace, MemberId(of))

    def dm(self, person: str = ANA) -> str:
        found = self.sandbox.team.dm_of(person)
        assert found is not None
        return found.id

    def seen(self, channel: str, *, by: str = ANA) -> list[Message]:
        """What the bot said there, ephemeral words to this person among it."""
        messages = self.sandbox.team.messages(channel, seen_by=by)
        return [message for message in messages if message.author_id == self.sandbox.team.app.bot_user_id]

    def last(self, channel: str, *, by: str = ANA) -> Message:
        return self.seen(channel, by=by)[-1]

    def now_of(self, message: Message) -> Message | None:
        """The message as it stands; None once it was deleted."""
        return self.sandbox.team.message(message.channel, ts=message.ts)

    def home(self, person: str = ANA) -> View:
        return self.sandbox.team.homes[person]

    def modal(self, person: str = ANA) -> View:
        return self.sandbox.team.modals[person][-1]


def spoil(file: Path) -> None:
    """Makes a SQLite file no database any more."""
    for part in (file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        part.unlink(missing_ok=True)
    file.write_bytes(b"no database " * 100)


def words(blocks: list[Json] | None) -> str:
    """Everything these blocks show, run together."""
    return str(blocks or [])


def _search(blocks: list[Json] | None) -> tuple[str, str]:
    for block in blocks or []:
        for element in block.get("elements", []):
            if element.get("type") == "external_select":
                return block["block_id"], element["action_id"]
    raise AssertionError("nothing to search in")


@asynccontextmanager
async def raised(
    database_url: str,
    *,
    patience: Patience = PATIENCE,
    trouble: Trouble | None = None,
    seconds_for_a_call: float = UNHURRIED.call.total_seconds(),
    answer_within: float = ANSWER_WITHIN,
    is_pictured: bool = False,
    pictures_at: str | None = None,
    more_routines: Path | None = None,
) -> AsyncIterator[Stage]:
    """A sandbox and a connected bot; no bell rings by itself. `trouble` stands in front of the sandbox.
    Cards have pictures only if they are to: uploaded ones, or those at an address. A folder may add routines.
    """
    clock = HandClock()
    app = build(cast(), now=clock.now, patience=patience)
    if trouble is not None:
        app.add_middleware(InFront, trouble=trouble)
    limit = ClientTimeout(total=seconds_for_a_call)
    async with serve(app) as port, engine_for(database_url) as engine, ClientSession(timeout=limit) as session:
        sandbox: Sandbox = app.state.sandbox
        wire = Wire(session=session, base_url=f"http://127.0.0.1:{port}/api/", token=sandbox.team.app.bot_token)
        identity = await identify(web_client(wire))
        installations = OneWorkspace(installed=Installed(identity=identity, token=wire.token))
        catalog = load_catalog(extra=more_routines)
        routine = catalog.routines[0]
        gallery = Gallery(routines=catalog.routines, album=catalog.album, clock=clock, served_at=pictures_at)
        illustrating = Illustrating(gallery if is_pictured else None)
        messenger = SlackMessenger(web_client(wire, with_token=False), installations, refusals=illustrating)
        services = build_services(
            store=SqlStore(engine),
            clock=clock,
            lease_clock=clock,
            messenger=messenger,
            routines=catalog.routines,
            owner="tests",
            illustrating=illustrating,
        )
        tasks = Tasks()
        bolt = make_app(
            services,
            wire=wire,
            installations=installations,
            messenger=messenger,
            tasks=tasks,
            exercises=routine.exercises,
            answer_within=answer_within,
        )
        socket = Socket(bolt, wire, app_token=sandbox.team.app.app_token)
        await socket.start()
        assert await socket.wait_connected(seconds=10)
        try:
            yield Stage(
                sandbox=sandbox,
                services=services,
                messenger=messenger,
                wire=wire,
                workspace=identity.workspace,
                socket=socket,
                tasks=tasks,
                clock=clock,
                engine=engine,
            )
        finally:
            await socket.stop(tasks, seconds=5)
