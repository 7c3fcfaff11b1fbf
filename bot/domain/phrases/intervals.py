"""Intervals: `2h`, `2h30`, `2.5h`, `150m`."""

import re
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from bot.domain.errors import AmbiguousInterval, IntervalTooLong, IntervalTooShort, UnreadableInterval
from bot.domain.phrases.phrase import SetInterval
from bot.domain.phrases.text import echo
from bot.domain.spread import DEFAULT_BOUNDS, Bounds

_EXAMPLE = "every 2h30"
_H = "(?:hours|hour|hrs|hr|h)"
_M = "(?:minutes|minute|mins|min|m)"
_HOURS = re.compile(rf"([0-9]{{1,3}}(?:[.,][0-9]{{1,2}})?) ?{_H}")
_HOURS_AND_MINUTES = re.compile(rf"([0-9]{{1,3}}) ?{_H} ?(?:and )?(?:([0-5][0-9])|([0-5]?[0-9]) ?{_M})")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])")
_MINUTES = re.compile(rf"([0-9]{{1,4}}) ?{_M}")
_BARE = re.compile(r"[0-9]+(?:[.,][0-9]+)?")


def read_interval(text: str) -> timedelta | None:
    """The positive interval of whole minutes that this says, or None."""
    minutes = _minutes(text.lower())
    return timedelta(minutes=int(minutes)) if minutes and minutes == int(minutes) else None


def typed_interval(interval: timedelta) -> str:
    """The interval as a member would type it: `2h30`, `2h`, `45m`."""
    hours, minutes = divmod(interval // timedelta(minutes=1), 60)
    if not hours:
        return f"{minutes}m"
    return f"{hours}h{minutes:02}" if minutes else f"{hours}h"


def check_interval(interval: timedelta, bounds: Bounds) -> None:
    """Raises IntervalTooShort or IntervalTooLong where the workspace does not allow this interval."""
    if interval < bounds.shortest:
        nearest = f"every {typed_interval(bounds.shortest)}"
        raise IntervalTooShort(nearest, asked=interval, bound=bounds.shortest)
    if interval > bounds.longest:
        nearest = f"every {typed_interval(bounds.longest)}"
        raise IntervalTooLong(nearest, asked=interval, bound=bounds.longest)


def read_every(words: Sequence[str]) -> SetInterval:
    """What follows `every`."""
    text = " ".join(words)
    interval = read_interval(text)
    if interval:
        return SetInterval(interval)
    if _BARE.fullmatch(text):
        raise AmbiguousInterval(echo(text), _likely_meant(text))
    raise UnreadableInterval(echo(text or "every"), _EXAMPLE)


def _minutes(text: str) -> Decimal | None:
    if match := _HOURS.fullmatch(text):
        return Decimal(match[1].replace(",", ".")) * 60
    if match := _HOURS_AND_MINUTES.fullmatch(text):
        return Decimal(match[1]) * 60 + Decimal(match[2] or match[3])
    if match := _CLOCK.fullmatch(text):
        return Decimal(match[1]) * 60 + Decimal(match[2])
    if match := _MINUTES.fullmatch(text):
        return Decimal(match[1])
    return None


def _likely_meant(number: str) -> str:
    """The reading of a bare number that the usual bounds allow."""
    for unit in "hm":
        interval = read_interval(number + unit)
        if interval and DEFAULT_BOUNDS.shortest <= interval <= DEFAULT_BOUNDS.longest:
            return f"every {number}{unit}"
    return _EXAMPLE
