"""What admins ask for, and `share`: all of it asks Slack first, so it is done after the ack."""

from functools import partial

from bot.domain.errors import NotInChannel
from bot.domain.ids import ChannelId
from bot.domain.phrases import Admin, Share
from bot.ports import DeliveryFailed
from bot.services.services import Services
from bot.slack.answers.answer import Answer
from bot.slack.answers.social import channel_of
from bot.slack.asker import Asker
from bot.slack.blocks.administration import admin_message, bounds_view
from bot.slack.blocks.share import share_message
from bot.slack.bounds_form import Bounds
from bot.slack.message import Message, View
from bot.slack.messenger import SlackMessenger
from bot.slack.replies import Replies
from bot.slack.reporting import report
from bot.slack.wording import replies as words
from bot.slack.wording.administration import bounds_saved


class Administering:
    """Every method but `answer` calls Slack; those for admins raise NotAdmin for everybody else."""

    def __init__(self, services: Services, messenger: SlackMessenger, replies: Replies) -> None:
        self._services = services
        self._messenger = messenger
        self._replies = replies

    def answer(self, asker: Asker, phrase: Share | Admin) -> Answer:
        """What is typed by members and strangers alike."""
        return Answer(later=partial(self.overview if isinstance(phrase, Admin) else self.share, asker))

    async def overview(self, asker: Asker) -> Message:
        return admin_message(await self._services.administration.overview(*asker.place))

    async def bounds_form(self, asker: Asker) -> View:
        return bounds_view(await self._services.administration.bounds(*asker.place))

    async def save_bounds(self, asker: Asker, picked: Bounds) -> Message:
        """The form was judged already; who hands it in is asked again."""
        shortest, longest = picked
        change = self._services.administration.change_bounds
        return Message(bounds_saved(await change(*asker.place, shortest=shortest, longest=longest)))

    async def explain(self, asker: Asker, sentence: str) -> Message:
        """Says it to an admin."""
        await self._services.administration.check(*asker.place)
        return Message(sentence)

    async def end_post(self, asker: Asker, channel: ChannelId) -> Message:
        """Ends a channel's post, for all there to see; what is set up since."""
        if await self._services.administration.end_post(*asker.place, channel):
            try:
                await self._messenger.post(asker.workspace, Message(words.post_off()), to=channel)
            except DeliveryFailed as failure:  # it has ended all the same
                report(failure, name="tell the end of a post")
        return await self.overview(asker)

    async def share(self, asker: Asker) -> None:
        """Shows Budge to the channel. Raises NotAChannel, SharedChannel, NotInChannel and CannotJoin."""
        channel = channel_of(asker)
        share = await self._services.sharing.share(*asker.place, channel)
        if share.has_budge:
            await self._messenger.post(asker.workspace, share_message(share), to=channel)
        elif not await self._replies.show_in_channel(asker, share_message(share)):
            raise NotInChannel
