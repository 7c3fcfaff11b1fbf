"""What belongs to one person, as a whole: to be handed out, to be erased, or too old to be kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.domain.belongings import Everything
from bot.domain.board import BoardPost
from bot.domain.ids import ChannelId, MemberId, MessageRef, WorkspaceId
from bot.domain.reminder import Reminder


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What Slack may still show of somebody whose rows are gone."""

    channel: ChannelId
    """The DM."""
    cards: Sequence[Reminder]
    """Cards that stand open there, or were to be removed."""
    attempts: Sequence[Reminder]
    """Posts that were begun, and whose outcome nobody had recorded."""
    posts: Sequence[BoardPost]
    """The newest post of each channel that named them, as it is without them."""
    sounds: Sequence[MessageRef] = ()
    """What told of the ends of timers in the guide, beside the cards of whatever state."""


class Belongings(Protocol):
    async def everything(self, workspace: WorkspaceId, member: MemberId) -> Everything | None:
        """All that is stored about a member; None for somebody who never joined."""

    async def erase(self, workspace: WorkspaceId, member: MemberId) -> Erased | None:
        """Erases the member and all that names them; None when there is nobody of that id.

        Weekly posts keep their numbers, and a post that they set up goes on without a name.
        """


class OldRows(Protocol):
    """What is older than a Monday, in portions that a short transaction can hold."""

    async def workspaces(self, *, after: WorkspaceId | None, limit: int) -> Sequence[WorkspaceId]:
        """The workspaces whose ids come after this one, in order."""

    async def members(
        self, workspace: WorkspaceId, *, after: MemberId | None, before: date, limit: int
    ) -> Sequence[tuple[MemberId, bool]]:
        """Members whose ids come after this one, in order, and whether they have rows of days before that Monday."""

    async def hold(self, workspace: WorkspaceId, members: Sequence[MemberId]) -> Sequence[MemberId]:
        """Those of them whom nobody else holds, held until the transaction ends; the next two are for these only."""

    async def fold(self, workspace: WorkspaceId, members: Sequence[MemberId], *, before: date) -> None:
        """Adds the members' days before that Monday up for good, and deletes them."""

    async def delete_reminders(
        self, workspace: WorkspaceId, members: Sequence[MemberId], *, before: date, limit: int
    ) -> int:
        """Deletes as many settled reminders of days before that Monday, with what was ticked off on them: how many."""

    async def delete_posts(self, workspace: WorkspaceId, *, before: date) -> None:
        """Deletes the channels' posts of weeks before that Monday."""
