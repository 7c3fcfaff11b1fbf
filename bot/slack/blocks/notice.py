"""A reply where there is no conversation to reply in: a modal that says it."""

from bot.slack.blocks.elements import plain, section
from bot.slack.message import Message, View


def notice_view(message: Message) -> View:
    """The message as a modal with nothing to fill in."""
    return {
        "type": "modal",
        "title": plain("Budge"),
        "close": plain("Close"),
        "blocks": message.blocks or [section(message.text)],
    }
