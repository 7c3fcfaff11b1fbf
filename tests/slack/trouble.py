"""A Slack in trouble: stands in front of the sandbox and answers in its place, late, wrongly or never."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

RESPONSE_URL = "response_url"
"""What a rule is asked for where Slack names no method."""


class Ill(Enum):
    """What becomes of a call."""

    LIMITED = auto()
    """429, and nothing done."""
    BROKEN = auto()
    """500, and nothing done."""
    BROKEN_AFTERWARDS = auto()
    """500, and done all the same."""
    HTML = auto()
    """200 and a page, and nothing done."""
    USED_UP = auto()
    """404, as of a response_url that was used five times."""
    GONE = auto()
    """410."""
    SILENT = auto()
    """Accepted and never answered; nothing done."""
    SLOW = auto()
    """Done and answered well, once it is let go."""
    LATE = auto()
    """500, and done once it is let go."""


@dataclass(slots=True)
class Trouble:
    """`rule` says what becomes of a call; what hangs goes on once `let_go` is called."""

    rule: Callable[[str], Ill | None] | None = None
    accepted: int = 0
    answered: int = 0
    _hanging: list[asyncio.Event] = field(default_factory=list)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def hangs(self) -> bool:
        """Whether a call waits to be let go."""
        return bool(self._hanging)

    def ill(self, name: str) -> Ill | None:
        return self.rule(name) if self.rule else None

    async def hang(self) -> None:
        event = asyncio.Event()
        async with self._changed:
            self._hanging.append(event)
            self._changed.notify_all()
        await event.wait()

    def let_go(self) -> None:
        """Lets every call that hangs go on."""
        for event in self._hanging:
            event.set()
        self._hanging.clear()

    async def note(self, *, accepted: int = 0, answered: int = 0) -> None:
        async with self._changed:
            self.accepted += accepted
            self.answered += answered
            self._changed.notify_all()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits for something about the calls to become true."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(condition)

    async def clear_up(self) -> None:
        """Ends the trouble; returns when everything has been done that was to be done late."""
        self.rule = None
        self.let_go()
        await self.until(lambda: self.answered == self.accepted)


class InFront:
    """ASGI middleware: asks the rule about each call of the Web API and each use of a response_url."""

    def __init__(self, app: ASGIApp, trouble: Trouble) -> None:
        self._app = app
        self._trouble = trouble

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ill = self._trouble.ill(_name(scope)) if scope["type"] == "http" else None
        if ill is None:
            await self._app(scope, receive, send)
            return
        await self._trouble.note(accepted=1)
        receive = await _read(receive)
        if ill is Ill.LATE:
            await _answer(ill)(scope, receive, send)
        if ill in {Ill.SILENT, Ill.SLOW, Ill.LATE}:
            await self._trouble.hang()
        if ill in {Ill.SLOW, Ill.LATE, Ill.BROKEN_AFTERWARDS}:
            await self._app(scope, receive, send if ill is Ill.SLOW else _nowhere)
        if ill not in {Ill.SLOW, Ill.LATE}:
            await _answer(ill)(scope, receive, send)
        await self._trouble.note(answered=1)


def _name(scope: Scope) -> str:
    path = str(scope["path"])
    return RESPONSE_URL if path.startswith("/hooks/") else path.rpartition("/")[2]


def _answer(ill: Ill) -> Response:
    match ill:
        case Ill.LIMITED:
            return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers={"Retry-After": "30"})
        case Ill.HTML:
            return HTMLResponse("<html><body>Slack is down for maintenance</body></html>")
        case Ill.USED_UP:
            return JSONResponse({"ok": False, "error": "used_url"}, 404)
        case Ill.GONE:
            return Response("", 410)
        case _:
            return Response("", 500)


async def _read(receive: Receive) -> Receive:
    """The whole request, to be read once more when the connection is gone."""
    message = await receive()
    body = bytes(message.get("body", b""))
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")

    async def again() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _nowhere(_: object) -> None:
    """Where an answer goes that nobody gets."""
