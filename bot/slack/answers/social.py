"""Phrases about joining, the leaderboard and what Budge is."""

from functools import partial

from bot.domain.errors import NotAChannel
from bot.domain.ids import ChannelId
from bot.domain.phrases import EndLeaderboard, HideMe, PostLeaderboard, ShowLeaderboard, ShowMe, Stats
from bot.ports import DeliveryFailed
from bot.services.services import Services
from bot.slack.answers.answer import Answer
from bot.slack.asker import Asker
from bot.slack.blocks.leaderboard import own_week, post_set_up
from bot.slack.blocks.status import shown
from bot.slack.message import Message
from bot.slack.messenger import SlackMessenger
from bot.slack.wording import replies

SocialPhrase = Stats | ShowLeaderboard | PostLeaderboard | EndLeaderboard | ShowMe | HideMe


async def answer_social(services: Services, messenger: SlackMessenger, asker: Asker, phrase: SocialPhrase) -> Answer:
    """Shows the week, sets up or ends a channel's post, or changes what the leaderboard tells."""
    here = (asker.workspace, asker.member)
    match phrase:
        case Stats() | ShowLeaderboard():
            return Answer(message=own_week(await services.home.own_view(*here)))
        case ShowMe():
            return Answer(message=shown(await services.preferences.show(*here)))
        case HideMe():
            await services.preferences.hide(*here)
            return Answer(later=partial(take_name_out, services, asker))
        case PostLeaderboard():
            return Answer(later=partial(_set_up, services, messenger, asker, phrase))
        case EndLeaderboard():
            channel = channel_of(asker)
            await services.leaderboard.end(*here, channel)
            return Answer(later=partial(_tell_the_end, messenger, asker, channel))


async def take_name_out(services: Services, asker: Asker) -> Message:
    """Takes the name out of the channels' last posts too, and says so."""
    await services.leaderboard.redraw_posts(asker.workspace, asker.member)
    return Message(replies.hidden())


async def _set_up(services: Services, messenger: SlackMessenger, asker: Asker, phrase: PostLeaderboard) -> None:
    channel = channel_of(asker)
    set_up = await services.leaderboard.set_up(
        asker.workspace, asker.member, channel, weekday=phrase.weekday, minute=phrase.minute
    )
    await messenger.post(asker.workspace, post_set_up(set_up), to=channel)  # everybody there is to see it


async def _tell_the_end(messenger: SlackMessenger, asker: Asker, channel: ChannelId) -> Message | None:
    """Tells the channel; where Budge is no longer in it, only the person who asked."""
    try:
        await messenger.post(asker.workspace, Message(replies.post_off()), to=channel)
    except DeliveryFailed as failure:
        if not failure.permanent:
            raise
        return Message(replies.post_off())
    return None


def channel_of(asker: Asker) -> ChannelId:
    """The channel somebody asks in; raises NotAChannel in a direct message."""
    if asker.channel is None or asker.is_in_dm:
        raise NotAChannel
    return asker.channel
