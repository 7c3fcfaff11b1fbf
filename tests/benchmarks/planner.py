"""What planning one member costs: `python -m tests.benchmarks.planner`.

Prints microseconds a member for a mix of schedules, and their ratio to one conversion of a moment to a zone,
so that two machines can be compared.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from timeit import repeat
from zoneinfo import ZoneInfo

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.offer import Offer
from bot.domain.periods import DEFAULT_WEEK, Period, Week
from bot.domain.planner import History, Schedule, next_reminder_at
from bot.domain.spread import DEFAULT_BOUNDS, first_gap, settle

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)  # a Monday
SPRING = datetime(2026, 3, 28, 21, tzinfo=UTC)  # the evening before Europe's clocks change
MEMBERS = 500
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "America/Sao_Paulo", "Australia/Lord_Howe", "UTC")

LUNCH = Week(((Period.of(540, 750), Period.of(795, 1050)),) * 7)
NIGHTS = Week(((Period.of(22 * 60, 6 * 60),),) * 7)
MONDAYS = Week(((Period(540, 780),), *((),) * 6))
TOO_SHORT = Week(((Period(540, 600),),) * 7)


def schedules(week: Week) -> list[Schedule]:
    """One schedule for each member, spread over the zones."""
    workspace, interval = WorkspaceId("T1"), timedelta(minutes=150)
    return [
        Schedule(
            interval=interval,
            week=week,
            zone=zone,
            offer=Offer((("hip_stretch", 450), ("knee_to_chest", 90))),
            first_gap=first_gap(workspace, MemberId(f"U{number}"), interval=interval, bounds=DEFAULT_BOUNDS),
            settle=settle(workspace, MemberId(f"U{number}")),
        )
        for number, zone in enumerate(islice(cycle(ZONES), MEMBERS))
    ]


def microseconds(work: Callable[[], object], *, count: int) -> float:
    """The best of five rounds, for one of `count` pieces of work."""
    return min(repeat(work, number=1, repeat=5)) / count * 1_000_000


def planning(week: Week, *, now: datetime) -> float:
    """Microseconds to plan one member whose last reminder was done an hour and a half ago."""
    everybody = schedules(week)
    done_at = now - timedelta(minutes=90)
    history = History(joined_at=now - timedelta(days=90), last_sent_at=done_at, last_completed_at=done_at)
    return microseconds(lambda: [next_reminder_at(schedule, history, now=now) for schedule in everybody], count=MEMBERS)


def report() -> list[str]:
    zone = ZoneInfo("Europe/Berlin")
    baseline = microseconds(lambda: [NOON.astimezone(zone) for _ in range(10_000)], count=10_000)
    rows = (
        ("9:00-17:30 on workdays", DEFAULT_WEEK, NOON),
        ("with a lunch break, daily", LUNCH, NOON),
        ("a night shift, daily", NIGHTS, NOON),
        ("a night shift, clocks about to change", NIGHTS, SPRING),
        ("Mondays alone", MONDAYS, NOON + timedelta(hours=12)),
        ("days too short, all 15 looked at", TOO_SHORT, NOON),
    )
    costs = ((name, planning(week, now=now)) for name, week, now in rows)
    return [
        f"{'one conversion to a zone':38} {baseline:7.2f} µs",
        *(f"{name:38} {cost:7.2f} µs a member, {cost / baseline:5.0f} x one conversion" for name, cost in costs),
    ]


if __name__ == "__main__":
    print("\n".join(report()))  # noqa: T201 - printing is what this script is for
