"""Processes that serve whoever installed the bot, on one database, and the Slack that they call."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.domain.ids import ChannelId, MemberId, WorkspaceId
from bot.domain.installation import Installation
from bot.ports import DeliveryFailed, Transaction
from bot.slack.client import web_client
from bot.slack.many_workspaces import ManyWorkspaces
from bot.slack.message import Message
from bot.slack.messenger import SlackMessenger
from bot.slack.oauth import OAuth
from bot.slack.rotation import Rotation
from bot.store.keyring import Keyring
from bot.store.transaction import SqlStore
from tests.slack.stage import TUESDAY, HandClock
from tests.slack.test_failures import slack_that
from tests.stores import KEY, engine_for

ACME = WorkspaceId("T0ACME")
HOUR = timedelta(hours=1)


def installation(**changes: Any) -> Installation:
    first = Installation(
        workspace=ACME,
        team_name="Acme",
        bot_user=MemberId("U0BOT"),
        bot_id="B0BOT",
        scopes=frozenset({"commands"}),
        token="xoxb-1",
        installed_at=TUESDAY,
    )
    return replace(first, **changes)


def ending(at: datetime) -> Installation:
    return installation(token="xoxe.xoxb-1", refresh_token="xoxe-1", expires_at=at)


@dataclass(slots=True)
class Counted:
    """A store that counts its transactions, and may be slow or away."""

    store: SqlStore
    transactions: int = 0
    trouble: Exception | None = None
    may_go: asyncio.Event = field(default_factory=asyncio.Event)

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        self.transactions += 1
        return self._transaction()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        await self.may_go.wait()
        if self.trouble is not None:
            raise self.trouble
        async with self.store.transaction() as tx:
            yield tx


@dataclass(slots=True)
class Slack:
    """Changes tokens, and takes calls made with the good ones."""

    good: set[str] = field(default_factory=lambda: {"xoxb-1", "xoxe.xoxb-1"})
    refusal: str = "token_revoked"
    refresh_refusal: str = ""
    dead: set[str] = field(default_factory=set)
    """Refresh tokens that are good for nothing."""
    refreshed: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    """The tokens with which posts were made."""

    async def answer(self, request: web.Request) -> web.Response:
        if request.match_info["method"] == "oauth.v2.access":
            return self._refresh(str((await request.post())["refresh_token"]))
        token = request.headers["authorization"].removeprefix("Bearer ")
        self.calls.append(token)
        if token not in self.good:
            return web.json_response({"ok": False, "error": self.refusal})
        return web.json_response({"ok": True, "channel": "D1", "ts": "1.2"})

    def _refresh(self, used: str) -> web.Response:
        self.refreshed.append(used)
        if self.refresh_refusal == "502":
            return web.Response(status=502)
        if self.refresh_refusal or used in self.dead:
            return web.json_response({"ok": False, "error": self.refresh_refusal or "invalid_refresh_token"})
        number = len([each for each in self.refreshed if each not in self.dead]) + 1
        self.good.add(f"xoxe.xoxb-{number}")
        return web.json_response(
            {
                "ok": True,
                "access_token": f"xoxe.xoxb-{number}",
                "refresh_token": f"xoxe-{number}",
                "expires_in": 43200,
                "scope": "commands",
            }
        )


@dataclass(slots=True, kw_only=True)
class Process:
    """One of the processes that share the database."""

    many: ManyWorkspaces
    store: Counted
    messenger: SlackMessenger

    async def posts(self) -> None:
        await self.messenger.post(ACME, Message("Hello"), to=ChannelId("D1"))

    async def keeps(self, kept: Installation) -> None:
        async with self.store.store.transaction() as tx:
            await tx.workspaces.ensure(kept.workspace)
            await tx.installations.put(kept)

    async def stored(self) -> Installation | None:
        async with self.store.store.transaction() as tx:
            return await tx.installations.get(ACME)

    async def suspension(self) -> str | None:
        async with self.store.store.transaction() as tx:
            found = await tx.workspaces.get(ACME)
            return None if found is None else found.suspended_reason


@dataclass(slots=True)
class Place:
    slack: Slack
    clock: HandClock
    process: Callable[..., Process]


@asynccontextmanager
async def settled(url: str) -> AsyncIterator[Place]:
    """A fresh place on this database."""
    slack, clock = Slack(), HandClock()
    async with engine_for(url) as engine, slack_that(slack.answer) as wire:

        def process(*, key: str = KEY, read_within: timedelta = HOUR) -> Process:
            store = Counted(SqlStore(engine, Keyring([key])))
            store.may_go.set()
            oauth = OAuth(wire=wire, client_id="1.2", client_secret="s", public_url="https://x", clock=clock)
            rotation = Rotation(store=store, oauth=oauth, clock=clock)
            many = ManyWorkspaces(store, rotation, clock, read_within=read_within)
            return Process(many=many, store=store, messenger=SlackMessenger(web_client(wire, with_token=False), many))

        yield Place(slack, clock, process)


async def refusal(of: Awaitable[Any]) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        await of
    return caught.value
