"""Draws a card anew after a press or a typed word, always as it is stored, never out of order."""

import asyncio
from weakref import WeakValueDictionary

from bot.domain.card import Card
from bot.domain.ids import ReminderId
from bot.services.completion import Completions
from bot.slack.asker import Asker
from bot.slack.blocks.card import reminder_card
from bot.slack.messenger import SlackMessenger
from bot.slack.replies import Replies


class Redraw:
    """One drawing of a reminder at a time: each reads the stored state when its turn comes, so the last is right."""

    def __init__(self, completion: Completions, messenger: SlackMessenger, replies: Replies) -> None:
        self._completion = completion
        self._messenger = messenger
        self._replies = replies
        self._turns: WeakValueDictionary[ReminderId, asyncio.Lock] = WeakValueDictionary()

    async def state(self, asker: Asker, reminder: ReminderId) -> Card:
        """The card as it is stored now."""
        return await self._completion.card(asker.workspace, asker.member, reminder)

    async def card(self, asker: Asker, reminder: ReminderId) -> None:
        """Redraws the card; the pressed message by its response_url."""
        turn = self._turns.setdefault(reminder, asyncio.Lock())
        async with turn:
            card = await self.state(asker, reminder)
            is_drawn = _is_pressed(asker, card) and await self._replies.replace_by_url(asker, reminder_card(card))
            if not is_drawn or card.reminder.ref != asker.message:
                await self._messenger.redraw_card(card)
            await self._completion.drawn(card)


def _is_pressed(asker: Asker, card: Card) -> bool:
    """Whether the press was on a card that still stands, be it one that has since moved down."""
    is_gone = card.reminder.removed and card.reminder.ref == asker.message
    return asker.message is not None and not is_gone
