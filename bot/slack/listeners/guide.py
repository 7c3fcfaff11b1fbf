"""Presses on [Guide me], and on the screens of the guide."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.phrases import GuideStep
from bot.services.services import Services
from bot.slack import ids
from bot.slack.after_ack import AfterAck
from bot.slack.listeners.card import read_press

Listener = Callable[[AsyncAck, Mapping[str, Any], AsyncBoltContext], Awaitable[None]]

_STEPS = {
    ids.GUIDE_NEXT: GuideStep.NEXT,
    ids.GUIDE_BACK: GuideStep.BACK,
    ids.GUIDE_START: GuideStep.START,
    ids.GUIDE_LEAVE: GuideStep.LEAVE,
}


def register(app: AsyncApp, services: Services, after: AfterAck) -> None:
    """Opening it and moving in it. A press on a screen that has been left draws the one that the guide is at."""

    async def open_guide(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker, reminder, _ = read_press(body, context)
        card = await services.guiding.open(*asker.place, reminder=reminder, at=asker.message)
        await ack()
        after.draw_guide(asker, card)

    def moving(step: GuideStep) -> Listener:
        async def move(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
            asker, reminder, detail = read_press(body, context)
            place = ids.read_place(detail)
            card = await services.guiding.move(*asker.place, step, reminder=reminder, on=place, at=asker.message)
            await ack()
            after.draw_guide(asker, card)

        return move

    app.action(ids.GUIDE)(open_guide)
    for action, step in _STEPS.items():
        app.action(action)(moving(step))
