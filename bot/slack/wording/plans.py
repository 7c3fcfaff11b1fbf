"""What happens next, in one or two sentences: the end of every reply that changes a schedule."""

from datetime import datetime

from bot.domain.status import Status
from bot.slack.wording.hours import full_days, week_words
from bot.slack.wording.times import clock_time, interval_words, local_date, until, when, zone_words


def next_sentence(status: Status) -> str:
    """`Next at 14:12.`, or why nothing is planned and what would change that."""
    member = status.member
    if member.stopped_at is not None:
        return "Reminders are off. `/budge start` brings you back."
    if member.zone is None:
        return "I start as soon as I know your time zone. Try `/budge zone Europe/Berlin`."
    if member.suspended_reason is not None:
        return "Slack doesn't let me message you, so nothing is planned. Once that is mended, type `/budge start`."
    if member.is_paused(status.now):
        return pause_sentence(status, zone=member.zone)
    if status.next_at is None:
        return _nothing_planned(status)
    return next_at_sentence(status.next_at, now=status.now, zone=member.zone)


def _nothing_planned(status: Status) -> str:
    if status.is_all_left_out:
        return "You have left out everything on your days. Try `/budge exercises`."
    interval = interval_words(status.member.interval)
    return f"Your hours are too short for every {interval}. Try `/budge hours 9-17`."


def next_at_sentence(moment: datetime | None, *, now: datetime, zone: str) -> str:
    """`Next tomorrow at 11:30.`; nothing where nothing is planned."""
    return "" if moment is None else f"Next {when(moment, now=now, zone=zone)}."


def pause_sentence(status: Status, *, zone: str) -> str:
    """As in `Paused until Monday 23 November, 9:00. First one at 11:30.`."""
    end = status.member.paused_until
    if end is None:
        return "Paused until you type `/budge resume`."
    paused = f"Paused until {until(end, now=status.now, zone=zone)}."
    return f"{paused} {first_after_pause(status, zone=zone)}".rstrip()


def first_after_pause(status: Status, *, zone: str) -> str:
    """`First one at 11:30.`: the day goes unsaid where the pause ends on it."""
    first, end = status.next_at, status.member.paused_until
    if first is None or end is None:
        return ""
    if local_date(first, zone) == local_date(end, zone):
        return f"First one at {clock_time(first, zone)}."
    return f"First one {when(first, now=status.now, zone=zone)}."


def rhythm(status: Status) -> str:
    """As in `Every 2 h 30, Mon–Fri 9:00–17:30, Berlin time.`."""
    member = status.member
    zone = [] if member.zone is None else [zone_words(member.zone)]
    return f"{', '.join([f'Every {interval_words(member.interval)}', week_words(member.week), *zone])}."


def empty_days_sentence(status: Status) -> str:
    """Which days have hours but no room for a reminder; nothing where there is none or nothing else either."""
    if not status.empty_days or status.next_at is None:
        return ""
    return f"{full_days(status.empty_days)}: too short for that, so nothing comes."
