"""Production's order of things in a hurry, for bots that a test waits for."""

from datetime import timedelta

from bot.services.timing import Timing

HASTY = Timing(
    lease=timedelta(seconds=2),
    renew_under=timedelta(seconds=1),
    look_up_after=timedelta(milliseconds=500),
    look_again_after=timedelta(milliseconds=250),
    stale_after=timedelta(milliseconds=500),
    posts_a_minute=None,
    errands_a_minute=None,
)
"""A call that a test delays is over before it is looked up."""
