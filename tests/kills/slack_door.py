"""A proxy in front of the emulated Slack: it knows which process calls, and kills it at a point of its call.

Every life reaches Slack at an address of its own, `/life/7/api/`. The addresses that Slack gives it lead there too.
"""

import asyncio
import json
import re
from collections.abc import Callable, MutableMapping
from dataclasses import KW_ONLY, dataclass
from random import Random
from typing import Any, Protocol
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.sandbox.hooks import PATH
from tests.kills.answers import Answers
from tests.kills.points import Phase

ADDRESS = re.compile(r"/life/(\d+)(/.*)")
A_WHILE = 0.1  # seconds that a call is under way after its process has died
SLOWEST = 0.02  # seconds that Slack takes before it does what it was asked for, and as much before its answer
METHODS = {
    "conversations.history": "look-up",
    "chat.delete": "deletion",
    "chat.update": "redrawing",
    "conversations.members": "weekly audience",
}


class Caller(Protocol):
    """A life, as the doors know it."""

    def comes_to(self, act: str) -> None:
        """Takes note that it is at work."""

    def dies_at(self, act: str, phase: Phase) -> bool:
        """Kills it if this is its point; whether it did."""


@dataclass(slots=True)
class SlackDoor:
    """The middleware."""

    app: ASGIApp
    _: KW_ONLY
    life: Callable[[int], Caller]
    chance: Random
    answers: Answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = ADDRESS.fullmatch(scope.get("path", ""))
        if found is None:
            await self.app(scope, receive, send)
            return
        number, path = int(found[1]), found[2]
        inner = _readdressed(scope, number, path)
        if scope["type"] == "http":
            await self._call(self.life(number), inner, receive, send)
        else:
            await self.app(inner, receive, self._listening(send))

    def _listening(self, send: Send) -> Send:
        async def listening(message: Message) -> None:
            if "text" in message:
                self.answers.sees_sent(message["text"])
            await send(message)

        return listening

    async def _call(self, life: Caller, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _whole(receive)
        self.answers.sees_called(scope["path"], body)  # also when nobody lives to hear that Slack has taken it
        act = act_of(scope["path"], body)
        life.comes_to(act)
        await asyncio.sleep(self.chance.uniform(0, SLOWEST))
        if life.dies_at(act, Phase.BEFORE):
            await _hang_up(send)
            return
        if life.dies_at(act, Phase.IN_FLIGHT):
            await asyncio.sleep(A_WHILE)
        answer: list[Message] = []
        await self.app(scope, _once(body), _into(answer))
        if not life.dies_at(act, Phase.AFTER):
            await asyncio.sleep(self.chance.uniform(0, SLOWEST))
        for message in answer:
            await send(message)


def act_of(path: str, body: bytes) -> str:
    """What the call is for, empty for what is none of the protocol's acts."""
    if path.startswith(PATH):
        return "answer"
    method = path.removeprefix("/api/")
    if method != "chat.postMessage":
        return METHODS.get(method, "")
    arguments = _arguments(body)
    if arguments.get("metadata"):
        return "post"
    return "weekly post" if str(arguments.get("channel", "")).startswith("C") else ""


def _arguments(body: bytes) -> MutableMapping[str, Any]:
    if body.startswith(b"{"):
        arguments: dict[str, Any] = json.loads(body)
        return arguments
    return dict(parse_qsl(body.decode()))


def _readdressed(scope: Scope, number: int, path: str) -> Scope:
    """The request as the sandbox sees it: from an app that reaches it at the life's own address."""
    headers = [(name, value + b"/life/%d" % number if name == b"host" else value) for name, value in scope["headers"]]
    return {**scope, "path": path, "raw_path": path.encode(), "headers": headers}


async def _whole(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _once(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _into(answer: list[Message]) -> Send:
    async def send(message: Message) -> None:
        answer.append(message)

    return send


async def _hang_up(send: Send) -> None:
    """An answer for the server's books: nobody is left to read it."""
    await send({"type": "http.response.start", "status": 503, "headers": []})
    await send({"type": "http.response.body", "body": b""})
