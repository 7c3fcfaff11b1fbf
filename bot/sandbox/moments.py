"""How moments read: clock faces, day dividers and Slack's date tokens, in the zone of the person who looks."""

import re
from datetime import datetime, timedelta, tzinfo

_TOKEN = re.compile(r"\{(\w+)\}")


def clock_time(moment: datetime, zone: tzinfo) -> str:
    """The 24-hour time of day in `zone`, such as 9:05."""
    local = moment.astimezone(zone)
    return f"{local.hour}:{local.minute:02}"


def long_date(moment: datetime, zone: tzinfo) -> str:
    """Weekday, day and month in `zone`, such as Tuesday 17 November."""
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B}"


def near_date(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """Today, Yesterday or Tomorrow where one of them fits, else the long date."""
    days = (moment.astimezone(zone).date() - now.astimezone(zone).date()).days
    return {0: "Today", -1: "Yesterday", 1: "Tomorrow"}.get(days) or long_date(moment, zone)


def passed_time(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """The time of day, with its weekday in front when that is not today's."""
    local = moment.astimezone(zone)
    time = clock_time(moment, zone)
    return time if local.date() == now.astimezone(zone).date() else f"{local:%a} {time}"


def utc_offset(moment: datetime, zone: tzinfo) -> str:
    """The distance to UTC, such as UTC+5:45."""
    minutes = int((moment.astimezone(zone).utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"


def date_token(template: str, moment: datetime, *, now: datetime, zone: tzinfo) -> str:
    """What Slack shows for the middle part of `<!date^…^template|fallback>`; an unknown token stays as typed."""
    local = moment.astimezone(zone)
    short, full = f"{local:%b} {local.day}, {local.year}", f"{local:%B} {local.day}, {local.year}"
    weekday = f"{local:%A}, {full}"
    near = near_date(moment, now, zone)
    pretty = near.lower() if near in {"Today", "Yesterday", "Tomorrow"} else ""
    faces = {
        "date_num": f"{local:%Y-%m-%d}",
        "date": full,
        "date_short": short,
        "date_long": weekday,
        "date_pretty": pretty or full,
        "date_short_pretty": pretty or short,
        "date_long_pretty": pretty or weekday,
        "time": clock_time(moment, zone),
        "time_secs": f"{local.hour}:{local:%M:%S}",
        "ago": ago(moment, now),
    }
    return _TOKEN.sub(lambda token: faces.get(token[1], token[0]), template)


def ago(moment: datetime, now: datetime) -> str:
    """The distance to `now` in the largest unit that fits, such as 3 minutes ago."""
    seconds = int((now - moment).total_seconds())
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count = abs(seconds) // size
        if count:
            words = f"{count} {unit}" if count == 1 else f"{count} {unit}s"
            return f"{words} ago" if seconds > 0 else f"in {words}"
    return "now"
