"""Requests as Slack signs them, sent to an app without a socket between."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette

from bot.slack.http import PATH

SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Sent:
    """A request, ready to go."""

    body: bytes
    _: KW_ONLY
    content_type: str = FORM
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    path: str = PATH

    def signed(self, at: datetime, *, secret: str = SECRET) -> "Sent":
        """The same with Slack's signature of that moment."""
        return Sent(
            self.body,
            content_type=self.content_type,
            headers={**self.headers, **signature(self.body, at=at, secret=secret)},
            method=self.method,
            path=self.path,
        )

    @property
    def all_headers(self) -> dict[str, str]:
        return {"content-type": self.content_type, "content-length": str(len(self.body)), **self.headers}


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    body: bytes
    headers: Mapping[str, str]


def signature(body: bytes, *, at: datetime, secret: str = SECRET) -> dict[str, str]:
    timestamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), b"v0:%b:%b" % (timestamp.encode(), body), hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": timestamp, "x-slack-signature": f"v0={digest}"}


def command(payload: Mapping[str, str]) -> Sent:
    return Sent(urlencode(payload).encode())


def interaction(payload: object) -> Sent:
    return Sent(urlencode({"payload": json.dumps(payload)}).encode())


def event(payload: object, *, headers: Mapping[str, str] | None = None) -> Sent:
    return Sent(json.dumps(payload).encode(), content_type=JSON, headers=headers or {})


async def send(app: Starlette, request: Sent, *, chunks: Sequence[bytes] | None = None) -> Answered:
    """What the app answers; what it raises comes out as it is."""
    waiting = list(chunks if chunks is not None else [request.body])
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not waiting:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def answer(message: Any) -> None:
        said.append(message)

    await app(_scope(request), receive, answer)
    body = b"".join(message.get("body", b"") for message in said[1:])
    return Answered(said[0]["status"], body, {name.decode(): value.decode() for name, value in said[0]["headers"]})


def _scope(request: Sent) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.path,
        "raw_path": request.path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1", "replace")) for name, value in request.all_headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 3000),
    }
