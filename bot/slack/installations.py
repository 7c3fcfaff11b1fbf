"""Whose token answers a payload."""

from dataclasses import KW_ONLY, dataclass, field

from slack_bolt.authorization import AuthorizeResult

from bot.slack.client import Identity


@dataclass(frozen=True, slots=True)
class OneWorkspace:
    """The installation of a bot that serves the workspace of its own token."""

    identity: Identity
    _: KW_ONLY
    token: str = field(repr=False)

    async def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """What Bolt asks for before every listener; no look-up, so that no ack waits for one."""
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=self.identity.bot_user,
            bot_id=self.identity.bot_id,
            bot_token=self.token,
        )
