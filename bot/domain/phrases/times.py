"""Times of day, as minutes after midnight: `9`, `9:30`, `5pm`, `24:00`."""

import re

from bot.domain.periods import DAY

_HALF_DAY = 12  # hours
_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-5][0-9]))?(?P<half>am|pm)?")


def read_time(text: str) -> int | None:
    """The minute after midnight that this says, 0 to 1440, or None."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= _HALF_DAY:
            return None
        hour = hour % _HALF_DAY + (_HALF_DAY if match["half"] == "pm" else 0)
    minute = hour * 60 + int(match["minute"] or 0)
    return minute if minute <= DAY else None


def typed_time(minute: int) -> str:
    """The time as a member would type it: `9`, `13:15`, `24`; a minute of the next day as that day's."""
    hours, minutes = divmod(minute if minute <= DAY else minute - DAY, 60)
    return f"{hours}:{minutes:02}" if minutes else f"{hours}"
