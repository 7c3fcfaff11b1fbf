"""The ways back to a person: a reply only they see, the pressed message redrawn, a modal."""

from bot.ports import DeliveryFailed
from bot.slack import response_url
from bot.slack.asker import Asker
from bot.slack.client import Wire
from bot.slack.failures import STALE_TRIGGERS
from bot.slack.message import Message, View
from bot.slack.messenger import SlackMessenger
from bot.slack.wording.refusals import PRESS_AGAIN


class Replies:
    """Every method calls Slack, so it belongs after the ack; each raises DeliveryFailed."""

    def __init__(self, wire: Wire, messenger: SlackMessenger) -> None:
        self._wire = wire
        self._messenger = messenger

    async def reply(self, asker: Asker, message: Message) -> None:
        """Answers where the person asked, so that only they see it; in the DM, where they typed, by a message."""
        if asker.response_url is not None:
            try:
                return await response_url.send_ephemeral(self._wire, asker.response_url, message)
            except DeliveryFailed as failure:
                if failure.reason != response_url.EXPIRED:
                    raise
        if asker.is_typed_message and asker.channel is not None:
            await self._messenger.post(asker.workspace, message, to=asker.channel)
        else:
            channel = asker.channel or await self._messenger.open_dm(asker.workspace, asker.member)
            await self._messenger.post_ephemeral(asker.workspace, message, channel=channel, to=asker.member)

    async def replace(self, asker: Asker, message: Message) -> None:
        """Redraws the message that was pressed. Its response_url first: chat.update has one small limit for all."""
        if asker.response_url is not None:
            try:
                return await response_url.replace_original(self._wire, asker.response_url, message)
            except DeliveryFailed as failure:
                if failure.reason != response_url.EXPIRED:
                    raise
        if asker.message is not None:
            await self._messenger.update(asker.workspace, asker.message, message)

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
