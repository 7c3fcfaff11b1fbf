"""Every row of the design's example table: Berlin, Monday, settle 0, room 10, done after 6 minutes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.offer import Offer
from bot.domain.periods import DEFAULT_WEEK, Period, Week, period_at
from bot.domain.planner import (
    History,
    Schedule,
    emptied_days,
    may_be_sent,
    next_reminder_at,
    snooze_fits,
)

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
MONDAY = "2026-11-16"
LAST_YEAR = datetime(2025, 1, 1, tzinfo=UTC)


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def named(moment: datetime | None, zone: ZoneInfo = BERLIN) -> str:
    return "none" if moment is None else f"{moment.astimezone(zone):%a %H:%M}"


def daily(*periods: tuple[int, int]) -> Week:
    return Week(tuple(tuple(Period.of(start, end) for start, end in periods) for _ in range(7)))


def schedule(week: Week = DEFAULT_WEEK, *, interval: int = 150, first_gap: int | None = None) -> Schedule:
    return Schedule(
        interval=timedelta(minutes=interval),
        week=week,
        zone=BERLIN.key,
        offer=Offer((("both", 600),)),
        first_gap=timedelta(minutes=interval if first_gap is None else first_gap),
        settle=timedelta(),
    )


def reminders(chosen: Schedule, *, now: datetime) -> Iterator[datetime]:
    """What comes to a member who is always done after 6 minutes."""
    history = History(joined_at=LAST_YEAR)
    while (due_at := next_reminder_at(chosen, history, now=now)) is not None:
        yield due_at
        now = due_at + timedelta(minutes=6)
        history = replace(history, last_sent_at=due_at, last_completed_at=now)


def first_of(chosen: Schedule, count: int, *, start: str = f"{MONDAY} 00:00") -> list[str]:
    coming = reminders(chosen, now=at(start))
    return [named(next(coming)) for _ in range(count)]


def test_a_plain_day_holds_three() -> None:
    assert first_of(schedule(), 4) == ["Mon 11:30", "Mon 14:06", "Mon 16:42", "Tue 11:30"]


LUNCH = daily((540, 750), (795, 1050))


def test_a_lunch_break_does_not_start_the_interval_anew() -> None:
    assert first_of(schedule(LUNCH), 4) == ["Mon 11:30", "Mon 14:06", "Mon 16:42", "Tue 11:30"]


def test_planning_anew_after_lunch_changes_nothing() -> None:
    history = History(
        joined_at=LAST_YEAR,
        last_sent_at=at(f"{MONDAY} 11:30"),
        last_completed_at=at(f"{MONDAY} 11:36"),
    )
    assert named(next_reminder_at(schedule(LUNCH), history, now=at(f"{MONDAY} 13:20"))) == "Mon 14:06"


def test_a_first_one_without_room_before_lunch_is_pulled_back() -> None:
    chosen = schedule(daily((540, 720), (780, 960)), interval=180, first_gap=179)
    assert first_of(chosen, 3) == ["Mon 11:50", "Mon 14:56", "Tue 11:50"]


def test_a_half_day_holds_one() -> None:
    assert first_of(schedule(daily((540, 780))), 3) == ["Mon 11:30", "Tue 11:30", "Wed 11:30"]


def test_a_day_too_short_holds_none_and_settings_can_say_so() -> None:
    chosen = schedule(daily((540, 630)))
    assert next_reminder_at(chosen, History(joined_at=LAST_YEAR), now=at(f"{MONDAY} 00:00")) is None
    assert emptied_days(chosen) == (0, 1, 2, 3, 4, 5, 6)


NIGHT = daily((22 * 60, 6 * 60))


def test_a_night_shift_belongs_to_the_day_it_starts_on() -> None:
    coming = reminders(schedule(NIGHT), now=at(f"{MONDAY} 12:00"))
    night = [next(coming) for _ in range(3)]
    assert [named(due_at) for due_at in night] == ["Tue 00:30", "Tue 03:06", "Tue 05:42"]
    assert [found.active_on for due_at in night if (found := period_at(NIGHT, BERLIN, due_at))] == [
        at(f"{MONDAY} 12:00").date()
    ] * 3


def test_a_night_shift_counts_elapsed_time_over_the_spring_night() -> None:
    assert first_of(schedule(NIGHT), 3, start="2026-03-28 12:00") == ["Sun 00:30", "Sun 04:06", "Mon 00:30"]


def test_a_night_shift_counts_elapsed_time_over_the_autumn_night() -> None:
    coming = reminders(schedule(NIGHT), now=at("2026-10-24 12:00"))
    in_berlin = [next(coming).astimezone(BERLIN) for _ in range(3)]
    assert [f"{due_at:%a %H:%M %Z}" for due_at in in_berlin] == ["Sun 00:30 CEST", "Sun 02:06 CET", "Sun 04:42 CET"]


def test_joining_too_late_for_today_begins_tomorrow() -> None:
    joined_at = at(f"{MONDAY} 15:00")
    assert named(next_reminder_at(schedule(), History(joined_at=joined_at), now=joined_at)) == "Tue 11:30"


def test_the_interval_counts_from_a_late_completion() -> None:
    history = History(joined_at=LAST_YEAR, last_sent_at=at(f"{MONDAY} 11:30"), last_completed_at=at(f"{MONDAY} 13:50"))
    due_at = next_reminder_at(schedule(), history, now=at(f"{MONDAY} 13:50"))
    assert named(due_at) == "Mon 16:20"
    history = replace(history, last_sent_at=due_at, last_completed_at=at(f"{MONDAY} 16:26"))
    assert named(next_reminder_at(schedule(), history, now=at(f"{MONDAY} 16:26"))) == "Tue 11:30"


@pytest.mark.parametrize(("back", "sent"), [("11:45:00", True), ("11:45:01", False)])
def test_after_an_outage_fifteen_minutes_late_is_sent_and_no_later(back: str, *, sent: bool) -> None:
    assert may_be_sent(at(f"{MONDAY} 11:30"), schedule(), now=at(f"{MONDAY} {back}")) is sent


def test_what_an_outage_made_overdue_settles_first() -> None:
    chosen = replace(schedule(), settle=timedelta(minutes=7))
    due_at = next_reminder_at(chosen, History(joined_at=LAST_YEAR), now=at(f"{MONDAY} 11:45:01"))
    assert due_at == at(f"{MONDAY} 11:52:01")


def test_a_snooze_beyond_the_day_is_a_skip() -> None:
    snoozed_at = at(f"{MONDAY} 17:12")
    assert not snooze_fits(schedule(), snoozed_at + timedelta(minutes=30))
    history = History(joined_at=LAST_YEAR, last_sent_at=at(f"{MONDAY} 16:42"), skipped_at=snoozed_at)
    assert named(next_reminder_at(schedule(), history, now=snoozed_at)) == "Tue 11:30"


def test_a_new_zone_begins_its_own_day() -> None:
    history = History(joined_at=LAST_YEAR, last_sent_at=at(f"{MONDAY} 11:30"), last_completed_at=at(f"{MONDAY} 11:36"))
    moved = replace(schedule(), zone=NEW_YORK.key)
    due_at = next_reminder_at(moved, history, now=at(f"{MONDAY} 14:00"))
    assert named(due_at, NEW_YORK) == "Mon 11:30"
