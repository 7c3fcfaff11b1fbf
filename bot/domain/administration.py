"""What a workspace's admin sees and sets: numbers, bounds and posts, and nobody's own affairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.board import ChannelPost
from bot.domain.errors import BoundsOutOfRange, BoundsTooClose
from bot.domain.spread import Bounds

APART = timedelta(minutes=30)
"""What the first gap of a stretch needs to spread in."""
SHORTEST = timedelta(minutes=30), timedelta(hours=8) - APART
"""From where to where the shortest interval can be set."""
LONGEST = timedelta(minutes=30) + APART, timedelta(hours=8)
"""The same of the longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A workspace as its admin sees it. Who is a member, or how they use it, is not in it."""

    members: int
    bounds: Bounds
    unreachable: Mapping[str, int]
    """How many members Slack does not let us message, by its error word."""
    posts: Sequence[ChannelPost]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A message about Budge that somebody wants to show in a channel."""

    name: str
    is_member: bool
    has_budge: bool
    """Whether Budge is in that channel itself."""
    bounds: Bounds


def allowed_bounds(shortest: timedelta, longest: timedelta) -> Bounds:
    """The bounds. Raises BoundsOutOfRange and BoundsTooClose."""
    for asked, (least, most), is_longest in ((shortest, SHORTEST, False), (longest, LONGEST, True)):
        if not least <= asked <= most:
            raise BoundsOutOfRange(asked=asked, least=least, most=most, is_longest=is_longest)
    if longest - shortest < APART:
        raise BoundsTooClose(shortest=shortest, longest=longest, apart=APART)
    return Bounds(shortest, longest)
