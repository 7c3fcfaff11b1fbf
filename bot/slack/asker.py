"""Who asks for something, and the ways back to them. Read from Slack's payloads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.ids import ChannelId, MemberId, MessageRef, MessageTs, WorkspaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """A person who typed, pressed or submitted something. What opens a way back stays out of every log."""

    workspace: WorkspaceId
    member: MemberId
    channel: ChannelId | None = None
    """Where it happened; None on the App Home and in a modal."""
    message: MessageRef | None = None
    """The message that was pressed; None for an ephemeral one, which nothing but its response_url can change."""
    is_typed_message: bool = False
    """A message typed into the DM, which is answered by a message."""
    is_on_home: bool = False
    response_url: str | None = field(default=None, repr=False)
    trigger: str | None = field(default=None, repr=False)

    @property
    def place(self) -> tuple[WorkspaceId, MemberId]:
        """Who they are, wherever they ask."""
        return self.workspace, self.member

    @property
    def is_in_dm(self) -> bool:
        return self.channel is not None and self.channel.startswith("D")


def read_asker(body: Mapping[str, Any], context: AsyncBoltContext) -> Asker | None:
    """The person behind any payload; None where there is none, as in events of the workspace."""
    if not context.team_id or not context.user_id:
        return None
    event: Mapping[str, Any] = body.get("event") or {}
    container: Mapping[str, Any] = body.get("container") or {}
    return Asker(
        workspace=WorkspaceId(context.team_id),
        member=MemberId(context.user_id),
        channel=ChannelId(context.channel_id) if context.channel_id else None,
        message=_pressed_message(container),
        is_typed_message=event.get("type") == "message",
        is_on_home=event.get("type") == "app_home_opened" or (body.get("view") or {}).get("type") == "home",
        response_url=body.get("response_url"),
        trigger=body.get("trigger_id"),
    )


def known_asker(body: Mapping[str, Any], context: AsyncBoltContext) -> Asker:
    """The person behind a command, a press, a submission or a message: Slack always names them there."""
    asker = read_asker(body, context)
    if asker is None:
        raise ValueError("a payload without a person")
    return asker


def _pressed_message(container: Mapping[str, Any]) -> MessageRef | None:
    if container.get("type") != "message" or container.get("is_ephemeral"):
        return None
    return MessageRef(ChannelId(container["channel_id"]), MessageTs(container["message_ts"]))
