"""Publishes members' App Homes."""

import asyncio
from collections.abc import Sequence
from weakref import WeakValueDictionary

from bot.domain.ids import MemberId, WorkspaceId
from bot.services.home import HomePages
from bot.slack.asker import Asker
from bot.slack.blocks.home import home_view
from bot.slack.messenger import SlackMessenger
from bot.slack.recent import Recent
from routines.model import Exercise

HOMES_IN_MIND = 10_000

Place = tuple[WorkspaceId, MemberId]


class HomeTabs:
    """A Home is drawn when it is opened, and again after changes by a member who opened it lately."""

    def __init__(self, home: HomePages, messenger: SlackMessenger, exercises: Sequence[Exercise]) -> None:
        self._home = home
        self._messenger = messenger
        self._exercises = exercises
        self._opened: Recent[Place] = Recent(size=HOMES_IN_MIND)
        self._turns: WeakValueDictionary[Place, asyncio.Lock] = WeakValueDictionary()

    async def publish(self, asker: Asker) -> None:
        """Draws the Home as things stand when its turn comes."""
        place = (asker.workspace, asker.member)
        self._opened.add(place)
        turn = self._turns.setdefault(place, asyncio.Lock())
        async with turn:
            home = await self._home.home(*place)
            await self._messenger.publish_home(asker.workspace, home_view(home, self._exercises), to=asker.member)

    async def refresh(self, asker: Asker) -> None:
        """Draws it again if it is in front of them, or was lately; else it is drawn when it is next opened."""
        if asker.is_on_home or (asker.workspace, asker.member) in self._opened:
            await self.publish(asker)
