"""A workspace removes Budge, or takes its token back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.ids import WorkspaceId
from bot.services.services import Services
from bot.slack.installations import Installations


def register(app: AsyncApp, services: Services, installations: Installations) -> None:
    """Both come at once when it is removed, in either order. What could not be saved is not acked, and comes again."""

    async def uninstalled(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        workspace, at = told_of(body, context)
        if not installations.is_before(workspace, at):
            await services.installing.uninstalled(workspace, at=at)
            installations.forget(workspace)
        await ack()

    async def revoked(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        workspace, at = told_of(body, context)
        is_ours = bool((body["event"].get("tokens") or {}).get("bot"))  # else of people, from whom we have none
        if is_ours and not installations.is_before(workspace, at):
            await services.installing.revoked(workspace, at=at)
            installations.forget(workspace)
        await ack()

    app.event("app_uninstalled")(uninstalled)
    app.event("tokens_revoked")(revoked)


def told_of(body: Mapping[str, Any], context: AsyncBoltContext) -> tuple[WorkspaceId, datetime]:
    """Which workspace, and when it happened."""
    return WorkspaceId(context.team_id or ""), datetime.fromtimestamp(float(body["event_time"]), UTC)
