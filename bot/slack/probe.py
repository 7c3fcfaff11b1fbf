"""Asking Slack whether it lets us in: the first thing that `budge run` does, and all that `budge check` does."""

from collections.abc import Mapping

from bot.ports import DeliveryFailed
from bot.slack.calls import counted
from bot.slack.client import Identity, Wire, identify, web_client
from bot.slack.failures import delivery_failures

BOT_TOKEN_HELP = {
    "invalid_auth": "Slack does not know the bot token: copy it again from OAuth & Permissions into SLACK_BOT_TOKEN.",
    "account_inactive": "The bot token was revoked or the app removed: install the app again and copy the new token "
    "into SLACK_BOT_TOKEN.",
    "token_revoked": "The bot token was revoked: install the app again and copy the new token into SLACK_BOT_TOKEN.",
    "token_expired": "The bot token has expired: switch token rotation off, install the app again and copy the new "
    "token into SLACK_BOT_TOKEN.",
    "not_allowed_token_type": "SLACK_BOT_TOKEN holds no bot token: copy the one from OAuth & Permissions.",
}
APP_TOKEN_HELP = {
    "invalid_auth": "Slack does not know the app-level token: copy it again from Basic Information into "
    "SLACK_APP_TOKEN.",
    "missing_scope": "The app-level token lacks connections:write: make a new one with that scope for SLACK_APP_TOKEN.",
    "not_allowed_token_type": "SLACK_APP_TOKEN holds no app-level token: make one under Basic Information.",
    "socket_mode_not_enabled": "Socket Mode is off: switch it on in the app's Slack settings.",
    "token_revoked": "The app-level token was revoked: make a new one under Basic Information for SLACK_APP_TOKEN.",
}


class NotLetIn(Exception):  # noqa: N818 - it reads as what happened
    """Slack refuses a token for good; the sentence says what to do about it."""


async def identified(wire: Wire) -> Identity:
    """Whose bot token it is. Raises NotLetIn, and DeliveryFailed when Slack cannot be asked now."""
    try:
        with counted(wire.meter, "auth.test"):
            return await identify(web_client(wire))
    except DeliveryFailed as failure:
        raise _judged(failure, BOT_TOKEN_HELP, name="SLACK_BOT_TOKEN") from None


async def connection_address(wire: Wire, *, app_token: str) -> str:
    """A fresh address for Socket Mode, good for one connection. Raises NotLetIn and DeliveryFailed."""
    try:
        with counted(wire.meter, "apps.connections.open"), delivery_failures():
            answer = await web_client(wire, with_token=False).apps_connections_open(app_token=app_token)
            return str(answer["url"])
    except DeliveryFailed as failure:
        raise _judged(failure, APP_TOKEN_HELP, name="SLACK_APP_TOKEN") from None


def _judged(failure: DeliveryFailed, known: Mapping[str, str], *, name: str) -> Exception:
    """Whether it is the token's fault, or one that may pass by itself."""
    if failure.outcome_unknown or failure.retry_after is not None:
        return failure
    unknown_word = f"Slack refuses {name} with the word {failure.reason}: look it up in Slack's list of errors."
    return NotLetIn(known.get(failure.reason, unknown_word))
