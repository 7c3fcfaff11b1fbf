"""An app that asks to be let in: what it sends people to, what it does with their code, and what it hears."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.app import App
from bot.sandbox.consent import AUTHORIZE
from bot.sandbox.delivery import Delivery, Kind
from bot.sandbox.people import cast, neighbours
from bot.sandbox.records import Json
from tests.sandbox.stage import Stage, raised, web_client

REDIRECT = "https://budge.example.com/slack/oauth_redirect"
SCOPES = "commands,chat:write,users:read"


class Ear(Delivery):
    """A way to an app that only listens."""

    def __init__(self) -> None:
        super().__init__(redeliver_after=())
        self.heard: list[Json] = []

    async def bring(self, kind: Kind, payload: Any) -> Json | None:
        del kind
        self.heard.append(payload("127.0.0.1"))
        return None

    async def try_to_tell(self, event: Json, *, attempt: int, reason: str) -> bool:
        del attempt, reason
        self.heard.append(event)
        return True

    def events(self) -> list[tuple[str, str]]:
        """Which team said what, as far as it was an event."""
        return [(event["team_id"], event["event"]["type"]) for event in self.heard if "event" in event]


@dataclass(frozen=True, slots=True)
class Applicant:
    stage: Stage
    _: KW_ONLY
    browser: aiohttp.ClientSession
    ear: Ear

    @property
    def app(self) -> App:
        return self.stage.sandbox.team.app

    def question(self, **changes: str) -> dict[str, str]:
        """The query of the consent page."""
        usual = {"client_id": self.app.client_id, "scope": SCOPES, "redirect_uri": REDIRECT, "state": "st&te"}
        return {name: value for name, value in (usual | changes).items() if value}

    async def page(self, **changes: str) -> tuple[int, str]:
        """The consent page: its status and its HTML."""
        address = self.stage.base_url + AUTHORIZE
        async with self.browser.get(address, params=self.question(**changes)) as answer:
            return answer.status, await answer.text()

    async def decide(
        self, *, team: str, person: str, answer: str = "allow", origin: str = "", **changes: str
    ) -> tuple[int, dict[str, str]]:
        """Press a button of the page: the status, and the query with which the person came back to the app."""
        form = {"team": team, "person": person, "answer": answer}
        async with self.browser.post(
            self.stage.base_url + AUTHORIZE,
            params=self.question(**changes),
            data=form,
            headers={"Origin": origin} if origin else {},
            allow_redirects=False,
        ) as response:
            back = response.headers.get("Location", "")
            assert not back or back.startswith(REDIRECT)
            return response.status, dict(parse_qsl(urlsplit(back).query))

    async def code(self, *, team: str, person: str, **changes: str) -> str:
        _, query = await self.decide(team=team, person=person, **changes)
        return query["code"]

    async def access(self, **given: str) -> Json:
        """What oauth.v2.access says, right or wrong."""
        headers = {"Authorization": aiohttp.encode_basic_auth(self.app.client_id, self.app.client_secret)}
        address = f"{self.stage.base_url}/api/oauth.v2.access"
        async with self.browser.post(address, data=given, headers=headers) as response:
            answer: Json = await response.json()
            return answer

    async def install(self, *, team: str, person: str, **changes: str) -> Json:
        code = await self.code(team=team, person=person, **changes)
        return await self.access(code=code, redirect_uri=REDIRECT)

    def client(self, token: str) -> AsyncWebClient:
        return web_client(self.stage.base_url, token=token)

    def switch(self, **changes: Any) -> None:
        """Change the app in all teams."""
        for sandbox in self.stage.sandboxes.values():
            sandbox.team.app = replace(sandbox.team.app, **changes)


@asynccontextmanager
async def applying(**parts: Any) -> AsyncIterator[Applicant]:
    """An app that nobody has let in yet, and two teams."""
    ear = Ear()
    teams = cast(is_installed=False), neighbours(is_installed=False)
    async with raised(*teams, request_url=ear, **parts) as stage, aiohttp.ClientSession() as browser:
        yield Applicant(stage, browser=browser, ear=ear)
