"""What a workspace granted when it installed Budge."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.ids import MemberId, WorkspaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Who Budge is in one workspace, and the tokens it acts with there. All moments are by the real clock."""

    workspace: WorkspaceId
    team_name: str
    bot_user: MemberId
    bot_id: str
    scopes: frozenset[str]
    token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    """When the token ends; None where tokens are not rotated."""
    installed_by: MemberId | None = None
    """Kept until they were told what is next."""
    installed_at: datetime
