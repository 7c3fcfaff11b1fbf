"""The Web API: from an HTTP request to a method and back, with Slack's own refusals."""

import asyncio
from collections.abc import AsyncIterator, Callable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.sandbox.call import Call
from bot.sandbox.drafts import parse_json
from bot.sandbox.faults import Fault, Weather
from bot.sandbox.methods import APP_LEVEL, METHODS
from bot.sandbox.records import Json
from bot.sandbox.refusal import RefusedError
from bot.sandbox.wire import Wire

_BEARER = "Bearer "


class WebApi:
    """Answers the calls of one app."""

    def __init__(self, wire: Wire, *, weather: Weather) -> None:
        self._wire = wire
        self._weather = weather

    async def endpoint(self, request: Request) -> Response:
        """Answer one call; Slack says no with status 200 and an error string."""
        method = request.path_params["method"]
        try:
            args = await _arguments(request)
        except RefusedError as refusal:
            return JSONResponse(refusal.as_json())
        closed_for = self._weather.rate(method, args) if self._weather.rate else None
        if closed_for is not None:
            limited = {"ok": False, "error": "ratelimited"}
            return JSONResponse(limited, status_code=429, headers={"Retry-After": str(closed_for)})
        fault = self._weather.fault(method, args) if self._weather.fault else None
        if fault and not fault.after:
            return await _spoiled(fault) or self._answer(request, method=method, args=args)
        answer = self._answer(request, method=method, args=args)
        return (await _spoiled(fault) if fault else None) or answer

    def _answer(self, request: Request, *, method: str, args: Json) -> Response:
        try:
            function = _method(method)
            self._authenticate(request, method=method, args=args)
            result = function(Call(args=args, host=request.headers["host"], wire=self._wire))
        except RefusedError as refusal:
            return JSONResponse(refusal.as_json())
        scopes = ",".join(sorted(self._wire.team.app.scopes))
        return JSONResponse({"ok": True, **result}, headers={"X-OAuth-Scopes": scopes})

    def _authenticate(self, request: Request, *, method: str, args: Json) -> None:
        header = request.headers.get("authorization", "")
        token = header.removeprefix(_BEARER) if header.startswith(_BEARER) else args.get("token")
        app = self._wire.team.app
        if not token:
            raise RefusedError("not_authed")
        if token not in (app.bot_token, app.app_token):
            raise RefusedError("invalid_auth")
        if token != (app.app_token if method in APP_LEVEL else app.bot_token):
            raise RefusedError("not_allowed_token_type")


def _method(name: str) -> Callable[[Call], Json]:
    if name not in METHODS:
        raise RefusedError("unknown_method", req_method=name)
    return METHODS[name]


async def _arguments(request: Request) -> Json:
    """The arguments from the query, a form or a JSON body."""
    args: Json = dict(request.query_params)
    body = await request.body()
    if not body:
        return args
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            given = parse_json(body)
        except ValueError:
            raise RefusedError("invalid_json") from None
        if not isinstance(given, dict):
            raise RefusedError("json_not_object")
        return {**args, **given}
    try:
        return {**args, **dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))}
    except UnicodeDecodeError:
        raise RefusedError("invalid_form_data") from None


async def _spoiled(fault: Fault) -> Response | None:
    """What the app gets instead of its answer; None when it is only late."""
    match fault.kind:
        case "delay":
            await asyncio.sleep(fault.delay.total_seconds())
            return None
        case "refuse":
            return JSONResponse({"ok": False, "error": fault.word})
        case "error":
            return JSONResponse({"ok": False, "error": "internal_error"}, status_code=500)
        case "drop":
            return StreamingResponse(_cut_off(), headers={"Content-Length": "1000"})


async def _cut_off() -> AsyncIterator[bytes]:
    """An answer whose connection breaks after its first bytes: nobody can tell what became of the call."""
    yield b"{"
