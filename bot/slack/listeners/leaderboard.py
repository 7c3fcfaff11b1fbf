"""The leaderboard's buttons: show me, hide me, my week, join in, and ending a channel's post."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.errors import NotJoined
from bot.domain.status import Status
from bot.services.services import Services
from bot.slack import ids
from bot.slack.after_ack import AfterAck
from bot.slack.answers.social import channel_of
from bot.slack.asker import Asker, known_asker
from bot.slack.blocks.leaderboard import own_week
from bot.slack.blocks.status import shown
from bot.slack.blocks.welcome import already_in, introduction, welcome
from bot.slack.message import Message
from bot.slack.payloads import shows_action
from bot.slack.wording import replies


def register(app: AsyncApp, services: Services, after: AfterAck) -> None:
    """The answer to the welcome's question folds it; anywhere else the own week is drawn anew."""

    async def show_me(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        status = await services.preferences.show(asker.workspace, asker.member)
        await ack()
        redraw(asker, body, status, otherwise=shown(status))

    async def be_private(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        status = await services.preferences.hide(asker.workspace, asker.member)
        await ack()
        redraw(asker, body, status, otherwise=Message(replies.hidden()))
        after.start(asker, partial(services.leaderboard.redraw_posts, *asker.place), name="take name out")

    def redraw(asker: Asker, body: Mapping[str, Any], status: Status, *, otherwise: Message) -> None:
        if asker.is_on_home:
            after.draw_home(asker)
        elif status.member.zone is None:  # without it there is no week to show
            after.replace(asker, otherwise)
        elif shows_action(body, ids.KEEP_PRIVATE):  # only the welcome offers to stay private
            after.replace(asker, welcome(status, services.caring.offered_to(status.member)))
        else:
            after.replace_later(asker, partial(week_of, services, asker))

    app.action(ids.SHOW_ME)(show_me)
    app.action(ids.HIDE_ME)(be_private)
    app.action(ids.KEEP_PRIVATE)(be_private)


def register_post(app: AsyncApp, services: Services, after: AfterAck) -> None:
    """The buttons below a channel's weekly post, and below the message that announced it."""

    async def my_week(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        message = await week_of(services, asker)
        await ack()
        after.reply(asker, message)

    async def join_in(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        message = await invitation(services, asker)
        await ack()
        after.reply(asker, message)

    async def post_off(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        await services.leaderboard.end(asker.workspace, asker.member, channel_of(asker))
        await ack()
        after.replace(asker, Message(replies.post_off()))

    app.action(ids.MY_WEEK)(my_week)
    app.action(ids.JOIN_IN)(join_in)
    app.action(ids.POST_OFF)(post_off)


async def week_of(services: Services, asker: Asker) -> Message:
    """The own week as it is now."""
    return own_week(await services.home.own_view(asker.workspace, asker.member))


async def invitation(services: Services, asker: Asker) -> Message:
    """The introduction, or how things stand for somebody who is in already."""
    try:
        return already_in(await services.home.status(asker.workspace, asker.member))
    except NotJoined:
        return introduction(await services.administration.bounds_of(asker.workspace))
