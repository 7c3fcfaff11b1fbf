"""A member's own week in sentences."""

from bot.domain.scoring import OwnWeek
from bot.slack.wording.counts import counted
from bot.slack.wording.folded import SHORTEST_RUN
from bot.slack.wording.hours import short_day


def headline(week: OwnWeek) -> str:
    """`Your week: 14 exercises.`; empty for a week that has room."""
    if not week.done:
        return ""
    best = ", your best so far" if week.is_best else ""
    return f"Your week: {counted(week.done, 'exercise')}{best}."


def best(week: OwnWeek) -> str:
    """`Your best week: 26.`, as long as this one is not ahead of it."""
    return f"Your best week: {week.best_week}." if week.best_week and not week.is_best else ""


def by_day(week: OwnWeek) -> str:
    """As in `Mon 6 · Tue 6 · Wed 2`."""
    return " · ".join(f"{short_day(day.weekday())} {count}" for day, count in week.by_day)


def run(week: OwnWeek) -> str:
    """`6 days in a row. Best: 11.`; empty below two days, since the end of a run is never told."""
    if week.streak.length < SHORTEST_RUN:
        return ""
    longest = f" Best: {week.streak.best}." if week.streak.best > week.streak.length else ""
    return f"{week.streak.length} days in a row.{longest}"


def free_days(week: OwnWeek) -> str:
    """What days off a run survives."""
    match week.streak.free_days:
        case _ if not run(week):
            return ""
        case 0:
            return ""
        case 1:
            return "A free day is in hand: one day off will not end it."
        case _:
            return "Two free days are in hand: two days off will not end it."
