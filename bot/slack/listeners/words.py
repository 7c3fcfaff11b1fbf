"""The same words typed into the DM, without the slash."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.domain.errors import Refusal
from bot.domain.phrases import GuideStep, MoveGuide, Now, Undo, parse
from bot.slack.after_ack import AfterAck
from bot.slack.answers.answering import Answering
from bot.slack.asker import known_asker
from bot.slack.message import Message
from bot.slack.payloads import unescaped
from bot.slack.recent import Recent
from bot.slack.wording.failures import SAY_AGAIN

MESSAGES_IN_MIND = 5_000
"""Slack sends a message again for up to six minutes when our ack was lost."""


def register(app: AsyncApp, answering: Answering, after: AfterAck) -> None:
    """Each message once, however often it is delivered; edits, files and what bots say are none of ours.

    A message that Slack brings again may have been heard by a process that has died since, or by another one: then
    only what may safely be done twice is done.
    """
    heard: Recent[str] = Recent(size=MESSAGES_IN_MIND)

    async def said(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext, req: AsyncBoltRequest) -> None:
        event = body["event"]
        if not is_said_to_us(event) or not is_first(event, str(body.get("event_id")), heard=heard):
            await ack()
            return
        asker = known_asker(body, context)
        if is_brought_again(req.headers) and adds_up(event["text"]):
            await ack()
            after.reply(asker, Message(SAY_AGAIN))
            return
        answer = await answering.answer(asker, event["text"])
        await ack()
        after.show(asker, answer)

    app.event("message")(said)


def is_said_to_us(event: Mapping[str, Any]) -> bool:
    """Whether a person wrote this text into our DM."""
    is_plain = not event.get("subtype") and not event.get("bot_id") and bool(event.get("user"))
    return is_plain and event.get("channel_type") == "im" and bool(str(event.get("text") or "").strip())


def is_first(event: Mapping[str, Any], event_id: str, *, heard: Recent[str]) -> bool:
    """Whether neither this delivery nor this message was heard before: one gesture can come as two events."""
    is_new_event = heard.add(event_id)
    message_id = event.get("client_msg_id")
    is_new_message = heard.add(str(message_id)) if message_id else True
    return is_new_event and is_new_message


def is_brought_again(headers: Mapping[str, Sequence[str]]) -> bool:
    """Whether Slack got no ack for this before. Socket Mode counts from 0, so the header is always there."""
    return any(number != "0" for number in headers.get("x-slack-retry-num", ()))


def adds_up(text: str) -> bool:
    """Whether doing it twice is more than doing it once: a second card, a second step back, a screen passed by."""
    try:
        phrase = parse(unescaped(text))
    except Refusal:
        return False
    return isinstance(phrase, Now | Undo) or phrase in {MoveGuide(GuideStep.NEXT), MoveGuide(GuideStep.BACK)}
