"""A notice: what a member is owed to be told because their workspace's bounds moved their interval."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.member import Member
from bot.domain.periods import active_periods, earliest_date
from bot.domain.spread import Bounds
from bot.domain.status import Status

DAYS_AHEAD = 9
"""A week, yesterday, and the date beyond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One member's, owed from the move until it is posted; a member is owed one at most."""

    workspace: WorkspaceId
    member: MemberId
    moved_from: timedelta
    """What they had chosen when they were last told."""
    moved_to: timedelta
    """The bound that took its place."""
    owed_at: datetime
    due_at: datetime
    """When it is posted, looked up or tried again."""
    begun_at: datetime | None = None
    """When its post was begun. Still owed with this set: nobody knows whether it was posted."""
    looks: int = 0
    """How often it was looked for and not found since it was begun."""
    attempts: int = 0
    """How often it could not be posted or looked up."""

    @property
    def id(self) -> str:
        """What its message is known by, which tells nothing of the member."""
        key = f"notice/{self.workspace}/{self.member}/{self.owed_at.timestamp():.6f}/{self.moved_to}"
        return hashlib.sha256(key.encode()).hexdigest()[:32]

    @property
    def is_longest(self) -> bool:
        """Whether it was the longest interval that moved them; else the shortest."""
        return self.moved_to < self.moved_from

    def is_true_of(self, member: Member) -> bool:
        """Whether there is still something to tell: they have not stopped, and not chosen anew since."""
        return member.stopped_at is None and member.suspended_reason is None and member.interval == self.moved_to


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldNotice:
    """A notice with how the member stands when it is told."""

    notice: Notice
    status: Status


def fitted(
    member: Member, owed: Notice | None, bounds: Bounds, *, now: datetime
) -> tuple[Member, Notice | None] | None:
    """The member within the bounds, and what they are to be told; None where everything may stay as it is.

    Bounds that change again before a member was told of the move count as one change: from what they chose themselves.
    """
    asked = member.interval
    if owed is not None and owed.begun_at is None and owed.moved_to == member.interval:
        asked = owed.moved_from
    wanted = bounds.nearest(asked)
    if wanted == member.interval:
        return None
    moved = replace(member, interval=wanted)
    if wanted == asked:
        return moved, None
    notice = Notice(
        workspace=member.workspace,
        member=member.id,
        moved_from=asked,
        moved_to=wanted,
        owed_at=now,
        due_at=_in_their_hours(member, now),
    )
    return moved, notice


def _in_their_hours(member: Member, now: datetime) -> datetime:
    """Now, or when the member's hours begin next: an admin's change wakes nobody. Also now where nobody knows them."""
    try:
        zone = ZoneInfo(member.zone or "")
    except (ValueError, ZoneInfoNotFoundError):
        return now
    coming = active_periods(member.week, zone, start=earliest_date(zone, now), days=DAYS_AHEAD)
    return next((max(now, period.start_at) for period in coming if now < period.end_at), now)
