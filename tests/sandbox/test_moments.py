"""Moments read in the zone of the person who looks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.moments import ago, clock_time, near_date, passed_time, utc_offset

NOW = datetime(2026, 11, 17, 8, 5, tzinfo=UTC)
KATHMANDU = ZoneInfo("Asia/Kathmandu")


@pytest.mark.parametrize(
    ("zone", "offset"),
    [("Asia/Kathmandu", "UTC+5:45"), ("America/New_York", "UTC-5"), ("UTC", "UTC+0"), ("America/St_Johns", "UTC-3:30")],
)
def test_an_offset_reads_as_people_write_it(zone: str, offset: str) -> None:
    assert utc_offset(NOW, ZoneInfo(zone)) == offset


def test_a_day_is_near_by_the_calendar_of_the_reader() -> None:
    late = NOW + timedelta(hours=11)
    assert near_date(late, NOW, ZoneInfo("Europe/Berlin")) == "Today"
    assert near_date(late, NOW, KATHMANDU) == "Tomorrow"
    assert near_date(NOW - timedelta(days=1), NOW, KATHMANDU) == "Yesterday"
    assert near_date(NOW - timedelta(days=4), NOW, KATHMANDU) == "Friday 13 November"


def test_a_time_of_another_day_names_its_weekday() -> None:
    assert clock_time(NOW, KATHMANDU) == passed_time(NOW, NOW, KATHMANDU) == "13:50"
    assert passed_time(NOW - timedelta(days=1), NOW, KATHMANDU) == "Mon 13:50"


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (timedelta(), "now"),
        (timedelta(seconds=1), "1 second ago"),
        (timedelta(hours=3, minutes=5), "3 hours ago"),
        (timedelta(days=-2), "in 2 days"),
    ],
)
def test_a_distance_is_told_in_its_largest_unit(since: timedelta, words: str) -> None:
    assert ago(NOW - since, NOW) == words
