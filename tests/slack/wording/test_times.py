from datetime import datetime, timedelta

import pytest

from bot.slack.wording.times import (
    clock_time,
    day_and_time,
    interval_spoken,
    interval_words,
    until,
    wall_time,
    when,
    zone_words,
)
from tests.slack.examples import BERLIN, NOW, at


@pytest.mark.parametrize(
    ("moment", "sentence", "alone", "pause"),
    [
        (at("14:12"), "at 14:12", "today at 14:12", "14:12"),
        (at("9:00", 19), "tomorrow at 9:00", "tomorrow at 9:00", "tomorrow 9:00"),
        (at("11:30", 23), "on Monday at 11:30", "Monday at 11:30", "Monday 23 November, 11:30"),
        (at("11:30", 24), "on Tuesday at 11:30", "Tuesday at 11:30", "Tuesday 24 November, 11:30"),
        (
            at("11:30", 25),
            "on Wednesday 25 November at 11:30",
            "Wednesday 25 November at 11:30",
            "Wednesday 25 November, 11:30",
        ),
        (
            at("11:30") + timedelta(days=50),
            "on Thursday 7 January 2027 at 11:30",
            "Thursday 7 January 2027 at 11:30",
            "Thursday 7 January 2027, 11:30",
        ),
    ],
)
def test_a_moment_is_told_by_how_far_it_is(moment: datetime, sentence: str, alone: str, pause: str) -> None:
    assert when(moment, now=NOW, zone=BERLIN) == sentence
    assert day_and_time(moment, now=NOW, zone=BERLIN) == alone
    assert until(moment, now=NOW, zone=BERLIN) == pause


def test_today_and_tomorrow_are_the_members_own() -> None:
    assert when(at("23:30"), now=NOW, zone=BERLIN) == "at 23:30"
    assert when(at("23:30"), now=NOW, zone="Asia/Kathmandu") == "tomorrow at 4:15"


def test_clock_times_have_24_hours_and_no_leading_zero() -> None:
    assert clock_time(at("9:05"), BERLIN) == "9:05"
    assert [wall_time(minute) for minute in (0, 540, 1440, 1470)] == ["0:00", "9:00", "24:00", "0:30"]


@pytest.mark.parametrize(
    ("minutes", "short", "spoken"),
    [
        (120, "2 h", "2 hours"),
        (150, "2 h 30", "2 h 30"),
        (125, "2 h 05", "2 h 05"),
        (60, "1 h", "1 hour"),
        (45, "45 min", "45 minutes"),
        (1, "1 min", "1 minute"),
    ],
)
def test_intervals_have_a_short_and_a_spoken_form(minutes: int, short: str, spoken: str) -> None:
    interval = timedelta(minutes=minutes)
    assert (interval_words(interval), interval_spoken(interval)) == (short, spoken)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Berlin", "Berlin time"),
        ("America/New_York", "New York time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("UTC", "UTC"),
        ("Etc/GMT+5", "Etc/GMT+5"),
    ],
)
def test_zones_are_named_by_their_city(zone: str, words: str) -> None:
    assert zone_words(zone) == words
