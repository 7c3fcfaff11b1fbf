"""A card with pictures, and what is shown where Slack refuses them."""

from collections.abc import Collection
from dataclasses import replace
from functools import cached_property

from bot.domain.card import Card, CardPicture
from bot.ports import DeliveryFailed
from bot.slack.blocks.card import reminder_card
from bot.slack.message import Message


class Pictured:
    """The card's message, and the same without any picture."""

    def __init__(self, card: Card) -> None:
        self._card = card

    @cached_property
    def message(self) -> Message:
        return reminder_card(self._card)

    @cached_property
    def bare(self) -> Message:
        return reminder_card(replace(self._card, pictures={}))

    @property
    def pictures(self) -> Collection[CardPicture]:
        """Those that the message shows: a folded card shows none of what it could."""
        return tuple(self._card.pictures.values()) if self.message != self.bare else ()


def may_be_for_pictures(failure: DeliveryFailed) -> bool:
    """Whether Slack refuses this very message, so that it may take another one; nothing of it is there."""
    return not failure.permanent and not failure.outcome_unknown and failure.retry_after is None
