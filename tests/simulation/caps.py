"""A Slack in good health that only keeps its limits: so many calls of a kind in any minute, and 429 above that."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil
from random import Random
from typing import TypeVar

from bot.domain.card import Card
from bot.domain.ids import ChannelId, MessageRef, WorkspaceId
from bot.ports import Clock, DeliveryFailed
from tests.simulation.messenger import SimulatedMessenger, shown
from tests.simulation.slack import Team
from tests.simulation.weather import CallFate

T = TypeVar("T")

WINDOW = 60.0  # seconds, sliding
EDITS_A_MINUTE = 50
DELETIONS_A_MINUTE = 50
ONE_WAY = (0.025, 0.15)  # seconds: an answer takes 50 to 300 ms


@dataclass(slots=True)
class Cap:
    """What one method lets through in any minute, and what it answered so far."""

    a_minute: int
    passed: int = 0
    refused: list[float] = field(default_factory=list)
    """When each 429 was answered, in seconds of the loop."""
    _latest: deque[float] = field(default_factory=deque)

    def admit(self, now: float) -> int | None:
        """None when the call may pass; else the seconds of its Retry-After, until the next one could."""
        while self._latest and self._latest[0] <= now - WINDOW:
            self._latest.popleft()
        if len(self._latest) >= self.a_minute:
            self.refused.append(now)
            return max(1, ceil(self._latest[0] + WINDOW - now))
        self._latest.append(now)
        self.passed += 1
        return None

    @property
    def refused_share(self) -> float:
        return len(self.refused) / max(self.passed + len(self.refused), 1)


class FairSky:
    """For the calls that have no limit here: each works, in an ordinary time."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng

    def of_call(self, *, is_over_cap: bool) -> CallFate:  # noqa: ARG002 - the caps below decide that
        there, back = self._rng.uniform(*ONE_WAY), self._rng.uniform(*ONE_WAY)
        return CallFate(effect_after=there, answer_after=there + back, answer="ok")

    def lag(self) -> float:
        return 0.0

    async def point(self, step: str) -> None:
        """Nobody dies here."""


class CappedMessenger(SimulatedMessenger):
    """One workspace's Slack. What a press draws goes by its `response_url`, which has no limit of this kind."""

    def __init__(self, team: Team, *, posts_a_minute: int, clock: Clock, rng: Random, slowness: float = 1) -> None:
        sky = FairSky(rng)
        super().__init__({team.id: team}, steps=sky, sky=sky, clock=clock)
        self.posts = Cap(posts_a_minute)
        self.edits = Cap(EDITS_A_MINUTE)
        self.deletions = Cap(DELETIONS_A_MINUTE)
        self._team, self._rng, self._slowness = team, rng, slowness

    async def post_card(self, card: Card, *, to: ChannelId) -> MessageRef:
        reminder = card.reminder.id
        return await self._past(
            self.posts, lambda: self._team.post(to, lag=0, reminder=reminder, shows=shown(card)).ref
        )

    async def redraw_card(self, card: Card) -> None:
        ref = card.reminder.ref
        if ref is not None:
            await self._past(self.edits, lambda: self._team.redraw(ref, shows=shown(card)))

    async def delete_card(self, workspace: WorkspaceId, ref: MessageRef) -> None:  # noqa: ARG002 - there is one
        await self._past(self.deletions, lambda: self._team.delete(ref))

    async def answer_press(self, card: Card) -> None:
        """Draws the card by the press's `response_url`."""
        await self._on_the_way()
        if card.reminder.ref is not None:
            self._team.redraw(card.reminder.ref, shows=shown(card))
        await self._on_the_way()

    async def _past(self, cap: Cap, effect: Callable[[], T]) -> T:
        """What Slack did, if the limit let the call pass when it arrived there."""
        await self._on_the_way()
        retry_after = cap.admit(asyncio.get_running_loop().time())
        if retry_after is not None:
            await self._on_the_way()
            raise DeliveryFailed("ratelimited", retry_after=timedelta(seconds=retry_after))
        done = effect()
        await self._on_the_way()
        return done

    async def _on_the_way(self) -> None:
        await asyncio.sleep(self._slowness * self._rng.uniform(*ONE_WAY))
