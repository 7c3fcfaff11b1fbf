"""Buttons of a member's own affairs: join, stop, now, the exercises and why."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.services.services import Services
from bot.slack import ids
from bot.slack.after_ack import AfterAck
from bot.slack.answers.answering import Answering
from bot.slack.answers.card import post_now
from bot.slack.answers.joining import Joining
from bot.slack.asker import known_asker
from bot.slack.blocks.exercise import steps_view
from bot.slack.blocks.welcome import exercises_to_read
from bot.slack.blocks.why import why, why_view
from bot.slack.payloads import pressed_value
from routines.model import Exercise


def register(app: AsyncApp, services: Services, after: AfterAck, answering: Answering, joining: Joining) -> None:
    """Wherever they are: on a message, an ephemeral reply or the App Home."""

    async def start(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        asker = known_asker(body, context)
        after.reply_later(asker, partial(joining.start, asker))

    async def now(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        asker = known_asker(body, context)
        after.reply_later(asker, partial(post_now, services, asker))

    async def stop(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        answer = await answering.answer(asker, "stop")
        await ack()
        after.show(asker, answer)

    app.action(ids.START)(start)
    app.action(ids.NOW)(now)
    app.action(ids.STOP)(stop)


def register_reading(app: AsyncApp, services: Services, after: AfterAck, exercises: Sequence[Exercise]) -> None:
    """The exercises and the reasons, for anybody."""

    async def show_exercises(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        after.reply(known_asker(body, context), exercises_to_read(exercises))

    async def see_steps(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        exercise = services.caring.exercise(pressed_value(body))
        if exercise is not None:
            after.open(known_asker(body, context), steps_view(exercise))

    async def tell_why(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        asker = known_asker(body, context)
        if asker.is_on_home:
            after.open(asker, why_view())
        else:
            after.reply(asker, why())

    app.action(ids.SHOW_EXERCISES)(show_exercises)
    app.action(ids.SEE_STEPS)(see_steps)
    app.action(ids.WHY)(tell_why)
