"""The weekly post of a channel: how it was set up, and what one post held."""

from dataclasses import dataclass
from datetime import date, datetime
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


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPost:
    """One week's post of one channel: unique by (workspace, channel, week)."""

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
