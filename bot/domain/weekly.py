"""A moment of the week, on the wall clock of a zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.periods import local_time


def next_weekly_at(weekday: int, minute: int, *, zone: ZoneInfo, after: datetime) -> datetime:
    """The first such moment later than `after`, aware UTC. `weekday` 0 is Monday, `minute` counts from midnight."""
    today = after.astimezone(zone).date()
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    while (moment := local_time(day, minute, zone)) <= after:
        day += timedelta(days=7)
    return moment
