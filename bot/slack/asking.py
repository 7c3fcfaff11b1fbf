"""Asking Slack one question about ourselves, and all that its answer tells, also one that says no."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.ports import DeliveryFailed
from bot.slack.calls import counted
from bot.slack.client import Wire, web_client
from bot.slack.failures import delivery_failures


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Slack said, and what the head of its answer says beside that."""

    content: Mapping[str, Any]
    refused_with: str | None
    """Slack's error word, for good; None where it said yes."""
    scopes: frozenset[str] | None
    """What the token was granted; None where the answer does not say."""
    dated: datetime | None
    """What time it was at Slack; None where the answer does not say."""


async def asked(wire: Wire, method: str, *, authorization: str | None = None, **fields: str) -> Answer:
    """The answer to a call with the wire's token, or with another header of who asks.

    Raises DeliveryFailed where Slack cannot be asked now.
    """
    response: object = None
    try:
        with counted(wire.meter, method), delivery_failures():
            try:
                response = await web_client(wire, with_token=authorization is None).api_call(
                    method, data=fields, headers={} if authorization is None else {"Authorization": authorization}
                )
            except SlackApiError as error:
                response = error.response
                raise
            return _read(response, refused_with=None)
    except DeliveryFailed as failure:
        has_answered = isinstance(response, AsyncSlackResponse)
        if not has_answered or failure.outcome_unknown or failure.retry_after is not None:
            raise
        with delivery_failures():
            return _read(response, refused_with=failure.reason)


def _read(response: object, *, refused_with: str | None) -> Answer:
    if not isinstance(response, AsyncSlackResponse) or not isinstance(response.data, Mapping):
        raise TypeError("Slack's answer is no JSON object")
    scopes = response.headers.get("X-OAuth-Scopes")
    return Answer(
        content=response.data,
        refused_with=refused_with,
        scopes=None if scopes is None else frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()),
        dated=_moment(response.headers.get("Date")),
    )


def _moment(date: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
