from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.errors import HoursEndBeforeStart, HoursOverlap
from bot.domain.periods import DEFAULT_WEEK, ActivePeriod, Period, Week, active_periods, period_at, stretches

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 16)
SPRING_NIGHT = date(2026, 3, 29)  # a Sunday: 2:00 is skipped to 3:00
AUTUMN_NIGHT = date(2026, 10, 25)  # a Sunday: 2:00 to 3:00 comes twice


def clock(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes or 0)


def period(text: str) -> Period:
    start, end = text.split("-")
    return Period.of(clock(start), clock(end))


def week(**days: str) -> Week:
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return Week(tuple(tuple(period(text) for text in days.get(name, "").split()) for name in names))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def opened(chosen: Week, day: date, *, zone: ZoneInfo = BERLIN, days: int = 1) -> list[str]:
    return [
        f"{found.start_at.astimezone(zone):%a %H:%M}-{found.end_at.astimezone(zone):%H:%M}"
        for found in active_periods(chosen, zone, start=day, days=days)
    ]


@pytest.mark.parametrize(("start", "end"), [(0, 1), (0, 1440), (1439, 1440), (1439, 2159), (729, 1449)])
def test_possible_periods(start: int, end: int) -> None:
    assert (Period(start, end).start, Period(start, end).end) == (start, end)


@pytest.mark.parametrize(
    ("start", "end"), [(-1, 60), (1440, 1500), (540, 540), (540, 500), (720, 1441), (728, 1449), (1439, 2160)]
)
def test_impossible_periods_are_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no such period"):
        Period(start, end)


def test_an_end_not_after_its_start_crosses_midnight() -> None:
    assert period("22-6") == Period(22 * 60, 30 * 60)
    assert period("22-0") == Period(22 * 60, 24 * 60)
    assert period("9-24") == Period(9 * 60, 24 * 60)


def test_twelve_hours_across_midnight_are_the_most() -> None:
    assert period("18-6") == Period(18 * 60, 30 * 60)
    with pytest.raises(HoursEndBeforeStart):
        period("18-6:01")


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("9-5", "hours 9-17"),
        ("8:30-5:15", "hours 8:30-17:15"),
        ("9-9", "hours 9-21"),
        ("9-0", "hours 9-24"),
        ("13-12", "hours 13-24"),
        ("12-0:30", "hours 12-20"),
        ("23-22", "hours 23-7"),
    ],
)
def test_an_end_before_its_start_is_refused_with_hours_that_work(typed: str, suggestion: str) -> None:
    with pytest.raises(HoursEndBeforeStart) as refused:
        period(typed)
    start, end = typed.split("-")
    assert (refused.value.suggestion, refused.value.start, refused.value.end) == (suggestion, clock(start), clock(end))
    assert period(suggestion.removeprefix("hours ")).start == clock(start)


@pytest.mark.parametrize("typed", ["9-12:30", "22-6", "9-24", "0-1", "23:59-11:59"])
def test_a_period_is_written_as_it_is_typed(typed: str) -> None:
    assert period(typed).typed == typed


def test_the_default_is_monday_to_friday() -> None:
    assert week(**dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "9-17:30")) == DEFAULT_WEEK


def test_periods_of_a_day_are_sorted() -> None:
    assert week(mon="13-16 9-12") == week(mon="9-12 13-16")


def test_replacing_a_day_leaves_the_others() -> None:
    assert DEFAULT_WEEK.replaced([4], [period("9-13")]) == week(
        mon="9-17:30", tue="9-17:30", wed="9-17:30", thu="9-17:30", fri="9-13"
    )


def test_a_week_has_seven_days() -> None:
    with pytest.raises(ValueError, match="seven days"):
        Week(((),) * 6)


def test_periods_may_touch() -> None:
    assert week(mon="9-12 12-15", sun="22-0").days[0] == (period("9-12"), period("12-15"))
    assert week(sun="22-6", mon="6-9").days[6] == (period("22-6"),)


WORKDAYS = ("mon", "tue", "wed", "thu", "fri")


@pytest.mark.parametrize(
    ("days", "overlapping", "suggestion"),
    [
        (dict.fromkeys(WORKDAYS, "9-12 11-15"), ("9-12", "11-15"), "hours 9-15"),
        (dict.fromkeys(WORKDAYS, "13-17 8-10 9-12"), ("8-10", "9-12"), "hours 8-12 13-17"),
        ({"fri": "9-15 10-11"}, ("9-15", "10-11"), "hours 9-15 fri"),
        ({"sat": "9-12 9-13", "sun": "9-12 9-13"}, ("9-12", "9-13"), "hours 9-13 sat-sun"),
        ({"mon": "14-24 22-6"}, ("14-24", "22-6"), "hours 14-22 22-6 mon"),
        ({"fri": "22-6", "sat": "5-9"}, ("22-6", "5-9"), "hours 22-5 fri"),
        ({"fri": "9-13 22-6", "sat": "5-9"}, ("22-6", "5-9"), "hours 9-13 22-5 fri"),
        ({"sun": "22-6", "mon": "5:59-9"}, ("22-6", "5:59-9"), "hours 22-5:59 sun"),
        ({"mon": "0-1", "sun": "22-6"}, ("22-6", "0-1"), "hours 22-24 sun"),
    ],
)
def test_overlaps_are_refused_with_hours_that_work(
    days: dict[str, str], overlapping: tuple[str, str], suggestion: str
) -> None:
    with pytest.raises(HoursOverlap) as refused:
        week(**days)
    assert (refused.value.first, refused.value.second) == tuple(map(period, overlapping))
    assert refused.value.suggestion == suggestion


def test_a_period_belongs_to_the_date_it_starts_on() -> None:
    night = week(mon="22-6")
    expected = ActivePeriod(utc("2026-11-16 21:00"), utc("2026-11-17 05:00"), MONDAY)
    assert active_periods(night, BERLIN, start=MONDAY, days=7) == [expected]


def test_a_moment_is_inside_from_the_opening_to_just_before_the_end() -> None:
    opening, closing = utc("2026-11-16 08:00"), utc("2026-11-16 16:30")
    instant = timedelta(microseconds=1)
    inside = [
        period_at(DEFAULT_WEEK, BERLIN, moment) is not None
        for moment in (opening - instant, opening, closing - instant, closing)
    ]
    assert inside == [False, True, True, False]


def test_after_midnight_a_moment_is_inside_the_night_shift_of_the_day_before() -> None:
    found = period_at(week(sun="22-6"), BERLIN, utc("2026-11-16 04:59"))
    assert found is not None
    assert found.active_on == date(2026, 11, 15)


def test_a_stretch_holds_the_periods_less_than_two_hours_apart() -> None:
    together = stretches(week(mon="9-12 13:59-16"), BERLIN, start=MONDAY, days=1)
    apart = stretches(week(mon="9-12 14-16"), BERLIN, start=MONDAY, days=1)
    assert [len(stretch.periods) for stretch in together] == [2]
    assert [len(stretch.periods) for stretch in apart] == [1, 1]
    assert (together[0].start_at, together[0].end_at) == (utc("2026-11-16 08:00"), utc("2026-11-16 15:00"))


def test_a_stretch_never_reaches_into_another_date() -> None:
    nightly = stretches(week(mon="20-24", tue="0-4"), BERLIN, start=MONDAY, days=2)
    assert [stretch.active_on for stretch in nightly] == [MONDAY, MONDAY + timedelta(days=1)]


@pytest.mark.parametrize(
    ("sunday", "expected"),
    [
        ("1-2:30", ["Sun 01:00-03:30"]),
        ("2:15-5", ["Sun 03:15-05:00"]),
        ("1-2:30 3-6", ["Sun 01:00-03:00", "Sun 03:00-06:00"]),
        ("1-2:30 3:10-6", ["Sun 01:00-03:10", "Sun 03:10-06:00"]),
        ("2-3", []),
        ("2:10-2:50", ["Sun 03:10-03:50"]),
        ("2:10-2:50 3-4", ["Sun 03:00-04:00"]),
        ("2:30-2:40 2:45-2:50 3-4", ["Sun 03:00-04:00"]),
        ("2:45-3:30", []),
        ("2:10-2:30 2:30-2:40", ["Sun 03:10-03:30", "Sun 03:30-03:40"]),
    ],
)
def test_what_the_spring_night_skips_moves_forward_and_yields_to_the_next(sunday: str, expected: list[str]) -> None:
    assert opened(week(sun=sunday), SPRING_NIGHT) == expected


def test_a_night_shift_that_the_spring_night_lengthens_yields_to_the_next_day() -> None:
    chosen = week(sat="22-2:30", sun="3:15-6")
    assert opened(chosen, date(2026, 3, 28), days=2) == ["Sat 22:00-03:15", "Sun 03:15-06:00"]


@pytest.mark.parametrize(
    ("sunday", "start_at", "end_at"),
    [
        ("1-2:30", "2026-10-24 23:00", "2026-10-25 00:30"),
        ("2:30-5", "2026-10-25 00:30", "2026-10-25 04:00"),
        ("2:30-3", "2026-10-25 00:30", "2026-10-25 02:00"),
    ],
)
def test_a_time_that_the_autumn_night_repeats_means_the_first(sunday: str, start_at: str, end_at: str) -> None:
    found = active_periods(week(sun=sunday), BERLIN, start=AUTUMN_NIGHT, days=1)
    assert found == [ActivePeriod(utc(start_at), utc(end_at), AUTUMN_NIGHT)]


def test_a_date_that_a_zone_skipped_yields_to_the_next() -> None:
    apia = ZoneInfo("Pacific/Apia")  # had no 30 December 2011
    daily = week(thu="9-17", fri="9-17", sat="9-17")
    assert opened(daily, date(2011, 12, 29), zone=apia, days=3) == ["Thu 09:00-17:00", "Sat 09:00-17:00"]
