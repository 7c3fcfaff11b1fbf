"""Leaving exercises out and putting them back, and the form behind "Something hurts"."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.errors import Refusal
from bot.domain.ids import ReminderId
from bot.domain.member import Style
from bot.domain.selection import Change, Selection
from bot.ports import StoreUnavailable
from bot.services.caring import Selected
from bot.services.services import Services
from bot.slack import ids
from bot.slack.after_ack import AfterAck
from bot.slack.asker import Asker, known_asker
from bot.slack.blocks.care import care_view
from bot.slack.blocks.exercises import exercises_message, leave_out_view
from bot.slack.blocks.status import paused
from bot.slack.care_form import (
    TypedLeaveOut,
    change_of,
    left_out_of,
    meant_in,
    refused_change,
    refused_leave_out,
    typed_leave_out,
)
from bot.slack.explaining import not_saved
from bot.slack.listeners.card import read_press
from bot.slack.message import Message
from bot.slack.payloads import pressed_value
from bot.slack.settings_form import Errors
from bot.slack.wording import care as words
from routines.model import Exercise


def register(app: AsyncApp, services: Services, after: AfterAck) -> None:
    """The form is saved whole, or refused on the field. It closes the card it was opened on, if that is still open."""

    async def ask(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        shown = await services.caring.shown(asker.workspace, asker.member)
        await ack()
        after.open(asker, care_view(shown.selection, shown.reminder))

    async def submit(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        change = change_of(body["view"]["state"]["values"])
        outcome = await closed(services, asker, change, meant=meant_in(body["view"]))
        if isinstance(outcome, dict):
            await ack(response_action="errors", errors=outcome)
            return
        await ack()
        tell(after, asker, change, outcome)

    app.action(ids.CARE)(ask)
    app.view(ids.CARE_VIEW)(submit)


def register_exercises(app: AsyncApp, services: Services, after: AfterAck) -> None:
    """Leaving one out asks for how long; putting it back acts at once, and changes the message it is on."""

    async def show(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        selection = await services.caring.selection(asker.workspace, asker.member)
        await ack()
        after.reply(asker, exercises_message(selection))

    async def leave_out(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        selection = await services.caring.selection(asker.workspace, asker.member)
        wanted = pressed_value(body)
        await ack()
        if wanted in {exercise.id for exercise in selection.exercises}:
            after.open(asker, leave_out_view(exercise_of(selection, wanted)))
        else:  # the routine is another one by now
            after.replace(asker, exercises_message(selection))

    async def put_back(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        selected = await services.caring.put_back(asker.workspace, asker.member, pressed_value(body))
        await ack()
        after.replace(asker, exercises_message(selected.selection))

    async def submit(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        typed = typed_leave_out(body["view"])
        outcome = await left_out(services, asker, typed)
        if isinstance(outcome, dict):
            await ack(response_action="errors", errors=outcome)
            return
        await ack()
        sentence = words.left_out(exercise_of(outcome.selection, typed.exercise), outcome.selection, outcome.status)
        after.reply(asker, Message(sentence))
        after.draw_home(asker)
        if outcome.card is not None:
            after.draw_card(asker, outcome.card.reminder.id)

    app.action(ids.EXERCISES)(show)
    app.action(ids.LEAVE_OUT)(leave_out)
    app.action(ids.PUT_BACK)(put_back)
    app.view(ids.LEAVE_OUT_VIEW)(submit)


def register_style(app: AsyncApp, services: Services, after: AfterAck) -> None:
    """[Use the short card] in a summary."""

    async def use_short(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker, reminder, _ = read_press(body, context)
        status = await services.preferences.set_style(asker.workspace, asker.member, Style.SHORT)
        await ack()
        after.draw_card(asker, reminder)
        after.reply(asker, Message(words.styled(status)))

    app.action(ids.SHORT_CARD)(use_short)


async def closed(services: Services, asker: Asker, change: Change, *, meant: ReminderId | None) -> Selected | Errors:
    """What it came to; or what is to be looked at, and nothing changed."""
    try:
        return await services.caring.close(asker.workspace, asker.member, change, reminder=meant)
    except Refusal as refusal:
        return refused_change(refusal)
    except StoreUnavailable as problem:
        return {ids.CHANGE_FIELD: not_saved(problem)}


async def left_out(services: Services, asker: Asker, typed: TypedLeaveOut) -> Selected | Errors:
    """The same for one exercise."""
    try:
        selection = await services.caring.selection(asker.workspace, asker.member)
        wish = left_out_of(typed, today=selection.day)
        if isinstance(wish, dict):
            return wish
        return await services.caring.leave_out(asker.workspace, asker.member, wish)
    except Refusal as refusal:
        return refused_leave_out(refusal)
    except StoreUnavailable as problem:
        return {ids.HOW_LONG_FIELD: not_saved(problem)}


def tell(after: AfterAck, asker: Asker, change: Change, selected: Selected) -> None:
    """The card that was closed says what is left out; all else needs a word of its own."""
    if selected.card is not None:
        after.draw_card(asker, selected.card.reminder.id)
    if change.pauses:
        after.reply(asker, paused(selected.status))
    elif selected.card is None:
        after.reply(asker, Message(_said(change, selected)))
    after.draw_home(asker)


def _said(change: Change, selected: Selected) -> str:
    if change.leave_out is None:
        return words.taken_care(selected.status)
    return words.left_out(exercise_of(selected.selection, change.leave_out), selected.selection, selected.status)


def exercise_of(selection: Selection, exercise_id: str) -> Exercise:
    """The one of that id, which is there."""
    return next(exercise for exercise in selection.exercises if exercise.id == exercise_id)
