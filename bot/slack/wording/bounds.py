"""The intervals that a workspace allows, in words."""

from datetime import timedelta

from bot.domain.spread import Bounds
from bot.slack.wording.times import interval_words

_HOUR = timedelta(hours=1)


def bounds_words(bounds: Bounds) -> str:
    """As in `2 h to 3 h`."""
    return f"{interval_words(bounds.shortest)} to {interval_words(bounds.longest)}"


def every_words(bounds: Bounds) -> str:
    """Within a sentence: `every 2 to 3 hours`, or `every 1 h 30 to 2 h` where these are no whole hours."""
    if bounds.shortest % _HOUR or bounds.longest % _HOUR:
        return f"every {bounds_words(bounds)}"
    return f"every {bounds.shortest // _HOUR} to {bounds.longest // _HOUR} hours"
