"""Time zones: the question when Slack knows none, and the offer to stay when Slack moves somebody."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.services.services import Services
from bot.slack import ids
from bot.slack.after_ack import AfterAck
from bot.slack.answers.joining import Joining
from bot.slack.asker import known_asker
from bot.slack.blocks.welcome import zone_options
from bot.slack.message import Message
from bot.slack.payloads import picked_zone
from bot.slack.wording import replies
from bot.slack.zone_search import find_zones


def register(app: AsyncApp, services: Services, after: AfterAck, joining: Joining) -> None:
    """The answers change the message that asked."""

    async def suggest(ack: AsyncAck, body: Mapping[str, Any]) -> None:
        await ack(options=zone_options(find_zones(str(body.get("value") or ""))))

    async def choose(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        status = await services.preferences.set_zone(asker.workspace, asker.member, picked_zone(body))
        await ack()
        if asker.message is None:  # the App Home: there is no message to redraw
            after.reply_later(asker, partial(joining.welcome, asker, status))
        else:
            after.start(asker, partial(joining.answer_question, asker, status), name="welcome")
            after.draw_home(asker)

    async def stay(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        status = await services.preferences.set_zone(asker.workspace, asker.member, picked_zone(body))
        await ack()
        after.replace(asker, Message(replies.zone_set(status)))

    app.options(ids.CHOOSE_ZONE)(suggest)
    app.action(ids.CHOOSE_ZONE)(choose)
    app.action(ids.STAY_ON_ZONE)(stay)
