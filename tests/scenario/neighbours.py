"""A stage with two workspaces: one bot that any may install, people with browsers, and the real time.

async with two_workspaces(url) as street:
    await street.installs(HERE, ANA)
    await street.types(HERE, ANA, "/budge start")
    await street.removes(HERE)
"""

import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import KW_ONLY, dataclass, replace
from datetime import timedelta
from urllib.parse import urlsplit

import aiohttp
from pydantic import SecretStr
from starlette.routing import BaseRoute

from bot.app import Bot, assembled, connected
from bot.clock import SystemClock
from bot.config import Settings
from bot.domain.ids import MemberId, WorkspaceId
from bot.sandbox.controls import find
from bot.sandbox.gestures import MessageSpot, Outcome
from bot.sandbox.people import ANA, INES, WELLNESS, cast, neighbours
from bot.sandbox.records import Message
from bot.sandbox.request_url import RequestUrl
from bot.sandbox.server import Sandbox, build, serve
from bot.services.meter import UNMETERED, Meter
from bot.services.timing import AT_FULL_SPEED
from bot.slack.http import INSTALL_PATH, PATH
from bot.slack.many_workspaces import ManyWorkspaces
from bot.slack.oauth_pages import COOKIE
from tests.stores import KEY, engine_for
from tests.whole_database import mentions

NEVER = timedelta(days=1)  # no bell rings by itself
HERE, THERE = "T0SANDBOX", "T0NEIGHBOURS"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a browser shows."""

    status: int
    text: str
    address: str = ""
    """Where it is sent on to, if it is."""


@dataclass(slots=True)
class Browser:
    """Keeps one cookie, and follows nothing by itself."""

    session: aiohttp.ClientSession
    _: KW_ONLY
    cookie: str = ""

    async def opens(self, address: str) -> Seen:
        cookies = {"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}
        async with self.session.get(address, headers=cookies, allow_redirects=False) as answer:
            if (given := answer.cookies.get(COOKIE)) is not None:
                self.cookie = given.value
            return Seen(answer.status, await answer.text(), answer.headers.get("location", ""))

    async def answers(self, address: str, **fields: str) -> Seen:
        """Presses a button of Slack's page."""
        parts = urlsplit(address)
        headers = {"Origin": f"{parts.scheme}://{parts.netloc}"}
        async with self.session.post(address, data=fields, headers=headers, allow_redirects=False) as answer:
            return Seen(answer.status, await answer.text(), answer.headers.get("location", ""))


@dataclass(slots=True, kw_only=True)
class Street:
    """The two workspaces, by their ids."""

    bot: Bot
    sandboxes: dict[str, Sandbox]
    session: aiohttp.ClientSession
    url: str
    """Of the bot."""
    database: str

    @property
    def installations(self) -> ManyWorkspaces:
        assert isinstance(self.bot.installations, ManyWorkspaces)
        return self.bot.installations

    def browser(self) -> Browser:
        return Browser(self.session)

    async def begins(self, browser: Browser) -> str:
        """Opens the bot's install page; where it leads to."""
        return (await browser.opens(f"{self.url}{INSTALL_PATH}")).address

    async def allows(self, browser: Browser, asked: str, team: str, person: str, *, answer: str = "allow") -> str:
        """Decides at Slack; where that leads to."""
        return (await browser.answers(asked, team=team, person=person, answer=answer)).address

    async def installs(self, team: str, person: str) -> Seen:
        """The whole way, to the last page."""
        browser = self.browser()
        back = await self.allows(browser, await self.begins(browser), team, person)
        seen = await browser.opens(back)
        await self.settles()
        return seen

    async def removes(self, team: str, *, uninstalled_first: bool = True) -> None:
        """An admin removes the app, and the bot has dealt with it."""
        await self.sandboxes[team].gestures.remove_app(uninstalled_first=uninstalled_first)
        await self.settles()

    async def joins(self, team: str, person: str) -> Message:
        """Joins and gets a card."""
        await self.types(team, person, "/budge start")
        return await self.card(team, person)

    async def types(self, team: str, person: str, text: str) -> None:
        await self.sandboxes[team].gestures.say(person, channel=WELLNESS, text=text)
        await self.settles()

    async def presses(self, team: str, person: str, label: str, message: Message) -> None:
        await self.pressing(team, person, label, message)
        await self.settles()

    async def pressing(self, team: str, person: str, label: str, message: Message) -> Outcome:
        """Presses, and waits for nothing but the ack."""
        control = find(message.blocks, label)
        assert control is not None, f"no [{label}]"
        return await self.sandboxes[team].gestures.press(
            person,
            where=MessageSpot(channel=message.channel, ts=message.ts),
            block_id=control.block_id,
            action_id=control.action_id,
            value=control.value,
        )

    async def settles(self) -> None:
        await self.bot.tasks.settle()

    async def card(self, team: str, person: str) -> Message:
        """A card, asked for now."""
        await self.bot.services.requests.now(WorkspaceId(team), MemberId(person))
        return next(message for message in reversed(self.said(team, person)) if message.metadata)

    def said(self, team: str, person: str) -> list[Message]:
        """What the bot has written into somebody's DM."""
        place = self.sandboxes[team].team
        channel = place.dm_of(person)
        messages = [] if channel is None else place.messages(channel.id, seen_by=person)
        return [message for message in messages if message.author_id == place.app.bot_user_id]

    async def erased(self) -> None:
        """What is due to be erased is."""
        await self.bot.services.installing.erase_due()

    async def suspension(self, team: str) -> tuple[str | None, bool]:
        """Why the workspace is not served, if it is not, and whether it has an installation."""
        async with self.bot.store.transaction() as tx:
            workspace = await tx.workspaces.get(WorkspaceId(team))
            installation = await tx.installations.get(WorkspaceId(team))
        return workspace.suspended_reason if workspace else "gone", installation is not None

    async def kept_of(self, team: str) -> list[str]:
        """Where the whole database mentions the workspace."""
        async with engine_for(self.database) as engine:
            return await mentions(engine, team)


def free_port() -> int:
    """One that nothing listens at. The bot has to know its own address before it has it."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


@asynccontextmanager
async def two_workspaces(
    database: str, *, rotates: bool = False, meter: Meter = UNMETERED, page_routes: Sequence[BaseRoute] = ()
) -> AsyncIterator[Street]:
    """Nobody has installed the bot yet."""
    clock = SystemClock()
    teams = [cast(is_installed=False), neighbours(is_installed=False)]
    for team in teams:
        team.app = replace(team.app, rotates_tokens=rotates)
    request_url = RequestUrl("", signing_secret=teams[0].app.signing_secret, now=clock.now)
    app = build(*teams, now=clock.now, request_url=request_url, page_routes=page_routes)
    async with serve(app) as port, aiohttp.ClientSession() as session:
        settings = settings_for(database, slack_port=port, sandbox=app.state.sandbox)
        async with (
            assembled(settings, clock=clock, timing=AT_FULL_SPEED, meter=meter) as bot,
            connected(bot, tick_every=NEVER),
        ):
            request_url.url = f"{settings.public_url}{PATH}"
            yield Street(
                bot=bot,
                sandboxes=app.state.sandboxes,
                session=session,
                url=str(settings.public_url),
                database=database,
            )


def settings_for(database: str, *, slack_port: int, sandbox: Sandbox) -> Settings:
    app, port = sandbox.team.app, free_port()
    return Settings(
        signing_secret=SecretStr(app.signing_secret),
        client_id=SecretStr(app.client_id),
        client_secret=SecretStr(app.client_secret),
        secret_key=SecretStr(KEY),
        public_url=f"http://127.0.0.1:{port}",
        port=port,
        api_url=f"http://127.0.0.1:{slack_port}/api/",
        database_url=database,
    )


__all__ = ["ANA", "HERE", "INES", "THERE", "Browser", "Seen", "Street", "two_workspaces"]
