"""Why a workspace is no longer served, and for how long everything of it is kept then."""

from datetime import datetime, timedelta

import structlog

from bot.domain.ids import WorkspaceId
from bot.ports import DeliveryFailed, Transaction

log = structlog.get_logger(__name__)

UNINSTALLED = "uninstalled"
REVOKED = "tokens_revoked"
KEPT_WITHOUT_TOKENS = timedelta(days=7)
"""Tokens may be taken back by mistake; whoever wants to be forgotten at once uninstalls."""
JUST_INSTALLED = timedelta(minutes=1)
"""A call that was begun before, with the token of then or without one, may come back refused."""
TAKEN_BACK = frozenset({"account_inactive", "token_revoked"})
"""What Slack answers to a token that was taken back. `invalid_auth` is not that sure: a Slack in trouble, or something
between us and it, may say so to every token at once, and must not have every workspace erased.
"""


async def suspend(tx: Transaction, workspace: WorkspaceId, failure: DeliveryFailed, *, lease_now: datetime) -> None:
    """Stops everything for a workspace that Slack refuses as a whole, until somebody mends it.

    One that installed Budge is erased after a week without a token. Where the token is the operator's own setting, a
    wrong one may be their mistake, and nothing is erased.
    """
    await tx.workspaces.get(workspace, lock=True)
    installed_at = await tx.installations.installed_at(workspace)
    if installed_at is not None and lease_now < installed_at + JUST_INSTALLED:
        return
    is_taken_back = failure.reason in TAKEN_BACK and installed_at is not None
    erase_at = lease_now + KEPT_WITHOUT_TOKENS if is_taken_back else None
    log.error("workspace_suspended", workspace=workspace, reason=failure.reason)
    await tx.workspaces.suspend(workspace, reason=failure.reason, erase_at=erase_at)
