"""Presses on a reminder's card."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.errors import CardClosed
from bot.domain.ids import ReminderId
from bot.services.services import Services
from bot.slack import ids
from bot.slack.after_ack import AfterAck
from bot.slack.answers.answer import Answer
from bot.slack.asker import Asker, known_asker
from bot.slack.blocks.care import care_view
from bot.slack.blocks.leaderboard import own_week
from bot.slack.blocks.settings import settings_view
from bot.slack.blocks.why import why
from bot.slack.message import Message
from bot.slack.payloads import pressed_value
from bot.slack.wording import replies


def register(app: AsyncApp, services: Services, after: AfterAck) -> None:
    """Done, snooze and the ⋯ menu. Every press acts once however often it comes, and draws the card as it then is."""

    async def done(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker, reminder, exercise = read_press(body, context)
        card = await services.completion.done(
            asker.workspace, asker.member, reminder=reminder, exercise=exercise or None, at=asker.message
        )
        await ack()
        after.counting_down.follow(asker, card)
        after.draw_card(asker, reminder)

    async def snooze(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker, reminder, minutes = read_press(body, context)
        outcome = await services.closing.snooze(
            asker.workspace, asker.member, read_minutes(minutes), reminder=reminder, at=asker.message
        )
        await ack()
        after.draw_card(asker, reminder)
        if outcome.snoozed.until is None:
            after.reply(asker, Message(replies.snoozed(outcome.snoozed, outcome.card)))

    async def show_it_now(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker, reminder, _ = read_press(body, context)
        await services.undoing.unsnooze(asker.workspace, asker.member, reminder=reminder, at=asker.message)
        await ack()
        after.draw_card(asker, reminder)

    async def more(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker, reminder, wish = read_press(body, context)
        answer = await choose(services, asker, reminder=reminder, wish=wish)
        await ack()
        if answer is None:
            after.draw_card(asker, reminder)
        else:
            after.show(asker, answer)

    app.action(ids.DONE_ALL)(done)
    app.action(ids.DONE_ONE)(done)
    app.action(ids.SNOOZE)(snooze)
    app.action(ids.SHOW_IT_NOW)(show_it_now)
    app.action(ids.CARD_MORE)(more)


async def choose(services: Services, asker: Asker, *, reminder: ReminderId, wish: str) -> Answer | None:
    """Does what an option of the ⋯ menu says; None: the card has changed by it."""
    here = (asker.workspace, asker.member)
    match wish:
        case ids.MOVED:
            await services.closing.moved(*here, reminder=reminder, at=asker.message)
        case ids.SKIP:
            await services.closing.skip(*here, reminder=reminder, at=asker.message)
        case ids.UNDO:
            await services.undoing.undo(*here, reminder=reminder)
        case _:
            return await look_up(services, asker, reminder=reminder, wish=wish)
    return None


async def look_up(services: Services, asker: Asker, *, reminder: ReminderId, wish: str) -> Answer:
    """What the other options lead to; the card stays as it is."""
    here = (asker.workspace, asker.member)
    match wish:
        case ids.CARE:
            form = await services.caring.shown(*here, reminder=reminder, at=asker.message)
            return Answer(view=care_view(form.selection, form.reminder))
        case ids.WEEK:
            return Answer(message=own_week(await services.home.own_view(*here)))
        case ids.SETTINGS:
            return Answer(view=settings_view(await services.preferences.settings(*here)))
        case ids.WHY:
            return Answer(message=why())
        case _:
            raise CardClosed


def read_press(body: Mapping[str, Any], context: AsyncBoltContext) -> tuple[Asker, ReminderId, str]:
    """Who pressed, on which reminder's card, and what more the value says."""
    reminder, detail = ids.read_card_value(pressed_value(body))
    return known_asker(body, context), reminder, detail


def read_minutes(text: str) -> int:
    """The minutes of a snooze option; our own cards hold nothing else."""
    if not text.isdecimal():
        raise CardClosed
    return int(text)
