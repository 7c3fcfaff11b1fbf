from datetime import timedelta
from zoneinfo import available_timezones

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import NotAllowed, NotUnderstood
from bot.domain.periods import Period
from bot.domain.phrases import WORDS, SetHours, SetInterval, SetZone, parse, typed_interval, typed_time

FRAGMENTS = (
    *WORDS,
    *("me", "off", "post", "out", "back", "close"),
    *("until", "today", "yesterday", "tomorrow", "mon", "fri", "mon-thu", "fri-mon", "daily"),
    *("9-5", "9-17", "22-6", "4-8", "5-9", "0-24", "20-8", "9-12", "11-15", "23-1", "12-12", "1", "2", "150", "0"),
    *("2h", "1h", "2.5h", "90m", "-", "to", "and", ",", "2026-12-24", "16:00", "berlin", "Europe/Berlin", "evry"),
)
MINUTES = st.integers(min_value=0, max_value=24 * 60 - 1)


def suggestion_for(text: str) -> str | None:
    try:
        parse(text)
    except (NotUnderstood, NotAllowed) as refusal:
        return refusal.suggestion
    return None


@given(st.text(max_size=400) | st.lists(st.sampled_from(FRAGMENTS), max_size=8).map(" ".join))
def test_every_text_is_understood_or_refused_with_a_suggestion_that_works(text: str) -> None:
    suggestion = suggestion_for(text)
    if suggestion is not None:
        assert not suggestion.startswith("/")
        parse(suggestion)


@given(st.lists(st.sampled_from(FRAGMENTS[len(WORDS) :]), min_size=1, max_size=6).map(" ".join))
def test_hours_are_understood_or_refused_with_a_suggestion_that_works(text: str) -> None:
    suggestion = suggestion_for(f"hours {text}")
    if suggestion is not None:
        parse(suggestion)


@given(st.integers(min_value=1, max_value=999 * 60))
def test_an_interval_as_it_is_written_is_read_back(minutes: int) -> None:
    interval = timedelta(minutes=minutes)
    assert parse(f"every {typed_interval(interval)}") == SetInterval(interval)


@given(MINUTES, st.integers(min_value=1, max_value=12 * 60))
def test_a_period_as_it_is_written_is_read_back(start: int, length: int) -> None:
    period = Period(start, start + length)
    assert parse(f"hours {typed_time(period.start)}-{typed_time(period.end)}") == SetHours(None, (period,))
    assert parse(f"hours {period.typed}") == SetHours(None, (period,))


def test_every_zone_is_known_by_its_name_in_any_case() -> None:
    for zone in available_timezones() - {"Factory", "localtime"}:
        assert parse(f"zone {zone.swapcase()}") == SetZone(zone)
