"""Publishes members' App Homes."""

from collections.abc import Sequence
from functools import partial

from bot.domain.administration import Overview
from bot.domain.errors import NotAdmin
from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.spread import DEFAULT_BOUNDS
from bot.ports import DeliveryFailed
from bot.services.administration import Administration
from bot.services.home import HomePages
from bot.slack.asker import Asker
from bot.slack.blocks.home import home_view
from bot.slack.messenger import SlackMessenger
from bot.slack.recent import Recent
from bot.slack.reporting import report
from bot.slack.turns import Turns
from routines.model import Exercise

HOMES_IN_MIND = 10_000

Place = tuple[WorkspaceId, MemberId]


class HomeTabs:
    """A Home is drawn when it is opened, and again after changes by a member who opened it lately."""

    def __init__(
        self,
        home: HomePages,
        administration: Administration,
        messenger: SlackMessenger,
        exercises: Sequence[Exercise],
    ) -> None:
        self._home = home
        self._administration = administration
        self._messenger = messenger
        self._exercises = exercises
        self._opened: Recent[Place] = Recent(size=HOMES_IN_MIND)
        self._turns: Turns[Place] = Turns()

    async def publish(self, asker: Asker) -> None:
        """Draws the Home as things stand when its turn comes."""
        self._opened.add(asker.place)
        await self._turns.draw(asker.place, partial(self._draw, *asker.place))

    def is_seen(self, asker: Asker) -> bool:
        """Whether it is in front of them, or was lately; else it is enough to draw it when it is next opened."""
        return asker.is_on_home or asker.place in self._opened

    async def _draw(self, workspace: WorkspaceId, member: MemberId) -> None:
        overview = await self._overview(workspace, member)
        home = await self._home.home(workspace, member)
        bounds = DEFAULT_BOUNDS if home is not None else await self._administration.bounds_of(workspace)
        view = home_view(home, self._exercises, overview=overview, bounds=bounds)
        await self._messenger.publish_home(workspace, view, to=member)

    async def _overview(self, workspace: WorkspaceId, member: MemberId) -> Overview | None:
        """What admins see; None for others, and where Slack does not say who they are."""
        try:
            return await self._administration.overview(workspace, member)
        except NotAdmin:
            return None
        except DeliveryFailed as failure:
            report(failure, name="draw home for an admin")
            return None
