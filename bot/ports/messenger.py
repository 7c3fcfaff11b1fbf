"""Slack, as the services call it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.board import BoardPost
from bot.domain.card import Card
from bot.domain.ids import ChannelId, MemberId, MessageRef, WorkspaceId
from bot.domain.member import Profile
from bot.domain.notice import Notice, ToldNotice
from bot.domain.reminder import Reminder
from routines.screens import ScreenTimer


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFacts:
    """What Slack says of a channel."""

    is_direct: bool
    is_shared: bool
    """Shared with another organisation."""
    has_budge: bool
    is_hidden: bool = False
    """Slack tells us nothing of it: it is private, and Budge is not in it."""


class Messenger(Protocol):
    """Slack, as far as the services call it. Every method raises DeliveryFailed."""

    async def profile(self, workspace: WorkspaceId, member: MemberId) -> Profile: ...

    async def open_dm(self, workspace: WorkspaceId, member: MemberId) -> ChannelId: ...

    async def post_card(self, card: Card, *, to: ChannelId) -> MessageRef:
        """Posts once, without a retry; an `outcome_unknown` failure is to be looked up. Where Slack refuses the card
        with its pictures, it is posted without them.
        """

    async def find_card(self, reminder: Reminder, *, channel: ChannelId, since: datetime) -> MessageRef | None:
        """The message that carries this reminder's id, if it was posted since then."""

    async def post_notice(self, notice: ToldNotice, *, to: ChannelId) -> MessageRef:
        """The same for what a member is owed to be told of new bounds."""

    async def find_notice(self, notice: Notice, *, channel: ChannelId, since: datetime) -> MessageRef | None: ...

    async def redraw_card(self, card: Card) -> None:
        """Without its pictures, where Slack refuses it with them."""

    async def delete_card(self, workspace: WorkspaceId, ref: MessageRef) -> None:
        """Deletes it; one that is gone already is fine."""

    async def post_sound(self, workspace: WorkspaceId, timer: ScreenTimer, *, to: ChannelId) -> MessageRef:
        """Posts the short message that tells of the end of a timer."""

    async def delete_sound(self, workspace: WorkspaceId, ref: MessageRef) -> None:
        """Deletes it; one that is gone already is fine."""

    async def channel_facts(self, workspace: WorkspaceId, channel: ChannelId) -> ChannelFacts: ...

    async def channel_members(self, workspace: WorkspaceId, channel: ChannelId) -> Sequence[MemberId]: ...

    async def post_board(self, post: BoardPost) -> MessageRef: ...

    async def redraw_board(self, post: BoardPost) -> None: ...

    async def upload_picture(self, workspace: WorkspaceId, content: bytes, *, name: str) -> str:
        """Gives Slack a file that cards can show, and returns its id there. Nobody sees it until one does. Slack may
        take a while before it can show it.
        """

    async def send_file(self, workspace: WorkspaceId, content: bytes, *, name: str, to: ChannelId) -> None:
        """Puts a file into a conversation. Where it fails, nothing is there, unless `outcome_unknown` says so."""
