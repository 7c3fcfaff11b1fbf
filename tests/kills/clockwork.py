"""How long the bot waits for what, when a life lasts half a second."""

from datetime import timedelta

from bot.services.timing import Timing


def tenths(count: int) -> timedelta:
    return timedelta(milliseconds=100 * count)


SHORT = Timing(
    lease=tenths(8),
    renew_under=tenths(7),
    look_up_after=tenths(8),
    look_again_after=tenths(4),
    stale_after=tenths(5),
    posts_a_minute=6_000,
    at_once=5,
    batch=20,
    workspaces_at_once=3,
    errands_at_once=4,
    errands_a_minute=6_000,
)
"""Between a tenth and a seventieth of production's: a post is over, or taken for stale, before the second look. A lease
is renewed nearly every time, so that a process can die of that, too."""
