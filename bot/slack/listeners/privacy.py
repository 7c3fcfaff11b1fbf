"""The buttons and the modal by which members get, or erase, what is stored about them."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.ports import StoreUnavailable
from bot.services.services import Services
from bot.slack import ids
from bot.slack.after_ack import AfterAck
from bot.slack.answers.answering import Answering
from bot.slack.asker import Asker, known_asker
from bot.slack.blocks.notice import notice_view
from bot.slack.explaining import not_saved
from bot.slack.message import Message
from bot.slack.wording.privacy import ERASED


def register(app: AsyncApp, services: Services, after: AfterAck, answering: Answering) -> None:
    """An erasure is done before the ack; asked for again, it is still done."""

    async def export(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        answer = await answering.answer(asker, "export")
        await ack()
        after.show(asker, answer)

    async def pressed(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        await erase(asker)
        await ack()
        if asker.is_on_home:
            after.reply(asker, Message(ERASED))
            after.draw_home(asker)
        else:
            after.replace(asker, Message(ERASED))

    async def submitted(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        try:
            await erase(asker)
        except StoreUnavailable as problem:  # the modal stays, and says it where the person looks
            await ack(response_action="update", view=notice_view(Message(not_saved(problem))))
            return
        await ack(response_action="update", view=notice_view(Message(ERASED)))
        after.draw_home(asker)

    async def erase(asker: Asker) -> None:
        erased = await services.privacy.erase(*asker.place)
        if erased is not None:
            # Nobody's work in particular: what they do next need not wait for it.
            after.tasks.start(partial(services.privacy.clear, asker.workspace, erased), name="clear after erasure")

    app.action(ids.EXPORT)(export)
    app.action(ids.FORGET_ME)(pressed)
    app.view(ids.FORGET_VIEW)(submitted)
