"""Who races in `acks`: Budge, Budge as Bolt comes, and a bare listener. Each has a Slack and a database of its own."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.clock import MovableClock, SystemClock
from bot.domain.ids import MemberId, MessageRef, WorkspaceId
from bot.sandbox.people import ANA, cast
from bot.sandbox.records import Message
from bot.sandbox.request_url import RequestUrl
from bot.sandbox.server import Sandbox, build, serve
from bot.services.building import build_services
from bot.services.services import Services
from bot.services.timing import UNHURRIED
from bot.slack import ids
from bot.slack.app import make_app
from bot.slack.client import Identity, Wire, identify, open_session, sdk_logger, web_client
from bot.slack.http import PATH
from bot.slack.installations import Installations, Installed, OneWorkspace
from bot.slack.messenger import SlackMessenger
from bot.slack.payloads import pressed_value
from bot.slack.socket import Socket
from bot.slack.tasks import Tasks
from bot.store.opening import bring_up_to_date, open_store
from routines.loader import load_catalog
from tests.benchmarks.installed import installed_by
from tests.benchmarks.seeding import tidy
from tests.stores import KEY

TUESDAY = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)
INTERVALS = {"every 2h": timedelta(hours=2), "every 2h30": timedelta(minutes=150)}
APP_TOKEN = "xapp-sandbox-budge"
BOT_TOKEN = "xoxb-sandbox-budge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an app is made of."""

    services: Services
    wire: Wire
    identity: Identity
    installations: Installations
    messenger: SlackMessenger
    tasks: Tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """An app that is connected, and the card that is pressed."""

    name: str
    sandbox: Sandbox
    services: Services
    tasks: Tasks
    workspace: WorkspaceId
    card: Message

    async def reopen(self) -> None:
        """Waits for what the ack left behind, and makes the card what it was before the press."""
        await self.tasks.settle()
        await self.services.undoing.undo(self.workspace, MemberId(ANA))


MakeApp = Callable[[Parts], AsyncApp]


def budge(parts: Parts) -> AsyncApp:
    """The real app."""
    routine = load_catalog().routines[0]
    return make_app(
        parts.services,
        wire=parts.wire,
        installations=parts.installations,
        messenger=parts.messenger,
        tasks=parts.tasks,
        exercises=routine.exercises,
    )


def budge_as_bolt_comes(parts: Parts) -> AsyncApp:
    """The real app without `process_before_response`."""
    app = budge(parts)
    app.listener_runner.process_before_response = False
    return app


def bare(parts: Parts) -> AsyncApp:
    """Two listeners: each calls the same service, so commits the same transaction, and acks. Nothing else."""

    async def authorize() -> AuthorizeResult:
        identity = parts.identity
        return AuthorizeResult(
            enterprise_id=None, team_id=identity.workspace, bot_user_id=identity.bot_user, bot_token=parts.wire.token
        )

    app = AsyncApp(
        logger=sdk_logger("tests.benchmarks.bolt"),
        client=web_client(parts.wire, with_token=False),
        authorize=authorize,
        process_before_response=True,
        signing_secret="",
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    services = parts.services

    async def every(ack: AsyncAck, body: Mapping[str, Any]) -> None:
        member = MemberId(body["user_id"])
        await services.preferences.set_interval(parts.identity.workspace, member, INTERVALS[body["text"]])
        await ack()

    async def done(ack: AsyncAck, body: Mapping[str, Any]) -> None:
        reminder, _ = ids.read_card_value(pressed_value(body))
        at = MessageRef(body["container"]["channel_id"], body["container"]["message_ts"])
        member = MemberId(body["user"]["id"])
        await services.completion.done(parts.identity.workspace, member, reminder=reminder, at=at)
        await ack()

    app.command("/budge")(every)
    app.action(ids.DONE_ALL)(done)
    return app


class WayIn(Protocol):
    """How Slack reaches a contestant."""

    @property
    def is_http(self) -> bool: ...

    def opened(self, parts: Parts) -> AbstractAsyncContextManager[int]:
        """Lets Slack in while the block lasts; the port for requests, 0 where there are none."""


@dataclass(frozen=True, slots=True)
class OverSocket:
    """Socket Mode, to a Bolt app."""

    make: MakeApp
    is_http: bool = False

    @asynccontextmanager
    async def opened(self, parts: Parts) -> AsyncIterator[int]:
        socket = Socket(self.make(parts), parts.wire, app_token=APP_TOKEN)
        await socket.start()
        await socket.wait_connected(seconds=10)
        try:
            yield 0
        finally:
            await socket.stop(parts.tasks, seconds=3)


@asynccontextmanager
async def contestant(
    name: str, way_in: WayIn, *, database: str, installed: int | None = None
) -> AsyncIterator[Contestant]:
    """The app at work for Ana, who has joined and holds an open card. One for many workspaces where it says how many
    have installed it.
    """
    await bring_up_to_date(database)
    clock, tasks = MovableClock(TUESDAY), Tasks()
    team = cast()
    url = RequestUrl("", signing_secret=team.app.signing_secret, now=SystemClock().now)
    app = build(team, now=clock.now, request_url=url if way_in.is_http else None)
    async with (
        serve(app) as port,
        open_session(call=UNHURRIED.call) as session,
        open_store(database, keys=[KEY]) as store,
    ):
        wire = Wire(session=session, base_url=f"http://127.0.0.1:{port}/api/", token=BOT_TOKEN)
        identity = await identify(web_client(wire))
        installations: Installations = OneWorkspace(installed=Installed(identity=identity, token=wire.token))
        if installed is not None:
            installations = await installed_by(installed, store, identity=identity, wire=wire)
            await tidy(database)
        messenger = SlackMessenger(web_client(wire, with_token=False), installations)
        services = build_services(
            store=store,
            clock=clock,
            lease_clock=SystemClock(),
            messenger=messenger,
            routines=load_catalog().routines,
            owner="benchmark",
        )
        parts = Parts(
            services=services,
            wire=wire,
            identity=identity,
            installations=installations,
            messenger=messenger,
            tasks=tasks,
        )
        async with way_in.opened(parts) as bot_port:
            url.url = f"http://127.0.0.1:{bot_port}{PATH}"
            yield Contestant(
                name=name,
                sandbox=app.state.sandbox,
                services=services,
                tasks=tasks,
                workspace=identity.workspace,
                card=await first_card(services, app.state.sandbox, identity.workspace),
            )


async def first_card(services: Services, sandbox: Sandbox, workspace: WorkspaceId) -> Message:
    """Joins Ana and posts a card to her."""
    await services.enrolment.start(workspace, MemberId(ANA))
    await services.requests.now(workspace, MemberId(ANA))
    return sandbox.team.messages(sandbox.team.open_dm(ANA).id)[-1]
