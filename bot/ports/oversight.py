"""A workspace as a whole: how many members it has, what its admin set, and what members are owed to be told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.board import ChannelPost
from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.notice import Notice
from bot.domain.spread import Bounds
from bot.ports.tables import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """Numbers of people, and nothing else about them."""

    members: int
    unreachable: Mapping[str, int]
    """How many of them Slack does not let us message, by its error word."""


class Oversight(Protocol):
    async def census(self, workspace: WorkspaceId) -> Census: ...

    async def posts(self, workspace: WorkspaceId) -> Sequence[ChannelPost]:
        """The channels' weekly posts as they are set up."""

    async def change_bounds(self, workspace: WorkspaceId, bounds: Bounds, *, fit_at: datetime) -> None:
        """Writes the bounds; from `fit_at` on (movable clock) the members are to be fitted into them."""

    async def outside(self, workspace: WorkspaceId, bounds: Bounds, *, limit: int) -> Sequence[MemberId]:
        """Members who have not stopped and whom these bounds move, back to what they chose included; in order."""

    async def fitted(self, workspace: Workspace, *, next_at: datetime | None) -> None:
        """Nothing is to be fitted or told before `next_at`, or at all. Changes nothing where the bounds were changed
        since the workspace was read.
        """


class Notices(Protocol):
    async def owe(self, notices: Sequence[Notice]) -> None:
        """Adds them; one that the same member was owed before gives way."""

    async def lock(self, workspace: WorkspaceId, members: Sequence[MemberId]) -> Sequence[Notice]:
        """What these members are owed, held against other writers until the transaction ends."""

    async def due(self, workspace: WorkspaceId, *, now: datetime, limit: int) -> Sequence[Notice]: ...

    async def save(self, notice: Notice) -> None:
        """Writes when it is due and what was tried; one that has given way stays as it is."""

    async def settle(self, *notices: Notice) -> None:
        """Nothing of these is owed any more; one that has given way to another is not meant."""

    async def next_at(self, workspace: WorkspaceId) -> datetime | None:
        """When the next one is due."""
