"""Follows the timer of a guide: draws it now and then by the press's response_url, and moves on once it ends."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.domain.card import Card
from bot.domain.ids import ReminderId
from bot.services.countdowns import Countdowns, Moment
from bot.services.guiding import Guiding
from bot.services.sounds import Sounds
from bot.slack.asker import Asker
from bot.slack.redraw import Redraw
from bot.slack.response_url import MOST_USES
from bot.slack.tasks import Tasks

DRAWN_AT = (timedelta(seconds=90), timedelta(seconds=60), timedelta(seconds=30))
"""How much is left of a timer when it is drawn again."""
LONG = timedelta(minutes=2)
"""A longer one is drawn as it begins, and after each third of it."""


class CountingDown:
    """Keeps whoever pressed, and with them their response_url, for as long as the timer runs. Neither is stored."""

    def __init__(
        self, guiding: Guiding, countdowns: Countdowns, sounds: Sounds, *, redraw: Redraw, tasks: Tasks
    ) -> None:
        self._guiding = guiding
        self._countdowns = countdowns
        self._sounds = sounds
        self._redraw = redraw
        self._tasks = tasks

    def follow(self, asker: Asker, card: Card, *, uses_left: int = MOST_USES - 1) -> None:
        """Follows the timer that runs on this card, if one does, in place of any that ran on it before. Typed words
        bring no response_url that could draw the card: then its end alone is drawn.
        """
        reminder, ends_at = card.reminder, card.reminder.guide_ends_at
        if ends_at is None:
            self._countdowns.forget(reminder.id)
            return
        if uses_left < 1 or asker.message != reminder.ref:
            asker = replace(asker, response_url=None)
        marks = _marks(card, ends_at, at_most=uses_left - 1) if asker.response_url else []
        left = uses_left - len(marks) - 1
        self._countdowns.follow(
            reminder.id,
            [
                *(Moment(mark, self._begin(asker, partial(self._draw, asker, reminder.id, ends_at))) for mark in marks),
                Moment(ends_at, self._begin(asker, partial(self._end, asker, reminder.id, ends_at, left))),
            ],
        )

    def _begin(self, asker: Asker, work: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
        return partial(self._tasks.start, work, name="countdown", of=asker.place)

    async def _draw(self, asker: Asker, reminder: ReminderId, ends_at: datetime) -> None:
        forget = partial(self._countdowns.forget, reminder, ends_at=ends_at)
        await self._redraw.running(asker, reminder, ends_at=ends_at, otherwise=forget)

    async def _end(self, asker: Asker, reminder: ReminderId, ends_at: datetime, uses_left: int) -> None:
        time_up = await self._guiding.time_up(asker.workspace, reminder, ends_at=ends_at)
        if time_up is None:
            return
        self.follow(asker, time_up.card, uses_left=uses_left)
        try:
            await self._redraw.card(asker, reminder)
        finally:
            await self._sounds.make(time_up.card, time_up.timer)


def _marks(card: Card, ends_at: datetime, *, at_most: int) -> list[datetime]:
    """When to draw, the last ones where there are too many; nothing where the press itself has just drawn it."""
    timer = card.screen.timer if card.screen is not None else None
    span = timedelta(seconds=timer.seconds) if timer is not None else ends_at - card.now
    lefts = [left for left in DRAWN_AT if left < span] if span <= LONG else [span, span * 2 / 3, span / 3]
    marks = [ends_at - left for left in lefts if ends_at - left > card.now]
    return marks[len(marks) - at_most :] if 0 <= at_most < len(marks) else marks
