"""Somebody with a browser that draws nothing: fetches the page and posts gestures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession

from bot.sandbox.page import routes
from bot.sandbox.state import Team
from tests.sandbox.stage import Stage, raised


@dataclass(frozen=True, slots=True)
class Visitor:
    stage: Stage
    session: ClientSession

    @property
    def team(self) -> Team:
        return self.stage.sandbox.team

    async def see(self, path: str = "/", **query: str) -> str:
        """The page's HTML."""
        address = {name.rstrip("_"): value for name, value in query.items()}
        async with self.session.get(self.stage.base_url + path, params=address) as response:
            assert response.status == 200
            return await response.text()

    async def do(self, gesture: str, *, headers: dict[str, str] | None = None, **wish: Any) -> tuple[int, Any]:
        """Post a gesture: the status, and the answer if it is JSON."""
        address = f"{self.stage.base_url}/gestures/{gesture}"
        body = {name.rstrip("_"): value for name, value in wish.items()}
        async with self.session.post(address, json=body, headers=headers) as response:
            is_json = response.content_type == "application/json"
            return response.status, await response.json() if is_json else await response.text()


@asynccontextmanager
async def visiting() -> AsyncIterator[Visitor]:
    """A visitor to a fresh sandbox whose clock can be moved."""
    async with raised(page_routes=routes(), is_movable=True) as stage, ClientSession() as session:
        yield Visitor(stage, session)
