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

TEAM = "T0"
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


@dataclass(slots=True, kw_only=True)
class LeanSlack:
    """What was posted, and what is to happen at each post and each call."""

    team: str = TEAM
    """The workspace that the token is for."""
    posts: list[Post] = field(default_factory=list)
    messages: Counter[str] = field(default_factory=Counter)
    """How many each channel got, whatever they were."""
    on_post: Callable[[Post], None] = lambda _post: None
    on_call: Callable[[Call], None] = lambda _call: None
    troubles: dict[str, Trouble] = field(default_factory=dict)
    """By workspace."""
    tickets: list[str] = field(default_factory=list)
    """Where connections are to go instead of here, each once."""
    _cards: dict[str, list[Json]] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=count)

    @property
    def times(self) -> Counter[str]:
        """How often each reminder was posted."""
        return Counter(post.reminder for post in self.posts)

    def take(self, call: Json, *, bot: str) -> Json:
        """A post, done."""
        channel = call["channel"]
        message = {"ts": f"1795000000.{next(self.numbers):06}", "bot_id": "B0", "metadata": call.get("metadata")}
        self.messages[channel] += 1
        reminder = _reminder(call)
        if reminder:
            post = Post(reminder, workspace=call.get("team_id", self.team), bot=bot)
            self.posts.append(post)
            self._cards.setdefault(channel, []).append(message)
            self.on_post(post)
        return {"channel": channel, "ts": message["ts"]}

    def cards(self, channel: str) -> list[Json]:
        return self._cards.get(channel, [])


@asynccontextmanager
async def serving(slack: LeanSlack) -> AsyncIterator[str]:
    """Serves while the block lasts; gives its address without the name of a bot: `{address}/{bot}/api/`."""
    app = web.Application()
    ways = [web.post("/{bot}/api/{method}", _Api(slack).answer), web.post("/{bot}/upload", _swallow)]
    app.add_routes([*ways, web.get("/{bot}/link", _hold)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@dataclass(frozen=True, slots=True)
class _Api:
    slack: LeanSlack

    async def answer(self, request: web.Request) -> web.StreamResponse:
        slack = self.slack
        bot, method = request.match_info["bot"], request.match_info["method"]
        call = await _arguments(request)
        workspace: str = call.get("team_id", slack.team)
        slack.on_call(
            Call(workspace=workspace, method=method, channel=call.get("channel", ""), reminder=_reminder(call))
        )

        def work() -> Json:
            match method:
                case "auth.test":
                    return {"team_id": slack.team, "user_id": "UBOT", "bot_id": "B0"}
                case "apps.connections.open":
                    return {"url": slack.tickets.pop() if slack.tickets else f"ws://{request.host}/{bot}/link"}
                case "chat.postMessage":
                    return slack.take(call, bot=bot)
                case "files.getUploadURLExternal":
                    return {"file_id": f"F{next(slack.numbers)}", "upload_url": f"http://{request.host}/{bot}/upload"}
                case "conversations.history":
                    return {"messages": slack.cards(call["channel"])}
                case _:
                    return {}

        trouble = slack.troubles.get(workspace)
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


async def _swallow(request: web.Request) -> web.Response:
    """Takes a file and forgets it."""
    await request.read()
    return web.Response(text="OK")


async def _hold(request: web.Request) -> web.WebSocketResponse:
    """A connection on which nothing is ever said."""
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    await socket.send_json({"type": "hello", "num_connections": 1})
    async for _frame in socket:
        pass
    return socket
