"""Active hours in words: `Mon–Thu 9:00–17:30, Fri 9:00–13:00`."""

from collections.abc import Iterable, Sequence

from bot.domain.periods import Period, Week
from bot.slack.wording.counts import listed
from bot.slack.wording.times import WEEKDAYS, wall_time

_FROM_SO_MANY_A_RANGE = 3  # Mon and Tue, but Mon–Wed


def week_words(week: Week) -> str:
    """A member's week, days of the same hours together; days off go unsaid."""
    by_periods: dict[tuple[Period, ...], list[int]] = {}
    for weekday, periods in enumerate(week.days):
        if periods:
            by_periods.setdefault(periods, []).append(weekday)
    parts = (f"{days_words(weekdays)} {periods_words(periods)}" for periods, weekdays in by_periods.items())
    return ", ".join(parts) or "no hours"


def hours_words(week: Week) -> str:
    """The hours alone where every day has the same, else the whole week."""
    distinct = {periods for periods in week.days if periods}
    return periods_words(distinct.pop()) if len(distinct) == 1 else week_words(week)


def periods_words(periods: Iterable[Period]) -> str:
    """As in `9:00–12:30 and 13:15–17:30`."""
    return listed([period_words(period) for period in periods])


def period_words(period: Period) -> str:
    return f"{wall_time(period.start)}–{wall_time(period.end)}"


def days_words(weekdays: Sequence[int]) -> str:
    """As in `Mon–Fri`, `Mon–Wed and Sat`."""
    return listed([word for run in _runs(weekdays) for word in _run_words(run)])


def full_days(weekdays: Sequence[int]) -> str:
    """As in `Friday`, `Monday and Friday`."""
    return listed([WEEKDAYS[weekday] for weekday in weekdays])


def short_day(weekday: int) -> str:
    return WEEKDAYS[weekday][:3]


def _runs(weekdays: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for weekday in sorted(weekdays):
        if runs and runs[-1][-1] == weekday - 1:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    return runs


def _run_words(run: Sequence[int]) -> list[str]:
    if len(run) >= _FROM_SO_MANY_A_RANGE:
        return [f"{short_day(run[0])}–{short_day(run[-1])}"]
    return [short_day(weekday) for weekday in run]
