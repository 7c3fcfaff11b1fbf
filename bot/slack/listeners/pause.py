"""Pauses: the menu, the buttons that make a pause longer or end it, and the modal that asks for a day."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.errors import PauseInThePast, ZoneMissing
from bot.domain.pauses import PauseUntilDate
from bot.ports import StoreUnavailable
from bot.services.services import Services
from bot.slack import ids
from bot.slack.after_ack import AfterAck
from bot.slack.answers.answering import Answering
from bot.slack.asker import Asker, known_asker
from bot.slack.blocks.pause import pause_view
from bot.slack.blocks.status import paused
from bot.slack.explaining import not_saved
from bot.slack.message import Message
from bot.slack.payloads import picked_day, pressed_value
from bot.slack.wording.refusals import DAY_HAS_PASSED, DAY_TOO_FAR

LONGEST_PAUSE = timedelta(days=366)


def register(app: AsyncApp, services: Services, after: AfterAck, answering: Answering) -> None:
    """A choice acts at once and changes the message it is on; a picked day is saved, or refused on the field."""

    async def pause(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        if pressed_value(body) == ids.PICK_A_DAY:
            await check_can_pause(services, asker)
            await ack()
            after.open(asker, pause_view())
            return
        answer = await answering.answer(asker, pressed_value(body) or "resume")
        await ack()
        if answer.message is not None:
            after.replace(asker, answer.message)

    async def submit(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        day = picked_day(body, ids.PAUSE_FIELD)
        latest = (after.clock.now() + LONGEST_PAUSE).date()
        outcome = await pause_until(services, asker, day) if day <= latest else DAY_TOO_FAR
        if isinstance(outcome, str):
            await ack(response_action="errors", errors={ids.PAUSE_FIELD: outcome})
            return
        await ack()
        after.reply(asker, outcome)
        after.draw_home(asker)

    app.action(ids.PAUSE)(pause)
    app.action(ids.PAUSE_BUTTON)(pause)
    app.action(ids.RESUME)(pause)
    app.view(ids.PAUSE_VIEW)(submit)


async def check_can_pause(services: Services, asker: Asker) -> None:
    """Raises NotJoined or ZoneMissing before a day is asked for in vain."""
    status = await services.home.status(asker.workspace, asker.member)
    if status.member.zone is None:
        raise ZoneMissing


async def pause_until(services: Services, asker: Asker, day: date) -> Message | str:
    """What to say of the pause; or what is wrong with the day, and nothing changed."""
    try:
        return paused(await services.preferences.pause(asker.workspace, asker.member, PauseUntilDate(day)))
    except PauseInThePast:
        return DAY_HAS_PASSED
    except StoreUnavailable as problem:
        return not_saved(problem)
