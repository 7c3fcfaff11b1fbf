"""The Web API: from an HTTP request to a method and back, with Slack's own refusals."""

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator, Callable, Mapping
from email.utils import format_datetime
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.sandbox.call import Call
from bot.sandbox.drafts import parse_json
from bot.sandbox.faults import Fault, Weather
from bot.sandbox.grants import Grants
from bot.sandbox.methods import ANY_LEVEL, APP_LEVEL, METHODS, WITHOUT_TOKEN
from bot.sandbox.records import Json
from bot.sandbox.refusal import RefusedError
from bot.sandbox.state import Team
from bot.sandbox.wire import Wire

_BEARER = "Bearer "
_BASIC = "Basic "


class WebApi:
    """Answers the calls of one app in all its teams; the wires and the weather are by team id."""

    def __init__(self, wires: Mapping[str, Wire], *, grants: Grants, weathers: Mapping[str, Weather]) -> None:
        self._wires = wires
        self._grants = grants
        self._weathers = weathers

    async def endpoint(self, request: Request) -> Response:
        """Answer one call; Slack says no with status 200 and an error string."""
        response = await self._response(request)
        date = self._weathers[self._grants.home.team_id].date
        if date:
            response.headers["Date"] = format_datetime(date(), usegmt=True)
        return response

    async def _response(self, request: Request) -> Response:
        method = request.path_params["method"]
        try:
            args = await _arguments(request)
        except RefusedError as refusal:
            return JSONResponse(refusal.as_json())
        weather = self._weather(_token(request, args))
        closed_for = weather.rate(method, args) if weather.rate else None
        if closed_for is not None:
            limited = {"ok": False, "error": "ratelimited"}
            return JSONResponse(limited, status_code=429, headers={"Retry-After": str(closed_for)})
        fault = weather.fault(method, args) if weather.fault else None
        if fault and not fault.after:
            return await _spoiled(fault) or self._answer(request, method=method, args=args)
        answer = self._answer(request, method=method, args=args)
        return (await _spoiled(fault) if fault else None) or answer

    def _weather(self, token: str) -> Weather:
        """The weather over the team of a token; over the one in which the app was made, where there is no other."""
        try:
            return self._weathers[self._grants.team_of(token).team_id]
        except RefusedError:
            return self._weathers[self._grants.home.team_id]

    def _answer(self, request: Request, *, method: str, args: Json) -> Response:
        headers: dict[str, str] = {}
        try:
            function = _method(method)
            token = _token(request, args)
            team = self._team(token, method=method)
            if method not in WITHOUT_TOKEN:
                headers["X-OAuth-Scopes"] = self._scopes(token, team)
            call = Call(
                args=args,
                host=request.headers["host"],
                token=token,
                wire=self._wires[team.team_id],
                grants=self._grants,
            )
            result = function(call)
        except RefusedError as refusal:
            return JSONResponse(refusal.as_json(), headers=headers)
        return JSONResponse({"ok": True, **result}, headers=headers, background=call.afterwards)

    def _team(self, token: str, *, method: str) -> Team:
        """The team that a token opens for a method; for what concerns no team, the one in which the app was made."""
        if method in WITHOUT_TOKEN:
            return self._grants.home
        if not token:
            raise RefusedError("not_authed")
        if self._grants.is_app_level(token):
            if method not in APP_LEVEL | ANY_LEVEL:
                raise RefusedError("not_allowed_token_type")
            return self._grants.home
        team = self._grants.team_of(token)
        if method in APP_LEVEL:
            raise RefusedError("not_allowed_token_type")
        return team

    def _scopes(self, token: str, team: Team) -> str:
        is_app_level = self._grants.is_app_level(token)
        return "connections:write" if is_app_level else ",".join(sorted(team.app.scopes))


def _method(name: str) -> Callable[[Call], Json]:
    if name not in METHODS:
        raise RefusedError("unknown_method", req_method=name)
    return METHODS[name]


def _token(request: Request, args: Json) -> str:
    header = request.headers.get("authorization", "")
    return header.removeprefix(_BEARER) if header.startswith(_BEARER) else str(args.get("token") or "")


async def _arguments(request: Request) -> Json:
    """The arguments from the query, a form or a JSON body, and the client id and secret from the header."""
    args: Json = {**request.query_params, **_credentials(request)}
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


def _credentials(request: Request) -> dict[str, str]:
    header = request.headers.get("authorization", "")
    if not header.startswith(_BASIC):
        return {}
    try:
        client_id, _, client_secret = base64.b64decode(header.removeprefix(_BASIC)).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return {}
    return {"client_id": client_id, "client_secret": client_secret}


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
