"""A Slack that only counts: it takes calls for any number of workspaces, says yes to all, and forgets no card.

Each bot calls it under a path of its own, so that it knows which of them has posted what.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.test_utils import unused_port

TEAM = "T0"
"""The workspace that the token is for."""
CARD = "budge_reminder"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Post:
    """A card, by the bot that posted it."""

    reminder: str
    workspace: str
    bot: str


@dataclass(slots=True)
class LeanSlack:
    """What was posted, and what is to happen at each post."""

    posts: list[Post] = field(default_factory=list)
    on_post: Callable[[Post], None] = lambda _post: None
    _cards: dict[str, list[Json]] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=count)

    @property
    def times(self) -> Counter[str]:
        """How often each reminder was posted."""
        return Counter(post.reminder for post in self.posts)

    def take(self, call: Json, *, bot: str) -> Json:
        """A post, done."""
        metadata: Json = call.get("metadata") or {}
        message = {"ts": f"1795000000.{next(self._numbers):06}", "bot_id": "B0", "metadata": metadata}
        if metadata.get("event_type") == CARD:
            post = Post(metadata["event_payload"]["reminder"], workspace=call["team_id"], bot=bot)
            self.posts.append(post)
            self._cards.setdefault(call["channel"], []).append(message)
            self.on_post(post)
        return {"channel": call["channel"], "ts": message["ts"]}

    def cards(self, channel: str) -> list[Json]:
        return self._cards.get(channel, [])


@asynccontextmanager
async def lean_slack() -> AsyncIterator[tuple[LeanSlack, str]]:
    """The Slack, and its address without the name of a bot: `{address}/{bot}/api/`."""
    slack = LeanSlack()
    app = web.Application()
    app.add_routes([web.post("/{bot}/api/{method}", _Api(slack).answer), web.get("/{bot}/link", _hold)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    port = unused_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield slack, f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


@dataclass(frozen=True, slots=True)
class _Api:
    slack: LeanSlack

    async def answer(self, request: web.Request) -> web.Response:
        bot, method = request.match_info["bot"], request.match_info["method"]
        call = await _arguments(request)
        match method:
            case "auth.test":
                result: Json = {"team_id": TEAM, "user_id": "UBOT", "bot_id": "B0"}
            case "apps.connections.open":
                result = {"url": f"ws://{request.host}/{bot}/link"}
            case "chat.postMessage":
                result = self.slack.take(call, bot=bot)
            case "conversations.history":
                result = {"messages": self.slack.cards(call["channel"])}
            case _:
                result = {}
        return web.json_response({"ok": True, **result})


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        call: Json = await request.json()
        return call
    return dict(parse_qsl(await request.text()))


async def _hold(request: web.Request) -> web.WebSocketResponse:
    """A connection on which nothing is ever said."""
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    await socket.send_json({"type": "hello", "num_connections": 1})
    async for _frame in socket:
        pass
    return socket
