"""The sandbox on a free port with the real SDK before it, and the real Bolt behind it."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.controls import find
from bot.sandbox.gestures import MessageSpot, Outcome
from bot.sandbox.people import cast
from bot.sandbox.records import Json, Message
from bot.sandbox.server import Sandbox, build, serve
from bot.sandbox.state import Team
from bot.sandbox.wire import Patience

TUESDAY = datetime(2026, 11, 17, 8, 30, tzinfo=UTC)
CALM = Patience(redeliver_after=(timedelta(), timedelta(seconds=0.3), timedelta(seconds=3)))
HASTY = Patience(ack=timedelta(seconds=0.1), redeliver_after=(timedelta(), timedelta(), timedelta()))


@dataclass(slots=True)
class HandClock:
    """A clock that is moved by hand."""

    at: datetime = TUESDAY

    def __call__(self) -> datetime:
        return self.at

    async def advance(self, stop: datetime) -> datetime:
        self.at = max(self.at, stop)
        return self.at


@dataclass(frozen=True, slots=True)
class Stage:
    sandbox: Sandbox
    _: KW_ONLY
    clock: HandClock
    base_url: str
    client: AsyncWebClient
    sandboxes: Mapping[str, Sandbox] = field(default_factory=dict)

    def app(self) -> AsyncApp:
        """A Bolt app that talks to this sandbox."""
        return AsyncApp(
            client=web_client(self.base_url, token=self.sandbox.team.app.bot_token), signing_secret="unused"
        )

    async def dm(self, person: str) -> str:
        opened = await self.client.conversations_open(users=person)
        return str(opened["channel"]["id"])

    def shown(self, channel: str, *, to: str | None = None) -> list[Message]:
        return self.sandbox.team.messages(channel, seen_by=to)


def web_client(base_url: str, *, token: str) -> AsyncWebClient:
    client = AsyncWebClient(token=token, base_url=f"{base_url}/api/", retry_handlers=[])
    client.proxy = None
    return client


@asynccontextmanager
async def raised(*teams: Team, patience: Patience = CALM, **parts: Any) -> AsyncIterator[Stage]:
    """A sandbox of some teams, of the usual one without any."""
    clock = HandClock()
    if parts.pop("is_movable", False):
        parts["advance"] = clock.advance
    app = build(*(teams or [cast()]), now=clock, patience=patience, **parts)
    async with serve(app) as port:
        base_url = f"http://127.0.0.1:{port}"
        sandbox: Sandbox = app.state.sandbox
        client = web_client(base_url, token=sandbox.team.app.bot_token)
        yield Stage(sandbox, clock=clock, base_url=base_url, client=client, sandboxes=app.state.sandboxes)


@asynccontextmanager
async def connected(stage: Stage, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    """A Bolt app connected over Socket Mode."""
    before = stage.sandbox.wire.link.connections
    handler = AsyncSocketModeHandler(
        app,
        stage.sandbox.team.app.app_token,
        web_client=web_client(stage.base_url, token=stage.sandbox.team.app.bot_token),
        ping_interval=1,
    )
    handler.client.proxy = None
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
        link = stage.sandbox.wire.link
        await link.until(lambda: link.connections > before)
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # likewise


@dataclass(slots=True)
class Heard:
    """What a Bolt app was told."""

    bodies: list[Json] = field(default_factory=list)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    def listen(self, app: AsyncApp, *events: str) -> None:
        for event in events:
            app.event(event)(self.note)

    def act(self, app: AsyncApp, pattern: str) -> None:
        """Ack and note every press and pick."""

        async def note(ack: Any, body: Json) -> None:
            await ack()
            await self.note(body)

        app.action(re.compile(pattern))(note)

    async def until(self, number: int) -> list[Json]:
        """Wait until so much was heard."""
        async with asyncio.timeout(30), self._news:
            await self._news.wait_for(lambda: len(self.bodies) >= number)
        return self.bodies

    async def note(self, body: Json) -> None:
        async with self._news:
            self.bodies.append(body)
            self._news.notify_all()


def button(label: str, *, action_id: str = "press", value: str = "1", **more: Any) -> Json:
    return {
        "type": "button",
        "text": {"type": "plain_text", "text": label},
        "action_id": action_id,
        "value": value,
        **more,
    }


def options(*labels: str) -> list[Json]:
    return [{"text": {"type": "plain_text", "text": label}, "value": label} for label in labels]


def actions(*elements: Json, block_id: str = "row") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


async def press(stage: Stage, person: str, message: Message, label: str, *, menu: str | None = None) -> Outcome:
    """Press what carries this label, as the person sees it."""
    control = find(message.blocks, label, menu=menu)
    assert control is not None, label
    return await stage.sandbox.gestures.press(
        person,
        where=MessageSpot(channel=message.channel, ts=message.ts),
        block_id=control.block_id,
        action_id=control.action_id,
        value=control.value,
    )
