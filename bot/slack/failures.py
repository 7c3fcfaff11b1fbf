"""What a failed call to Slack means for us."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.ports import LONGEST_BLOCK, DeliveryFailed

WORKSPACE_ERRORS = frozenset(
    {
        "account_inactive",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
"""Nobody of this workspace can be reached until its admin or the operator mends something."""

TOKEN_ERRORS = frozenset({"account_inactive", "invalid_auth", "token_expired", "token_revoked"})
"""Of them, those that another token may mend: a workspace that installed us anew has given us one."""

RECIPIENT_ERRORS = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "is_archived",
        "messages_tab_disabled",
        "not_in_channel",
        "restricted_action",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    }
)
"""This member or channel cannot be reached until somebody mends something."""

UNKNOWN_OUTCOMES = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Slack says that part of the operation may have happened."""

RATE_LIMITS = frozenset({"rate_limited", "ratelimited"})
DEFAULT_RETRY_AFTER = timedelta(seconds=30)

STALE_TRIGGERS = frozenset({"exchanged_trigger_id", "expired_trigger_id", "trigger_exchanged", "trigger_expired"})
"""The press is too long ago, or was used already, to open a view with."""

GONE = frozenset({"message_not_found", "cant_update_message", "cant_delete_message"})
"""The message is no longer there, or no longer ours to change."""


NOT_CONNECTED = "not_connected"
"""How the reason reads where nothing was sent at all."""


@contextmanager
def delivery_failures() -> Iterator[None]:
    """Turns whatever a Web API call raises into DeliveryFailed, without the request or the answer in it."""
    try:
        yield
    except SlackApiError as error:
        raise from_answer(error.response) from None
    except aiohttp.ClientConnectorError as error:
        raise DeliveryFailed(f"{NOT_CONNECTED} ({type(error).__name__})", retry_after=DEFAULT_RETRY_AFTER) from None
    except (aiohttp.ClientError, OSError) as error:  # OSError: TimeoutError is one
        raise DeliveryFailed(f"no_answer ({type(error).__name__})", outcome_unknown=True) from None
    except (AttributeError, TypeError, ValueError):  # what the SDK raises over a body that is no JSON object
        raise DeliveryFailed("undecodable_answer", outcome_unknown=True) from None


def from_answer(answer: object) -> DeliveryFailed:
    """What Slack's refusal of one call means. The SDK hands over a bare HTTP response if the body was no JSON."""
    if not isinstance(answer, AsyncSlackResponse):
        return DeliveryFailed("undecodable_answer", outcome_unknown=True)
    body = answer.data if isinstance(answer.data, Mapping) else {}
    return failure(str(body.get("error", "")), status=answer.status_code, headers=answer.headers)


def failure(reason: str, *, status: int, headers: Mapping[str, str]) -> DeliveryFailed:
    """What an answer with this error word and HTTP status means."""
    if status == 429 or reason in RATE_LIMITS:  # noqa: PLR2004 - HTTP's Too Many Requests
        return DeliveryFailed(reason or "ratelimited", retry_after=_retry_after(headers))
    unknown = status >= 500 or not reason or reason in UNKNOWN_OUTCOMES  # noqa: PLR2004 - HTTP's server errors
    permanent = reason in WORKSPACE_ERRORS or reason in RECIPIENT_ERRORS or reason.startswith("restricted_action")
    return DeliveryFailed(
        reason or f"http_{status}",
        permanent=permanent and not unknown,
        concerns_workspace=reason in WORKSPACE_ERRORS,
        outcome_unknown=unknown,
    )


def _retry_after(headers: Mapping[str, str]) -> timedelta:
    seconds = headers.get("Retry-After", "")
    return _clamped(int(seconds)) if seconds.isdecimal() else DEFAULT_RETRY_AFTER


def _clamped(seconds: int) -> timedelta:
    """Long enough for no busy loop, and no longer than a reminder may be late."""
    return min(max(timedelta(seconds=1), timedelta(seconds=min(seconds, 86_400))), LONGEST_BLOCK)


def without_effect(failure: DeliveryFailed) -> DeliveryFailed:
    """The failure of a call that nobody sees anything of by itself: whatever became of it, nothing is there."""
    if not failure.outcome_unknown:
        return failure
    return DeliveryFailed(failure.reason)
