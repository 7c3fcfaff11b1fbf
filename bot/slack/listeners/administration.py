"""The admins' buttons and form, on the App Home, under `/budge admin` and in the installer's message.

Slack is asked each time whether whoever presses is an admin, which is after the ack.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.ids import ChannelId
from bot.slack import ids
from bot.slack.after_ack import AfterAck
from bot.slack.answers.administration import Administering
from bot.slack.asker import known_asker
from bot.slack.bounds_form import picked_bounds, refused_bounds
from bot.slack.payloads import pressed_value
from bot.slack.wording.administration import HOW_TO_REMOVE, HOW_TO_SET_UP_A_POST

HOW_TO = {ids.HOW_TO_POST: HOW_TO_SET_UP_A_POST, ids.HOW_TO_REMOVE: HOW_TO_REMOVE}


def register(app: AsyncApp, after: AfterAck, administering: Administering) -> None:
    async def open_bounds(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        asker = known_asker(body, context)
        after.open_later(asker, partial(administering.bounds_form, asker))

    async def save_bounds(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        picked = picked_bounds(body["view"]["state"]["values"])
        if errors := refused_bounds(picked):
            await ack(response_action="errors", errors=errors)
            return
        await ack()
        after.reply_later(asker, partial(administering.save_bounds, asker, picked))

    async def explain(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        asker = known_asker(body, context)
        after.reply_later(asker, partial(administering.explain, asker, HOW_TO[body["actions"][0]["action_id"]]))

    async def end_post(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        asker = known_asker(body, context)
        after.replace_later(asker, partial(administering.end_post, asker, ChannelId(pressed_value(body))))

    app.action(ids.BOUNDS)(open_bounds)
    app.view(ids.BOUNDS_VIEW)(save_bounds)
    for action in HOW_TO:
        app.action(action)(explain)
    app.action(ids.END_POST)(end_post)
