"""Who races in `acks` over signed HTTP: Budge, and a bare Starlette endpoint."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import SystemClock
from bot.domain.ids import MemberId, MessageRef
from bot.listening import Public, served
from bot.sandbox.state import App
from bot.slack import ids
from bot.slack.http import PATH, http_app
from bot.slack.http_gate import Gate
from bot.slack.payloads import pressed_value
from tests.benchmarks.contestants import INTERVALS, Parts, budge

SECRET = App().signing_secret
MakeDoor = Callable[[Parts], Starlette]


@dataclass(frozen=True, slots=True)
class OverHttp:
    """Signed requests, to whatever answers them."""

    make: MakeDoor
    public: Public | None = None
    is_http: bool = True

    @asynccontextmanager
    async def opened(self, parts: Parts) -> AsyncIterator[int]:
        async with served(self.make(parts), port=0, end_within=2, if_taken="", public=self.public) as port:
            yield port


def budge_at_the_door(parts: Parts) -> Starlette:
    """The real app behind the real gate."""
    return http_app(budge(parts), Gate(signing_secret=SECRET, clock=SystemClock()))


def bare_endpoint(parts: Parts) -> Starlette:
    """Checks the signature, calls the same service, so commits the same transaction, and answers. Nothing else."""
    verifier = SignatureVerifier(SECRET)

    async def endpoint(request: Request) -> Response:
        body = await request.body()
        if not verifier.is_valid_request(body, dict(request.headers)):
            return Response(status_code=401)
        form = dict(parse_qsl(body.decode()))
        if "payload" in form:
            await done(json.loads(form["payload"]))
        else:
            await every(form)
        return Response()

    async def every(form: Mapping[str, str]) -> None:
        member = MemberId(form["user_id"])
        await parts.services.preferences.set_interval(parts.identity.workspace, member, INTERVALS[form["text"]])

    async def done(body: Mapping[str, Any]) -> None:
        reminder, _ = ids.read_card_value(pressed_value(body))
        at = MessageRef(body["container"]["channel_id"], body["container"]["message_ts"])
        member = MemberId(body["user"]["id"])
        await parts.services.completion.done(parts.identity.workspace, member, reminder=reminder, at=at)

    return Starlette(routes=[Route(PATH, endpoint, methods=["POST"])])
