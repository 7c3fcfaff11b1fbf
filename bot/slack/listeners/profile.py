"""Follows Slack's profiles: name, time zone, and people who leave."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.status import ZoneMove
from bot.services.services import Services
from bot.slack.after_ack import AfterAck
from bot.slack.answers.joining import Joining
from bot.slack.blocks.welcome import zone_moved
from bot.slack.messenger import SlackMessenger
from bot.slack.profiles import read_profile


def register(app: AsyncApp, services: Services, after: AfterAck, messenger: SlackMessenger, joining: Joining) -> None:
    """`user_change` comes for everybody of the workspace, members or not, and several times for one change."""

    async def changed(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        user: Mapping[str, Any] = body["event"]["user"]
        workspace, member = WorkspaceId(context.team_id or ""), MemberId(user["id"])
        move = None
        if user.get("deleted"):
            await services.enrolment.profile_changed(workspace, member, None)
        elif "profile" in user:  # a cut-down user object says nothing that we follow
            move = await services.enrolment.profile_changed(workspace, member, read_profile(user, workspace=workspace))
        await ack()
        if move is not None:
            after.tasks.start(partial(tell, messenger, move, joining), name="tell of the zone", of=(workspace, member))

    app.event("user_change")(changed)


async def tell(messenger: SlackMessenger, move: ZoneMove, joining: Joining) -> None:
    """The move; to somebody whose zone nobody knew, the welcome that waited for it."""
    member = move.status.member
    if move.old_zone:
        await messenger.post(member.workspace, zone_moved(move), to=member.channel)
    else:
        await joining.post_welcome(move.status)
