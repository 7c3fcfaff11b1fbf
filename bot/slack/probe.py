"""Asking Slack whether it lets us in: the first thing that `budge run` does, and most of what `budge check` does."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.ids import MemberId, WorkspaceId
from bot.ports import DeliveryFailed
from bot.services.flaws import Flaw, Kind
from bot.slack.asking import Answer, asked
from bot.slack.client import Identity, Wire

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
    "socket_mode_not_enabled": "Socket Mode is off: switch it on under Socket Mode in the app's settings at "
    "api.slack.com/apps.",
    "token_revoked": "The app-level token was revoked: make a new one under Basic Information for SLACK_APP_TOKEN.",
}
UNREADABLE = "undecodable_answer"


class NotLetIn(Exception):  # noqa: N818 - it reads as what happened
    """Slack refuses us for good, or lets us do too little; a sentence for each reason says what to do about it.

    `dated` is what time it was at Slack, if that is known.
    """

    def __init__(self, *flaws: Flaw, dated: datetime | None = None) -> None:
        super().__init__("\n".join(flaw.sentence for flaw in flaws))
        self.flaws = flaws
        self.dated = dated


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Who the bot token says we are, and what else Slack told with that."""

    identity: Identity
    scopes: frozenset[str] | None
    """What was granted; None where Slack does not say."""
    dated: datetime | None
    """What time it was at Slack; None where it does not say."""


async def admitted(wire: Wire) -> Admission:
    """Whose bot token it is. Raises NotLetIn, and DeliveryFailed when Slack cannot be asked now."""
    answer = await asked(wire, "auth.test")
    if answer.refused_with is not None:
        raise _refused(answer, BOT_TOKEN_HELP, name="SLACK_BOT_TOKEN", kind=Kind.BOT_TOKEN)
    content = answer.content
    if not (content.get("team_id") and content.get("user_id") and content.get("bot_id")):
        raise DeliveryFailed(UNREADABLE, outcome_unknown=True)
    identity = Identity(
        workspace=WorkspaceId(str(content["team_id"])),
        bot_user=MemberId(str(content["user_id"])),
        bot_id=str(content["bot_id"]),
    )
    return Admission(identity=identity, scopes=answer.scopes, dated=answer.dated)


async def connection_address(wire: Wire, *, app_token: str) -> str:
    """A fresh address for Socket Mode, good for one connection. Raises NotLetIn and DeliveryFailed."""
    answer = await asked(replace(wire, token=app_token), "apps.connections.open")
    if answer.refused_with is not None:
        kind = Kind.SOCKET_MODE if answer.refused_with == "socket_mode_not_enabled" else Kind.APP_TOKEN
        raise _refused(answer, APP_TOKEN_HELP, name="SLACK_APP_TOKEN", kind=kind)
    if not answer.content.get("url"):
        raise DeliveryFailed(UNREADABLE, outcome_unknown=True)
    return str(answer.content["url"])


def _refused(answer: Answer, known: Mapping[str, str], *, name: str, kind: Kind) -> NotLetIn:
    word = answer.refused_with or ""
    unknown_word = f"Slack refuses {name} with the word {word}: look it up in Slack's list of errors."
    return NotLetIn(Flaw(known.get(word, unknown_word), kind=kind), dated=answer.dated)
