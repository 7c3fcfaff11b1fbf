"""A Slack that only counts: it takes calls for any number of workspaces, says yes to all, and forgets no card.

Each bot calls it under a path of its own, so that it knows which of them has posted what. Workspaces can be in trouble.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """As it arrives, whatever becomes of it."""

    workspace: str
    method: str
    channel: str
    reminder: str
    """Whose card this is; empty where it is none."""


class Trouble(Protocol):
    """What stands between a workspace and its answers."""

    async def meet(self, request: web.Request, work: Callable[[], Json]) -> web.StreamResponse:
        """The answer to a call; the work that was asked for is done or left."""


@dataclass(slots=True)
class LeanSlack:
    """What was posted, and what is to happen at each post and each call."""

    posts: list[Post] = field(default_factory=list)
    on_post: Callable[[Post], None] = lambda _post: None
    on_call: Callable[[Call], None] = lambda _call: None
    troubles: dict[str, Trouble] = field(default_factory=dict)
    """By workspace."""
    _cards: dict[str, list[Json]] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=count)

    @property
    def times(self) -> Counter[str]:
        """How often each reminder was posted."""
        return Counter(post.reminder for post in self.posts)

    def take(self, call: Json, *, bot: str) -> Json:
        """A post, done."""
        message = {"ts": f"1795000000.{next(self._numbers):06}", "bot_id": "B0", "metadata": call.get("metadata")}
        reminder = _reminder(call)
        if reminder:
            post = Post(reminder, workspace=call["team_id"], bot=bot)
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

    async def answer(self, request: web.Request) -> web.StreamResponse:
        bot, method = request.match_info["bot"], request.match_info["method"]
        call = await _arguments(request)
        workspace: str = call.get("team_id", TEAM)
        self.slack.on_call(
            Call(workspace=workspace, method=method, channel=call.get("channel", ""), reminder=_reminder(call))
        )

        def work() -> Json:
            match method:
                case "auth.test":
                    return {"team_id": TEAM, "user_id": "UBOT", "bot_id": "B0"}
                case "apps.connections.open":
                    return {"url": f"ws://{request.host}/{bot}/link"}
                case "chat.postMessage":
                    return self.slack.take(call, bot=bot)
                case "conversations.history":
                    return {"messages": self.slack.cards(call["channel"])}
                case _:
                    return {}

        trouble = self.slack.troubles.get(workspace)
        if trouble is not None:
            return await trouble.meet(request, work)
        return web.json_response({"ok": True, **work()})


def _reminder(call: Json) -> str:
    """The reminder whose card is posted by this call; empty if it is another call."""
    metadata: Json = call.get("metadata") or {}
    return str(metadata["event_payload"]["reminder"]) if metadata.get("event_type") == CARD else ""


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
