"""Moments as people read them: 24 hours, the member's own clock, and always absolute."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS_BY_NAME = 6  # so many days ahead a weekday's name alone cannot be mistaken
_MINUTE = timedelta(minutes=1)


def clock_time(moment: datetime, zone: str) -> str:
    """The time of day in that zone: `9:00`, `14:12`."""
    local = moment.astimezone(ZoneInfo(zone))
    return wall_time(local.hour * 60 + local.minute)


def wall_time(minute: int) -> str:
    """A minute after midnight as a time of day: `9:00`, `24:00`; those of the next day as `0:30`."""
    hours, minutes = divmod(minute if minute <= 24 * 60 else minute - 24 * 60, 60)
    return f"{hours}:{minutes:02}"


def local_date(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def when(moment: datetime, *, now: datetime, zone: str) -> str:
    """The moment within a sentence: `at 14:12`, `tomorrow at 11:30`, `on Monday at 11:30`."""
    days = _days_until(moment, now=now, zone=zone)
    at = f"at {clock_time(moment, zone)}"
    if days == 0:
        return at
    return f"tomorrow {at}" if days == 1 else f"on {_day_name(moment, now=now, zone=zone)} {at}"


def day_and_time(moment: datetime, *, now: datetime, zone: str) -> str:
    """The moment standing alone: `today at 16:42`, `Monday at 11:30`, `Monday 30 November at 11:30`."""
    at = f"at {clock_time(moment, zone)}"
    if _days_until(moment, now=now, zone=zone) == 0:
        return f"today {at}"
    return when(moment, now=now, zone=zone).removeprefix("on ")


def weekday_and_time(moment: datetime, *, zone: str) -> str:
    """The moment where nobody knows what today is: `on Wednesday at 14:12`."""
    return f"on {WEEKDAYS[local_date(moment, zone).weekday()]} at {clock_time(moment, zone)}"


def until(moment: datetime, *, now: datetime, zone: str) -> str:
    """The end of a pause after `until`: `16:12`, `tomorrow 9:00`, `Monday 23 November, 9:00`."""
    days = _days_until(moment, now=now, zone=zone)
    time = clock_time(moment, zone)
    if days == 0:
        return time
    if days == 1:
        return f"tomorrow {time}"
    local = local_date(moment, zone)
    return f"{WEEKDAYS[local.weekday()]} {date_words(local, today=local_date(now, zone))}, {time}"


def date_words(day: date, *, today: date) -> str:
    """`23 November`, with the year only where it is another one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"


def interval_words(interval: timedelta) -> str:
    """As in `2 h 30`, `2 h`, `45 min`."""
    hours, minutes = divmod(interval // _MINUTE, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes:02}" if minutes else f"{hours} h"


def interval_spoken(interval: timedelta) -> str:
    """`2 hours`, `1 hour`, `45 minutes`; with both, as `interval_words`."""
    hours, minutes = divmod(interval // _MINUTE, 60)
    if hours and minutes:
        return interval_words(interval)
    number, unit = (hours, "hour") if hours else (minutes, "minute")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def zone_words(zone: str) -> str:
    """`Berlin time` for Europe/Berlin; zones that name no place keep their name: `UTC`, `Etc/GMT+5`."""
    area, slash, _ = zone.partition("/")
    if not slash or area == "Etc":
        return zone
    return f"{zone.rpartition('/')[2].replace('_', ' ')} time"


def _days_until(moment: datetime, *, now: datetime, zone: str) -> int:
    return (local_date(moment, zone) - local_date(now, zone)).days


def _day_name(moment: datetime, *, now: datetime, zone: str) -> str:
    day, today = local_date(moment, zone), local_date(now, zone)
    name = WEEKDAYS[day.weekday()]
    if 0 <= (day - today).days <= _DAYS_BY_NAME:
        return name
    return f"{name} {date_words(day, today=today)}"
