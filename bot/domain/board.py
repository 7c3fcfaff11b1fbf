"""The weekly post of a channel: how it was set up, and what one post held."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.ids import ChannelId, MemberId, MessageRef, WorkspaceId
from bot.domain.standings import Board


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one member did between two moments."""

    done: int
    """Exercises done, of every kind of reminder."""
    reminders: int
    """Counted reminders: those in the denominator."""
    offered: int
    """Exercises these offered."""
    done_of_offered: int
    """Exercises of these that were done."""


NOBODY = MemberId("")
"""Whoever set a post up and was erased since; the name is empty then, too."""


class PostState(StrEnum):
    PENDING = "pending"
    POSTED = "posted"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPost:
    """A channel's weekly post as somebody of that channel set it up. `minute` after midnight in `zone`."""

    workspace: WorkspaceId
    channel: ChannelId
    weekday: int
    minute: int
    zone: str
    set_by: MemberId
    set_by_name: str
    next_post_at: datetime
    """When it is posted next, or tried again."""
    owed_since: datetime | None = None
    """This week's moment, where nothing could be posted then and it is tried again; None otherwise."""

    @property
    def due_at(self) -> datetime:
        """The week's moment, whenever it is tried."""
        return self.owed_since or self.next_post_at


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPost:
    """One week's post of one channel: unique by (workspace, channel, monday)."""

    workspace: WorkspaceId
    channel: ChannelId
    week: date
    """The local date it was due on."""
    state: PostState
    after: datetime
    until: datetime
    """It counts what was done in (after, until]."""
    set_by: MemberId
    set_by_name: str
    board: Board | None
    ref: MessageRef | None = None

    @property
    def monday(self) -> date:
        """The Monday of its week: a channel gets one post from there to Sunday, whatever the day it is set to."""
        return monday_of(self.week)


def monday_of(day: date) -> date:
    """The first day of this day's week."""
    return day - timedelta(days=day.weekday())
