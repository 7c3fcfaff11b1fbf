"""The App Home."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.services.services import Services
from bot.slack import ids
from bot.slack.after_ack import AfterAck
from bot.slack.asker import known_asker
from bot.slack.payloads import pressed_value


def register(app: AsyncApp, services: Services, after: AfterAck) -> None:
    """Drawn when its tab is opened; [Mark done] beside a reminder that went by."""

    async def opened(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        if body["event"].get("tab") == "home":
            after.publish_home(known_asker(body, context))

    async def mark_done(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        reminder, _ = ids.read_card_value(pressed_value(body))
        await services.completion.done(asker.workspace, asker.member, reminder=reminder)
        await ack()
        after.draw_card(asker, reminder)

    app.event("app_home_opened")(opened)
    app.action(ids.MARK_DONE)(mark_done)
