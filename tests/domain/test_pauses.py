"""Ana's days: Berlin, Monday to Friday 9:00 to 17:30; it is Wednesday 18 November 2026, 11:00."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.errors import PauseInThePast
from bot.domain.pauses import (
    PauseFor,
    PauseRequest,
    PauseToday,
    PauseTomorrow,
    PauseUntilDate,
    PauseUntilResumed,
    PauseUntilWeekday,
    pause_end,
)
from bot.domain.periods import DEFAULT_WEEK, Period, Week

BERLIN = ZoneInfo("Europe/Berlin")
WEDNESDAY = "2026-11-18 11:00"
NIGHTS = Week(((Period.of(22 * 60, 6 * 60),),) * 7)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def end_of(request: PauseRequest, *, now: str = WEDNESDAY, week: Week = DEFAULT_WEEK) -> str:
    end = pause_end(request, now=local(now), week=week, zone=BERLIN)
    return "when resumed" if end is None else f"{end.astimezone(BERLIN):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("request_", "end"),
    [
        (PauseFor(timedelta(hours=2)), "2026-11-18 13:00"),
        (PauseUntilResumed(), "when resumed"),
        (PauseToday(), "2026-11-19 09:00"),
        (PauseTomorrow(), "2026-11-19 09:00"),
        (PauseUntilWeekday(3), "2026-11-19 09:00"),
        (PauseUntilWeekday(0), "2026-11-23 09:00"),
        (PauseUntilWeekday(2), "2026-11-25 09:00"),
        (PauseUntilDate(date(2026, 12, 24)), "2026-12-24 09:00"),
    ],
)
def test_every_pause_ends_at_an_opening_or_after_its_time(request_: PauseRequest, end: str) -> None:
    assert end_of(request_) == end


@pytest.mark.parametrize("request_", [PauseUntilWeekday(5), PauseUntilDate(date(2026, 11, 22))])
def test_a_day_off_ends_the_pause_at_the_next_opening(request_: PauseRequest) -> None:
    assert end_of(request_) == "2026-11-23 09:00"


def test_until_tomorrow_said_on_a_friday_means_monday() -> None:
    assert end_of(PauseTomorrow(), now="2026-11-20 11:00") == "2026-11-23 09:00"


def test_without_any_hours_a_pause_ends_at_midnight() -> None:
    assert end_of(PauseTomorrow(), week=Week(((),) * 7)) == "2026-11-19 00:00"


def test_a_date_before_its_opening_today_is_still_ahead() -> None:
    assert end_of(PauseUntilDate(date(2026, 11, 18)), now="2026-11-18 08:59") == "2026-11-18 09:00"


@pytest.mark.parametrize(
    "request_",
    [
        PauseUntilDate(date(2026, 11, 18)),
        PauseUntilDate(date(2026, 11, 17)),
        PauseUntilDate(date(1, 1, 1)),
        PauseFor(timedelta()),
        PauseFor(-timedelta(hours=2)),
    ],
)
def test_a_pause_in_the_past_is_refused_with_one_that_works(request_: PauseRequest) -> None:
    with pytest.raises(PauseInThePast) as refused:
        end_of(request_)
    assert refused.value.suggestion == "pause tomorrow"


def test_yesterday_is_past_even_when_the_next_opening_is_not() -> None:
    with pytest.raises(PauseInThePast):
        end_of(PauseUntilDate(date(2026, 11, 21)), now="2026-11-22 11:00")


@pytest.mark.parametrize("now", ["2026-11-18 23:00", "2026-11-19 00:30", "2026-11-19 05:59"])
def test_during_a_night_shift_tomorrow_is_the_next_night(now: str) -> None:
    assert end_of(PauseTomorrow(), now=now, week=NIGHTS) == "2026-11-19 22:00"


def test_after_a_night_shift_the_new_day_has_begun() -> None:
    assert end_of(PauseTomorrow(), now="2026-11-19 06:00", week=NIGHTS) == "2026-11-20 22:00"
