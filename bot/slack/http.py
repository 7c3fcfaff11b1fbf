"""Slack's requests over HTTP: let in once, when they are signed, and then answered as Socket Mode's are."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.slack.folded import FoldedLog
from bot.slack.http_gate import BAD, Gate, Signed, TurnedAway
from bot.slack.http_payloads import Json, Malformed, read_form, read_json

log = structlog.get_logger(__name__)

PATH = "/slack/events"
"""Commands, presses, forms and events: one address for all."""
INSTALL_PATH, REDIRECT_PATH = "/slack/install", "/slack/oauth_redirect"
"""Where a workspace begins to install Budge, and where Slack sends people back to."""
OK, FAILED = 200, 500
RETRY_HEADERS = ("x-slack-retry-num", "x-slack-retry-reason")
EACH_AT_MOST_EVERY = timedelta(minutes=1)


def http_app(bolt: AsyncApp, gate: Gate, *, pages: Sequence[Route] = ()) -> Starlette:
    """What the public port serves: Slack's requests, and pages for people if there are any."""
    app = Starlette(routes=[Route(PATH, Door(bolt, gate).answer, methods=["POST"]), *pages])
    app.router.redirect_slashes = False
    return app


class Door:
    """Turns a request into what Bolt answers."""

    def __init__(self, bolt: AsyncApp, gate: Gate) -> None:
        self._bolt = bolt
        self._gate = gate
        self._refused = FoldedLog(every=EACH_AT_MOST_EVERY)

    async def answer(self, request: Request) -> Response:
        """Says nothing of why it refuses: that stands in the log, where each reason comes once in a while."""
        try:
            signed = await self._gate.admitted(request)
            response = Response(status_code=OK) if signed is None else await self._take(signed, request.headers)
        except TurnedAway as refusal:
            self._refused.warn("request_turned_away", reason=refusal.reason)
            response = Response(status_code=refusal.status)
        except Malformed as problem:
            self._refused.warn("request_malformed", reason=str(problem))
            response = Response(status_code=BAD)
        return response

    async def _take(self, signed: Signed, headers: Mapping[str, str]) -> Response:
        payload = read_form(signed.body) if signed.is_form else read_json(signed.body)
        match payload.get("type"):
            case "url_verification":
                return JSONResponse({"challenge": payload["challenge"]})
            case "app_rate_limited":
                log.warning("events_rate_limited_by_slack", minute=payload["minute_rate_limited"])
                return Response(status_code=OK)
        response = await self._dispatched(payload, headers)
        if response.status_code >= FAILED:
            self._gate.forget(signed)
        return response

    async def _dispatched(self, payload: Json, headers: Mapping[str, str]) -> Response:
        # In Bolt's words: the payload is trusted, and already read. Its own reading and verifying come without bounds.
        again: dict[str, str | Sequence[str]] = {name: headers[name] for name in RETRY_HEADERS if name in headers}
        try:
            request = AsyncBoltRequest(mode="socket_mode", body=payload, headers=again)
        except (AttributeError, KeyError, TypeError, ValueError):  # it looks for people and places all over an event
            raise Malformed("of no shape that Bolt can read") from None
        answer: BoltResponse = await self._bolt.async_dispatch(request)
        return Response(answer.body, status_code=answer.status, headers=answer.first_headers_without_set_cookie())
