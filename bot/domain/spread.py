"""A stable spread, so that ten thousand members do not start at once.

It comes from a hash of workspace and member alone: the same in every process and after every restart.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.ids import MemberId, WorkspaceId

FIRST_GAP_SPREAD = 30  # minutes
SETTLE_SPREAD = 15  # minutes
EARLIEST_BEFORE_INTERVAL = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The intervals a workspace allows, both included; at least 30 minutes apart."""

    shortest: timedelta
    longest: timedelta

    def __post_init__(self) -> None:
        if self.shortest <= timedelta():
            raise ValueError("the shortest interval must be positive")
        if self.longest - self.shortest < timedelta(minutes=FIRST_GAP_SPREAD):
            raise ValueError("the bounds must be at least 30 minutes apart")

    def nearest(self, interval: timedelta) -> timedelta:
        """The interval itself where it is allowed, else the bound next to it."""
        return min(max(interval, self.shortest), self.longest)


DEFAULT_BOUNDS = Bounds(timedelta(hours=2), timedelta(hours=3))


def first_gap(workspace: WorkspaceId, member: MemberId, *, interval: timedelta, bounds: Bounds) -> timedelta:
    """From the start of a stretch to its first reminder: within the bounds, around the interval."""
    latest = bounds.longest - timedelta(minutes=FIRST_GAP_SPREAD)
    lowest = min(max(interval - EARLIEST_BEFORE_INTERVAL, bounds.shortest), latest)
    return lowest + timedelta(minutes=_spread("first gap", workspace, member) % FIRST_GAP_SPREAD)


def settle(workspace: WorkspaceId, member: MemberId) -> timedelta:
    """How long a reminder waits after an opening or an outage: 0 to 14 minutes."""
    return timedelta(minutes=_spread("settle", workspace, member) % SETTLE_SPREAD)


def _spread(purpose: str, workspace: WorkspaceId, member: MemberId) -> int:
    digest = hashlib.sha256(f"{purpose}/{workspace}/{member}".encode()).digest()
    return int.from_bytes(digest[:8], "big")
