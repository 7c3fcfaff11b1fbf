"""From the body of a signed request to the payload that Socket Mode would have brought, or a refusal."""

import json
from typing import Any
from urllib.parse import parse_qsl

from pydantic import ValidationError

from bot.slack import http_events, http_shapes

DEEPEST = 40
"""Slack's deepest, a table of rich text in a container, has some twenty levels."""

Json = dict[str, Any]

INTERACTIONS: dict[str, type[http_shapes.Shape]] = {
    "block_actions": http_shapes.Press,
    "block_suggestion": http_shapes.Suggestion,
    "view_submission": http_shapes.Submission,
    "view_closed": http_shapes.Closing,
    "shortcut": http_shapes.Shortcut,
    "message_action": http_shapes.Shortcut,
}
EVENTS: dict[str, type[http_shapes.Shape]] = {
    "message": http_events.MessageEnvelope,
    "app_home_opened": http_events.HomeOpenedEnvelope,
    "user_change": http_events.UserChangeEnvelope,
    "app_uninstalled": http_events.UninstalledEnvelope,
    "tokens_revoked": http_events.TokensRevokedEnvelope,
}


class Malformed(Exception):  # noqa: N818 - it reads as what it is
    """Slack's signature is on something that Slack does not send."""


def read_form(body: bytes) -> Json:
    """A command, a press, a submission: whatever comes as a form. Raises Malformed."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise Malformed("no form") from None
    form: Json = dict(pairs)
    if len(form) < len(pairs):
        raise Malformed("a field came twice")
    if "payload" in form:
        payload = _parsed(form["payload"])
        kind = payload.get("type")
        return _of_shape(payload, INTERACTIONS.get(kind) if isinstance(kind, str) else None)
    _look_through(form)
    return _of_shape(form, http_shapes.Command)


def read_json(body: bytes) -> Json:
    """An event, or one of the words that Slack has with the app itself. Raises Malformed."""
    payload = _parsed(body.decode())
    match payload.get("type"):
        case "url_verification":
            return _of_shape(payload, http_events.Challenge)
        case "app_rate_limited":
            return _of_shape(payload, http_events.RateLimited)
        case "event_callback":
            event = payload.get("event")
            kind = event.get("type") if isinstance(event, dict) else None
            return _of_shape(payload, EVENTS.get(kind, http_events.Envelope) if isinstance(kind, str) else None)
        case _:
            raise Malformed("of no known kind")


def _parsed(text: str) -> Json:
    try:
        payload = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Malformed("no JSON") from None
    if not isinstance(payload, dict):
        raise Malformed("no object")
    _look_through(payload)
    return payload


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _look_through(payload: Json) -> None:
    """Refuses what no database keeps, and what is nested so deep that nobody can walk it."""
    level: list[Any] = [payload]
    for _ in range(DEEPEST):
        below: list[Any] = []
        for value in level:
            if isinstance(value, str):
                _check(value)
            elif isinstance(value, dict):
                below.extend(value.keys())
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
        if not below:
            return
        level = below
    raise Malformed("nested too deep")


def _check(text: str) -> None:
    if text.isascii():
        is_clean = "\x00" not in text
    else:
        is_clean = "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
    if not is_clean:
        raise Malformed("holds what is no text")


def _of_shape(payload: Json, shape: type[http_shapes.Shape] | None) -> Json:
    """What of the payload has a place in that shape: by more of it Bolt could take one kind for another."""
    if shape is None:
        raise Malformed("of no known kind")
    try:
        shape.model_validate(payload)
    except ValidationError as error:
        where = error.errors(include_input=False)[0]["loc"][0]  # what comes below it could be Slack's own words
        raise Malformed(f"of the wrong shape at {where}") from None
    return {name: value for name, value in payload.items() if name in shape.model_fields}
