"""Slack as the services call it: `bot.ports.Messenger` over the Web API."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.board import BoardPost
from bot.domain.card import Card
from bot.domain.ids import ChannelId, MemberId, MessageRef, MessageTs, ReminderId, WorkspaceId
from bot.domain.member import Profile
from bot.domain.notice import Notice, ToldNotice
from bot.domain.reminder import Reminder
from bot.ports import ChannelFacts, DeliveryFailed, Refusals
from bot.services.meter import UNMETERED, Meter
from bot.slack.blocks.leaderboard import board_post
from bot.slack.calls import counted
from bot.slack.failures import DEFAULT_RETRY_AFTER, GONE, TOKEN_ERRORS, delivery_failures, without_effect
from bot.slack.installations import Installations, Installed
from bot.slack.message import Message, View
from bot.slack.pictured import Pictured, may_be_for_pictures
from bot.slack.profiles import read_profile
from bot.slack.uploading import upload
from bot.slack.wording.administration import moved_by_bounds
from bot.slack.wording.guide import sound
from routines.screens import ScreenTimer

T = TypeVar("T")

CARD_EVENT = "budge_reminder"
"""The metadata's event type of a card; its payload is the reminder's id and nothing else."""
NOTICE_EVENT = "budge_notice"
"""The same of a notice about new bounds."""
BEGINS_WITHIN = timedelta(seconds=10)
"""A token may have to be changed first. A post that begins later could come after it was looked for in vain twice (see
`bot.services.timing`), and would be a second one.
"""
PAGE = 999
"""Items a page when Slack hands lists out in pages."""


class SlackMessenger:
    """Every call passes the workspace's id and is made once; a failure is a DeliveryFailed that says what it means.

    One that is refused for its token had no effect, and is made with the token that has taken its place, if one has.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        installations: Installations,
        *,
        meter: Meter = UNMETERED,
        refusals: Refusals | None = None,
        begins_within: timedelta = BEGINS_WITHIN,
    ) -> None:
        """The client has no token of its own. `refusals` is told of the pictures that Slack refuses in cards."""
        self._begins_within = begins_within.total_seconds()
        self._client = client
        self._installations = installations
        self._meter = meter
        self._refusals = refusals

    async def profile(self, workspace: WorkspaceId, member: MemberId) -> Profile:
        answer = await self._read("users.info", workspace, user=member)
        return read_profile(answer["user"], workspace=workspace)

    async def open_dm(self, workspace: WorkspaceId, member: MemberId) -> ChannelId:
        answer = await self._write("conversations.open", workspace, users=member)
        return ChannelId(answer["channel"]["id"])

    async def post_card(self, card: Card, *, to: ChannelId) -> MessageRef:
        latest = self._latest()

        async def post(message: Message) -> MessageRef:
            metadata = _card_metadata(card.reminder.id)
            return await self.post(card.reminder.workspace, message, to=to, metadata=metadata, latest=latest)

        return await self._without_refused_pictures(card, post)

    async def find_card(self, reminder: Reminder, *, channel: ChannelId, since: datetime) -> MessageRef | None:
        return await self._find(reminder.workspace, _card_metadata(reminder.id), channel=channel, since=since)

    async def post_notice(self, notice: ToldNotice, *, to: ChannelId) -> MessageRef:
        metadata = _notice_metadata(notice.notice.id)
        return await self.post(notice.notice.workspace, Message(moved_by_bounds(notice)), to=to, metadata=metadata)

    async def find_notice(self, notice: Notice, *, channel: ChannelId, since: datetime) -> MessageRef | None:
        return await self._find(notice.workspace, _notice_metadata(notice.id), channel=channel, since=since)

    async def _find(
        self, workspace: WorkspaceId, wanted: Mapping[str, Any], *, channel: ChannelId, since: datetime
    ) -> MessageRef | None:
        bot_id = (await self._installations.of(workspace)).identity.bot_id
        oldest = f"{since.timestamp():.6f}"
        pages = self._pages(
            "conversations.history",
            workspace,
            of="messages",
            channel=channel,
            oldest=oldest,
            inclusive="true",
            include_all_metadata="true",
        )
        async for messages in pages:
            for message in messages:
                if message.get("metadata") == wanted and message.get("bot_id") == bot_id:
                    return MessageRef(channel, MessageTs(message["ts"]))
        return None

    async def redraw_card(self, card: Card) -> None:
        reminder = card.reminder
        if reminder.ref is None or reminder.removed:
            return
        metadata, ref = _card_metadata(reminder.id), reminder.ref

        async def redraw(message: Message) -> None:
            await self.update(reminder.workspace, ref, message, metadata=metadata)

        await self._without_refused_pictures(card, redraw)

    async def _without_refused_pictures(self, card: Card, show: Callable[[Message], Awaitable[T]]) -> T:
        """Shows the card, or what is left of it without pictures where Slack refuses it with them: then nothing of it
        is there.
        """
        pictured = Pictured(card)
        try:
            return await show(pictured.message)
        except DeliveryFailed as failure:
            if not pictured.pictures or not may_be_for_pictures(failure):
                raise
            reason = failure.reason
        is_for_pictures = True
        try:
            return await show(pictured.bare)
        except DeliveryFailed as failure:
            is_for_pictures = not may_be_for_pictures(failure)  # it is refused without them as well
            raise
        finally:
            if is_for_pictures and self._refusals is not None:
                self._refusals.refused(card.reminder.workspace, pictured.pictures, reason=reason)

    async def delete_card(self, workspace: WorkspaceId, ref: MessageRef) -> None:
        await self._delete(workspace, ref)

    async def post_sound(self, workspace: WorkspaceId, timer: ScreenTimer, *, to: ChannelId) -> MessageRef:
        return await self.post(workspace, Message(sound(timer)), to=to)

    async def delete_sound(self, workspace: WorkspaceId, ref: MessageRef) -> None:
        await self._delete(workspace, ref)

    async def _delete(self, workspace: WorkspaceId, ref: MessageRef) -> None:
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
            return ChannelFacts(is_direct=False, is_shared=False, has_budge=False, is_hidden=True)
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

    async def upload_picture(self, workspace: WorkspaceId, content: bytes, *, name: str) -> str:
        file = await self._put(workspace, content, name=name)
        await self._write("files.completeUploadExternal", workspace, files=[{"id": file, "title": name}])
        return file

    async def send_file(self, workspace: WorkspaceId, content: bytes, *, name: str, to: ChannelId) -> None:
        try:
            file = await self._put(workspace, content, name=name)
        except DeliveryFailed as failure:
            raise without_effect(failure) from None
        await self._write("files.completeUploadExternal", workspace, files=[{"id": file, "title": name}], channel_id=to)

    async def _put(self, workspace: WorkspaceId, content: bytes, *, name: str) -> str:
        """The first two of three calls: the file's id, by which the upload is to be completed."""
        place = await self._read("files.getUploadURLExternal", workspace, filename=name, length=str(len(content)))
        try:
            file, address = str(place["file_id"]), str(place["upload_url"])
        except KeyError:
            raise DeliveryFailed("undecodable_answer") from None
        with counted(self._meter, "upload"):
            await upload(self._client, address, content)
        return file

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

    async def _write(
        self, method: str, workspace: WorkspaceId, *, latest: float | None = None, **fields: Any
    ) -> Mapping[str, Any]:
        return await self._call(method, workspace, latest=latest, json={"team_id": workspace, **fields})

    async def _read(self, method: str, workspace: WorkspaceId, **fields: str) -> Mapping[str, Any]:
        # Slack's reading methods take form fields only.
        return await self._call(method, workspace, data={"team_id": workspace, **fields})

    async def _call(
        self, method: str, workspace: WorkspaceId, *, latest: float | None = None, **body: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Begun by `latest` or not at all, which is soon unless told otherwise."""
        latest = latest or self._latest()
        installed = await self._installations.of(workspace)
        _refuse_late(latest)
        try:
            return await self._call_with(installed, method, body)
        except DeliveryFailed as failure:
            if failure.reason not in TOKEN_ERRORS:
                raise
            renewed = await self._installations.renewed(installed)
            if renewed is None:
                raise
        _refuse_late(latest)
        return await self._call_with(renewed, method, body)

    async def _call_with(self, installed: Installed, method: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {installed.token}"}
        with counted(self._meter, method), delivery_failures():
            answer = await self._client.api_call(method, headers=headers, **body)
            return _object(answer.data)

    def _latest(self) -> float:
        return monotonic() + self._begins_within

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


def _notice_metadata(notice: str) -> dict[str, Any]:
    return {"event_type": NOTICE_EVENT, "event_payload": {"notice": notice}}


def _refuse_late(latest: float) -> None:
    if monotonic() > latest:
        raise DeliveryFailed("token_came_late", retry_after=DEFAULT_RETRY_AFTER)


def _object(data: object) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise TypeError("Slack's answer is no JSON object")
    return data
