"""Draws a card anew after a press or a typed word, always as it is stored, never out of order."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial

from bot.domain.card import Card
from bot.domain.ids import ReminderId
from bot.ports import DeliveryFailed, StoreUnavailable
from bot.services.completion import Completions
from bot.services.sounds import Sounds
from bot.slack.asker import Asker
from bot.slack.blocks.card import reminder_card
from bot.slack.messenger import SlackMessenger
from bot.slack.replies import Replies
from bot.slack.reporting import report
from bot.slack.turns import Turns

RUNNING_WITHIN = 1.0  # seconds; the drawings of presses wait for those of a timer that runs


class Redraw:
    """One drawing of a reminder at a time: each reads the stored state when its turn comes, so the last is right.

    A drawing is owed from the press on, and settled once Slack has said that it is made. What fails, or is cut off,
    stays owed, and the bell makes it within a minute.
    """

    def __init__(self, completion: Completions, messenger: SlackMessenger, replies: Replies, sounds: Sounds) -> None:
        self._completion = completion
        self._messenger = messenger
        self._replies = replies
        self._sounds = sounds
        self._turns: Turns[ReminderId] = Turns()

    async def state(self, asker: Asker, reminder: ReminderId) -> Card:
        """The card as it is stored now."""
        return await self._completion.card(asker.workspace, asker.member, reminder)

    async def card(self, asker: Asker, reminder: ReminderId) -> None:
        """Redraws the card; the pressed message by its response_url. Where Slack limits us it is left to the bell.

        What told of the end of a guide's timer has been heard, and goes.
        """
        drawn: list[Card] = []
        try:
            await self._turns.draw(reminder, partial(self._draw, asker, reminder, drawn), way=asker.message)
        except DeliveryFailed as failure:
            if failure.retry_after is None:
                raise
            report(failure, name="redraw, left to the bell")
        for card in drawn:
            await self._sounds.hush(card.reminder)

    async def running(
        self, asker: Asker, reminder: ReminderId, *, ends_at: datetime, otherwise: Callable[[], None]
    ) -> None:
        """Redraws a guide's timer by the response_url alone: it matters too little for any other way. `otherwise` is
        called where it runs no more.

        One that Slack does not answer soon is given up, whatever comes of it: a press may wait behind it.
        """
        await self._turns.draw(reminder, partial(self._draw_running, asker, reminder, ends_at, otherwise), way=ends_at)

    async def _draw_running(
        self, asker: Asker, reminder: ReminderId, ends_at: datetime, otherwise: Callable[[], None]
    ) -> None:
        card = await self.state(asker, reminder)
        if card.reminder.guide_ends_at != ends_at:
            otherwise()
            return
        is_drawn = await self._draw_by_url(asker, card, within=RUNNING_WITHIN)
        if is_drawn:
            await self._completion.drawn(card)

    async def _draw(self, asker: Asker, reminder: ReminderId, drawn: list[Card]) -> None:
        card = await self.state(asker, reminder)
        is_drawn = _is_pressed(asker, card) and await self._draw_by_url(asker, card)
        if not is_drawn or card.reminder.ref != asker.message:
            async with self._doubting(card):
                await self._messenger.redraw_card(card)
        await self._completion.drawn(card)
        drawn.append(card)

    async def _draw_by_url(self, asker: Asker, card: Card, *, within: float | None = None) -> bool:
        """False where the response_url did not do it, for whatever reason: drawn twice it is the same message."""
        try:
            async with self._doubting(card), _given_up_after(within):
                return await self._replies.replace_by_url(asker, reminder_card(card))
        except DeliveryFailed as failure:
            report(failure, name="redraw by response_url")
            return False

    @asynccontextmanager
    async def _doubting(self, card: Card) -> AsyncIterator[None]:
        """Remembers a drawing that Slack may still make, after newer ones: for a while the bell has the last word, also
        over what other processes draw, and where the press has changed nothing.
        """
        try:
            yield
        except DeliveryFailed as failure:
            if failure.outcome_unknown:
                with suppress(StoreUnavailable):
                    await self._completion.doubted(card)
            raise


@asynccontextmanager
async def _given_up_after(seconds: float | None) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise DeliveryFailed("given_up", outcome_unknown=True) from None


def _is_pressed(asker: Asker, card: Card) -> bool:
    """Whether the press was on a card that still stands, be it one that has since moved down."""
    is_gone = card.reminder.removed and card.reminder.ref == asker.message
    return asker.message is not None and not is_gone
