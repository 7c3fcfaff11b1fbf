"""The steps of a short card, one press away."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.ids import ReminderId
from bot.services.services import Services
from bot.slack import ids
from bot.slack.after_ack import AfterAck
from bot.slack.asker import Asker
from bot.slack.blocks.exercise import steps_view
from bot.slack.listeners.card import read_press
from bot.slack.message import View


def register(app: AsyncApp, services: Services, after: AfterAck) -> None:
    """What the card that was pressed offers, in a modal."""

    async def show_steps(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        asker, reminder, _ = read_press(body, context)
        after.open_later(asker, partial(_steps, services, asker, reminder))

    app.action(ids.SHOW_STEPS)(show_steps)


async def _steps(services: Services, asker: Asker, reminder: ReminderId) -> View:
    card = await services.completion.card(asker.workspace, asker.member, reminder)
    return steps_view(*card.exercises)
