"""response_url: an address that answers one command or press, five times within half an hour."""

import secrets
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, replace
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.sandbox.drafts import parse_json, read_draft
from bot.sandbox.records import Json, Message
from bot.sandbox.refusal import RefusedError
from bot.sandbox.state import Team

MOST_USES = 5
PATH = "/hooks/response"


@dataclass(slots=True)
class _Hook:
    channel: str
    _: KW_ONLY
    person: str
    message_ts: str | None  # of the message pressed on; None for a command
    expires_at: float  # monotonic seconds
    uses: int = 0


class ResponseUrls:
    """Gives out response addresses and does what is posted to them."""

    def __init__(
        self, team: Team, *, now: Callable[[], datetime], lifetime: timedelta, monotonic: Callable[[], float]
    ) -> None:
        self._team = team
        self._now = now
        self._lifetime = lifetime.total_seconds()
        self._monotonic = monotonic
        self._hooks: dict[str, _Hook] = {}

    def give(self, host: str, *, channel: str, person: str, message_ts: str | None = None) -> str:
        """A fresh response_url, absolute at the address by which the app reaches us."""
        started = self._monotonic()
        self._hooks = {key: hook for key, hook in self._hooks.items() if hook.expires_at > started}
        key = secrets.token_urlsafe(18)
        self._hooks[key] = _Hook(channel, person=person, message_ts=message_ts, expires_at=started + self._lifetime)
        return f"http://{host}{PATH}/{self._team.team_id}/{key}"

    async def endpoint(self, request: Request) -> JSONResponse:
        """Answer a POST to a response_url."""
        try:
            hook = self._use(request.path_params["key"])
        except RefusedError as refusal:
            return _refused(refusal, status=404)
        try:
            self._respond(hook, args=_parsed(await request.body()))
        except RefusedError as refusal:
            return _refused(refusal, status=400)
        return JSONResponse({"ok": True})

    def _use(self, key: str) -> _Hook:
        hook = self._hooks.get(key)
        if hook is None or self._monotonic() > hook.expires_at:
            raise RefusedError("expired_url")
        if hook.uses >= MOST_USES:
            raise RefusedError("used_url")
        hook.uses += 1
        return hook

    def _respond(self, hook: _Hook, *, args: Json) -> None:
        original = self._team.message(hook.channel, ts=hook.message_ts) if hook.message_ts else None
        if args.get("delete_original"):
            if original:
                self._team.delete(original)
            return
        if args.get("response_type") not in (None, "ephemeral", "in_channel"):
            raise RefusedError("invalid_arguments")
        if args.get("replace_original") and hook.message_ts:
            self._replace(original, args=args)
            return
        say_in_channel(self._team, channel=hook.channel, person=hook.person, args=args, at=self._now())

    def _replace(self, original: Message | None, *, args: Json) -> None:
        if original is None:
            raise RefusedError("message_not_found")
        draft = read_draft(args, team=self._team)
        metadata = draft.metadata or original.metadata
        self._team.edit(
            replace(original, text=draft.text, blocks=draft.blocks, metadata=metadata, edited_at=self._now())
        )


def _refused(refusal: RefusedError, *, status: int) -> JSONResponse:
    """Only the error string: Slack does not tell here what exactly is wrong."""
    return JSONResponse({"ok": False, "error": refusal.error}, status_code=status)


def say_in_channel(team: Team, *, channel: str, person: str, args: Json, at: datetime) -> Message:
    """Post an answer to a command or a press: to the person alone, unless it says in_channel."""
    draft = read_draft(args, team=team)
    return team.post(
        channel,
        author=team.app.bot_user_id,
        text=draft.text,
        blocks=draft.blocks,
        metadata=draft.metadata,
        ephemeral_to=None if args.get("response_type") == "in_channel" else person,
        at=at,
    )


def _parsed(body: bytes) -> Json:
    try:
        args = parse_json(body)
    except ValueError:
        raise RefusedError("invalid_json") from None
    if not isinstance(args, dict):
        raise RefusedError("invalid_payload")
    return args
