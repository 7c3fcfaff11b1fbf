"""Draws a card anew after a press or a typed word, always as it is stored, never out of order."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from bot.domain.card import Card
from bot.domain.ids import ReminderId
from bot.ports import DeliveryFailed
from bot.services.completion import Completions
from bot.slack.asker import Asker
from bot.slack.blocks.card import reminder_card
from bot.slack.doubts import Doubts
from bot.slack.messenger import SlackMessenger
from bot.slack.replies import Replies
from bot.slack.reporting import report
from bot.slack.turns import Turns


class Redraw:
    """One drawing of a reminder at a time: each reads the stored state when its turn comes, so the last is right.

    A drawing is owed from the press on, and settled once Slack has said that it is made. What fails, or is cut off,
    stays owed, and the bell makes it within a minute.
    """

    def __init__(self, completion: Completions, messenger: SlackMessenger, replies: Replies) -> None:
        self._completion = completion
        self._messenger = messenger
        self._replies = replies
        self._turns: Turns[ReminderId] = Turns()
        self._doubts = Doubts()

    async def state(self, asker: Asker, reminder: ReminderId) -> Card:
        """The card as it is stored now."""
        return await self._completion.card(asker.workspace, asker.member, reminder)

    async def card(self, asker: Asker, reminder: ReminderId) -> None:
        """Redraws the card; the pressed message by its response_url. Where Slack limits us it is left to the bell."""
        try:
            await self._turns.draw(reminder, partial(self._draw, asker, reminder), way=asker.message)
        except DeliveryFailed as failure:
            if failure.retry_after is None:
                raise
            report(failure, name="redraw, left to the bell")

    async def _draw(self, asker: Asker, reminder: ReminderId) -> None:
        card = await self.state(asker, reminder)
        is_drawn = _is_pressed(asker, card) and await self._draw_by_url(asker, card)
        if not is_drawn or card.reminder.ref != asker.message:
            with self._doubting(card):
                await self._messenger.redraw_card(card)
        if self._doubts.outlived(reminder, drawn_at=card.now):
            await self._completion.drawn(card)

    async def _draw_by_url(self, asker: Asker, card: Card) -> bool:
        """False where the response_url did not do it, for whatever reason: drawn twice it is the same message."""
        try:
            with self._doubting(card):
                return await self._replies.replace_by_url(asker, reminder_card(card))
        except DeliveryFailed as failure:
            report(failure, name="redraw by response_url")
            return False

    @contextmanager
    def _doubting(self, card: Card) -> Iterator[None]:
        """Remembers a drawing that Slack may still make, after newer ones: for a while the bell has the last word."""
        try:
            yield
        except DeliveryFailed as failure:
            if failure.outcome_unknown:
                self._doubts.add(card.reminder.id, now=card.now)
            raise


def _is_pressed(asker: Asker, card: Card) -> bool:
    """Whether the press was on a card that still stands, be it one that has since moved down."""
    is_gone = card.reminder.removed and card.reminder.ref == asker.message
    return asker.message is not None and not is_gone
