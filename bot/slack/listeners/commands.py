"""The slash command."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.slack.after_ack import AfterAck
from bot.slack.answers.answering import Answering
from bot.slack.asker import known_asker

COMMAND = "/budge"


def register(app: AsyncApp, answering: Answering, after: AfterAck) -> None:
    """`/budge …`: done before the ack, shown after it, to the person alone."""

    async def typed(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        answer = await answering.answer(asker, body.get("text", ""))
        await ack()
        after.show(asker, answer)

    app.command(COMMAND)(typed)
