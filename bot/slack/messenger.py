"""Slack as the services call it: `bot.ports.Messenger` over the Web API."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.board import BoardPost
from bot.domain.card import Card
from bot.domain.ids import ChannelId, MemberId, MessageRef, MessageTs, ReminderId, WorkspaceId
from bot.domain.member import Profile
from bot.domain.reminder import Reminder
from bot.ports import ChannelFacts, DeliveryFailed
from bot.services.meter import UNMETERED, Meter
from bot.slack.blocks.card import reminder_card
from bot.slack.blocks.leaderboard import board_post
from bot.slack.calls import counted
from bot.slack.client import Identity
from bot.slack.failures import GONE, delivery_failures, without_effect
from bot.slack.message import Message, View
from bot.slack.profiles import read_profile
from bot.slack.uploading import upload

CARD_EVENT = "budge_reminder"
"""The metadata's event type of a card; its payload is the reminder's id and nothing else."""
PAGE = 999
"""Items a page when Slack hands lists out in pages."""


class SlackMessenger:
    """Every call passes the workspace's id and is made once; a failure is a DeliveryFailed that says what it means."""

    def __init__(self, client: AsyncWebClient, identity: Identity, *, meter: Meter = UNMETERED) -> None:
        self._client = client
        self._identity = identity
        self._meter = meter

    async def profile(self, workspace: WorkspaceId, member: MemberId) -> Profile:
        answer = await self._read("users.info", workspace, user=member)
        return read_profile(answer["user"], workspace=workspace)

    async def open_dm(self, workspace: WorkspaceId, member: MemberId) -> ChannelId:
        answer = await self._write("conversations.open", workspace, users=member)
        return ChannelId(answer["channel"]["id"])

    async def post_card(self, card: Card, *, to: ChannelId) -> MessageRef:
        metadata = _card_metadata(card.reminder.id)
        return await self.post(card.reminder.workspace, reminder_card(card), to=to, metadata=metadata)

    async def find_card(self, reminder: Reminder, *, channel: ChannelId, since: datetime) -> MessageRef | None:
        wanted = _card_metadata(reminder.id)
        oldest = f"{since.timestamp():.6f}"
        pages = self._pages(
            "conversations.history",
            reminder.workspace,
            of="messages",
            channel=channel,
            oldest=oldest,
            inclusive="true",
            include_all_metadata="true",
        )
        async for messages in pages:
            for message in messages:
                if message.get("metadata") == wanted and message.get("bot_id") == self._identity.bot_id:
                    return MessageRef(channel, MessageTs(message["ts"]))
        return None

    async def redraw_card(self, card: Card) -> None:
        reminder = card.reminder
        if reminder.ref is None or reminder.removed:
            return
        metadata = _card_metadata(reminder.id)
        await self.update(reminder.workspace, reminder.ref, reminder_card(card), metadata=metadata)

    async def delete_card(self, workspace: WorkspaceId, ref: MessageRef) -> None:
        try:
            await self._write("chat.delete", workspace, channel=ref.channel, ts=ref.ts)
        except DeliveryFailed as failure:
            if failure.reason not in GONE:
                raise

    async def channel_facts(self, workspace: WorkspaceId, channel: ChannelId) -> ChannelFacts:
        if channel.startswith("D"):  # a direct message of two other people is hidden from us, and direct all the same
            return ChannelFacts(is_direct=True, is_shared=False, has_budge=False)
        try:
            answer = await self._read("conversations.info", workspace, channel=channel)
        except DeliveryFailed as failure:
            if failure.reason != "channel_not_found":
                raise
            return ChannelFacts(is_direct=False, is_shared=False, has_budge=False)  # private, and we are not in it
        facts = answer["channel"]
        return ChannelFacts(
            is_direct=bool(facts.get("is_im") or facts.get("is_mpim")),
            is_shared=bool(facts.get("is_ext_shared") or facts.get("is_pending_ext_shared")),
            has_budge=bool(facts.get("is_member")),
        )

    async def channel_members(self, workspace: WorkspaceId, channel: ChannelId) -> Sequence[MemberId]:
        pages = self._pages("conversations.members", workspace, of="members", channel=channel)
        return [MemberId(member) async for members in pages for member in members]

    async def post_board(self, post: BoardPost) -> MessageRef:
        return await self.post(post.workspace, board_post(post), to=post.channel)

    async def redraw_board(self, post: BoardPost) -> None:
        if post.ref is not None:
            await self.update(post.workspace, post.ref, board_post(post))

    async def send_file(self, workspace: WorkspaceId, content: bytes, *, name: str, to: ChannelId) -> None:
        try:
            place = await self._read("files.getUploadURLExternal", workspace, filename=name, length=str(len(content)))
            file, address = str(place["file_id"]), str(place["upload_url"])
            with counted(self._meter, "upload"):
                await upload(self._client, address, content)
        except KeyError:
            raise DeliveryFailed("undecodable_answer") from None
        except DeliveryFailed as failure:
            raise without_effect(failure) from None
        await self._write("files.completeUploadExternal", workspace, files=[{"id": file, "title": name}], channel_id=to)

    async def post(self, workspace: WorkspaceId, message: Message, *, to: ChannelId, **more: Any) -> MessageRef:
        """Posts any message of ours once."""
        answer = await self._write(
            "chat.postMessage", workspace, channel=to, unfurl_links=False, unfurl_media=False, **message.fields, **more
        )
        try:
            return MessageRef(ChannelId(answer["channel"]), MessageTs(answer["ts"]))
        except KeyError:
            raise DeliveryFailed("undecodable_answer", outcome_unknown=True) from None

    async def post_ephemeral(
        self, workspace: WorkspaceId, message: Message, *, channel: ChannelId, to: MemberId
    ) -> None:
        """Shows a message to one person of a channel, until they reload."""
        await self._write("chat.postEphemeral", workspace, channel=channel, user=to, **message.fields)

    async def update(self, workspace: WorkspaceId, ref: MessageRef, message: Message, **more: Any) -> None:
        """Redraws a message of ours; one that is gone stays gone."""
        try:
            await self._write("chat.update", workspace, channel=ref.channel, ts=ref.ts, **message.fields, **more)
        except DeliveryFailed as failure:
            if failure.reason not in GONE:
                raise

    async def open_view(self, workspace: WorkspaceId, view: View, *, trigger: str) -> None:
        """Opens a modal for whoever pressed within the last three seconds."""
        await self._write("views.open", workspace, trigger_id=trigger, view=view)

    async def publish_home(self, workspace: WorkspaceId, view: View, *, to: MemberId) -> None:
        """Replaces the member's App Home."""
        await self._write("views.publish", workspace, user_id=to, view=view)

    async def _write(self, method: str, workspace: WorkspaceId, **fields: Any) -> Mapping[str, Any]:
        with counted(self._meter, method), delivery_failures():
            answer = await self._client.api_call(method, json={"team_id": workspace, **fields})
            return _object(answer.data)

    async def _read(self, method: str, workspace: WorkspaceId, **fields: str) -> Mapping[str, Any]:
        # Slack's reading methods take form fields only.
        with counted(self._meter, method), delivery_failures():
            answer = await self._client.api_call(method, data={"team_id": workspace, **fields})
            return _object(answer.data)

    async def _pages(
        self, method: str, workspace: WorkspaceId, *, of: str, **fields: str
    ) -> AsyncIterator[Sequence[Any]]:
        """The list of that name, page by page."""
        cursor = ""
        while True:
            page = await self._read(method, workspace, limit=str(PAGE), cursor=cursor, **fields)
            if not isinstance(page.get(of), list):
                raise DeliveryFailed("undecodable_answer", outcome_unknown=True)
            yield page[of]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return


def _card_metadata(reminder: ReminderId) -> dict[str, Any]:
    return {"event_type": CARD_EVENT, "event_payload": {"reminder": reminder}}


def _object(data: object) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise TypeError("Slack's answer is no JSON object")
    return data
