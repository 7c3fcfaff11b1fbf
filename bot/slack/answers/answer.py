"""What a phrase comes to."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.domain.card import Card
from bot.domain.ids import ReminderId
from bot.slack.message import Message, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is left to do once everything is in the store: all of it calls Slack, so it belongs after the ack."""

    message: Message | None = None
    """The reply."""
    view: View | None = None
    """A modal, where the way in can open one; else the message stands for it."""
    drawn: "Drawn | None" = None
    """A card to draw anew."""
    later: Callable[[], Awaitable[Message | None]] | None = None
    """Work of the services that calls Slack itself; what it returns is the reply."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card to draw, and what is said of it then."""

    reminder: ReminderId
    says: Callable[[Card], str]
