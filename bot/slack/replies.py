"""The ways back to a person: a reply only they see, the pressed message redrawn, a modal."""

from collections.abc import Awaitable, Callable

from bot.ports import DeliveryFailed
from bot.slack import response_url
from bot.slack.asker import Asker
from bot.slack.blocks.notice import notice_view
from bot.slack.client import Wire
from bot.slack.failures import STALE_TRIGGERS
from bot.slack.message import Message, View
from bot.slack.messenger import SlackMessenger
from bot.slack.reporting import report
from bot.slack.wording.refusals import PRESS_AGAIN


class Replies:
    """Every method calls Slack, so it belongs after the ack; each raises DeliveryFailed."""

    def __init__(self, wire: Wire, messenger: SlackMessenger) -> None:
        self._wire = wire
        self._messenger = messenger

    async def reply(self, asker: Asker, message: Message) -> None:
        """Answers where the person asked, so that only they see it; in the DM, where they typed, by a message."""
        if asker.is_on_home and asker.trigger is not None:
            await self._notice(asker, message, trigger=asker.trigger)
            return
        if await self._reply_by_url(asker, message):
            return
        if asker.is_typed_message and asker.channel is not None:
            await self._messenger.post(asker.workspace, message, to=asker.channel)
            return
        await self._in_dm(asker, message)

    async def replace(self, asker: Asker, message: Message) -> None:
        """Redraws the message that was pressed. Its response_url first: chat.update has one small limit for all."""
        if asker.message is None:  # an ephemeral one, for which there is no other way
            await self._by_url(asker, message, response_url.replace_original)
        elif not await self._is_replaced_by_url(asker, message):
            await self._messenger.update(asker.workspace, asker.message, message)

    async def replace_by_url(self, asker: Asker, message: Message) -> bool:
        """Redraws the message that was pressed; False where its response_url has expired, or there is none."""
        return await self._by_url(asker, message, response_url.replace_original)

    async def show_in_channel(self, asker: Asker, message: Message) -> bool:
        """Shows it to everybody where the command was typed; False where its response_url has expired."""
        return await self._by_url(asker, message, response_url.send_in_channel)

    async def open(self, asker: Asker, view: View) -> None:
        """Opens a modal. It must be a task's first call: the trigger lives three seconds."""
        if asker.trigger is None:
            return
        try:
            await self._messenger.open_view(asker.workspace, view, trigger=asker.trigger)
        except DeliveryFailed as failure:
            if failure.reason not in STALE_TRIGGERS:
                raise
            await self.reply(asker, Message(PRESS_AGAIN))

    async def _is_replaced_by_url(self, asker: Asker, message: Message) -> bool:
        """Whatever kept it from being drawn, another way may be tried: a message drawn twice is the same message."""
        try:
            return await self.replace_by_url(asker, message)
        except DeliveryFailed as failure:
            report(failure, name="redraw by response_url")
            return False

    async def _reply_by_url(self, asker: Asker, message: Message) -> bool:
        """Another way may be tried unless the reply may have come: sent twice, it would be read twice."""
        try:
            return await self._by_url(asker, message, response_url.send_ephemeral)
        except DeliveryFailed as failure:
            if failure.outcome_unknown:
                raise
            report(failure, name="reply by response_url")
            return False

    async def _notice(self, asker: Asker, message: Message, *, trigger: str) -> None:
        """The App Home has no place for a reply but a modal; a message in the DM where it is too late for one."""
        try:
            await self._messenger.open_view(asker.workspace, notice_view(message), trigger=trigger)
        except DeliveryFailed as failure:
            if failure.reason not in STALE_TRIGGERS:
                raise
            await self._in_dm(asker, message)

    async def _in_dm(self, asker: Asker, message: Message) -> None:
        """The one conversation that Budge is in for certain."""
        channel = await self._messenger.open_dm(asker.workspace, asker.member)
        await self._messenger.post_ephemeral(asker.workspace, message, channel=channel, to=asker.member)

    async def _by_url(
        self, asker: Asker, message: Message, send: Callable[[Wire, str, Message], Awaitable[None]]
    ) -> bool:
        """Whether it could be sent by the response_url; one that has expired is no failure."""
        if asker.response_url is None:
            return False
        try:
            await send(self._wire, asker.response_url, message)
        except DeliveryFailed as failure:
            if failure.reason != response_url.EXPIRED:
                raise
            return False
        return True
