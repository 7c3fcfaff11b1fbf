"""Whose token answers a payload, and with whose a workspace is called: one for all, or one of each workspace."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from slack_bolt.authorization import AuthorizeResult

from bot.domain.ids import WorkspaceId
from bot.ports import DeliveryFailed
from bot.slack.client import Identity

NOT_INSTALLED = "not_installed"
"""The reason of a DeliveryFailed where a workspace has given us no token, or none any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A workspace that lets us in: who we are there, and with what we are to call it."""

    identity: Identity
    token: str = field(repr=False)
    expires_at: datetime | None = None
    """When the token ends, by the real clock; None where it stays."""


class Installations(Protocol):
    """What the rest of the Slack layer knows of who installed us."""

    async def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        """Who we are to a payload of this workspace; None where it did not install us. Slack is never asked, and a
        database only of a workspace that was not heard of lately. Raises StoreUnavailable.
        """

    async def of(self, workspace: WorkspaceId) -> Installed:
        """How to call the workspace now. Raises DeliveryFailed."""

    async def renewed(self, refused: Installed) -> Installed | None:
        """What has taken the place of a token that Slack has just refused, if anything has. Raises DeliveryFailed
        where that may be known later.
        """

    def forget(self, workspace: WorkspaceId) -> None:
        """Takes nothing in mind for true any more: the workspace came or went."""

    def is_before(self, workspace: WorkspaceId, at: datetime) -> bool:
        """Whether what Slack says of that moment is of an installation before the one that is known to stand."""


def not_installed() -> DeliveryFailed:
    return DeliveryFailed(NOT_INSTALLED, permanent=True, concerns_workspace=True)


def authorized(installed: Installed, enterprise_id: str | None) -> AuthorizeResult:
    """The same in Bolt's words."""
    return AuthorizeResult(
        enterprise_id=enterprise_id,
        team_id=installed.identity.workspace,
        bot_user_id=installed.identity.bot_user,
        bot_id=installed.identity.bot_id,
        bot_token=installed.token,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWorkspace:
    """The installation of a bot that serves the workspace of its own token, and nobody else."""

    installed: Installed
    accepted_at: datetime | None = None
    """When Slack took the token, by the clock that Slack goes by."""

    async def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        """None for the people of another workspace, whom a shared channel lets press our buttons."""
        if team_id != self.installed.identity.workspace:
            return None
        return authorized(self.installed, enterprise_id)

    async def of(self, workspace: WorkspaceId) -> Installed:
        if workspace != self.installed.identity.workspace:
            raise not_installed()
        return self.installed

    async def renewed(self, refused: Installed) -> Installed | None:
        """None: the operator has to bring another one."""
        del refused
        return None

    def forget(self, workspace: WorkspaceId) -> None:
        """The settings say who we are, come what may."""

    def is_before(self, workspace: WorkspaceId, at: datetime) -> bool:
        """A token that was taken since is of a later installation."""
        del workspace
        return self.accepted_at is not None and at < self.accepted_at.replace(microsecond=0)
