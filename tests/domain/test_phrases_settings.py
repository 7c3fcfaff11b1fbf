import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import UnreadableDay, UnreadableHours
from bot.domain.periods import Period
from bot.domain.phrases import parse_differing_days, parse_gaps, subtract_gaps

DAY = Period(540, 1050)
LUNCH, TEA = Period(750, 795), Period(900, 915)
PERIODS = st.builds(
    lambda start, length: Period(start, start + length),
    st.integers(min_value=0, max_value=1439),
    st.integers(min_value=1, max_value=720),
)


@pytest.mark.parametrize(
    ("typed", "gaps"),
    [
        ("", ()),
        ("  ", ()),
        ("12:30-13:15", (LUNCH,)),
        ("12:30 – 13:15", (LUNCH,)),
        ("15-15:15, 12:30-13:15", (LUNCH, TEA)),
        ("12:30-13:15 and 15-15:15", (LUNCH, TEA)),
    ],
)
def test_gaps_are_read_in_order(typed: str, gaps: tuple[Period, ...]) -> None:
    assert parse_gaps(typed) == gaps


@pytest.mark.parametrize("typed", ["12.30/13", "lunch", "13-12", "fri", "12:30-"])
def test_a_gap_that_cannot_be_read_is_named(typed: str) -> None:
    with pytest.raises(UnreadableHours) as refused:
        parse_gaps(typed)
    assert (refused.value.word, refused.value.suggestion) == (typed, "12:30-13:15")
    assert parse_gaps(refused.value.suggestion) == (LUNCH,)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("", {}),
        ("fri 9-13", {4: (Period(540, 780),)}),
        ("fri 9-13, sat 10-12", {4: (Period(540, 780),), 5: (Period(600, 720),)}),
        (
            "mon-tue 9-12 13-15; Sunday 22-6",
            dict.fromkeys((0, 1), (Period(540, 720), Period(780, 900))) | {6: (Period(1320, 1800),)},
        ),
    ],
)
def test_days_that_differ_are_read_by_weekday(typed: str, days: dict[int, tuple[Period, ...]]) -> None:
    assert parse_differing_days(typed) == days


@pytest.mark.parametrize(
    "typed", ["9-13", "fri", "fri 9-13 fri 14-16", "9-13 fri", "fri 9-5", "fri 9-99", "someday 9-13"]
)
def test_a_day_that_cannot_be_read_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises((UnreadableHours, UnreadableDay)) as refused:
        parse_differing_days(typed)
    assert parse_differing_days(refused.value.suggestion) == {4: (Period(540, 780),)}


@pytest.mark.parametrize(
    ("period", "gaps", "left"),
    [
        (DAY, (), (DAY,)),
        (DAY, (LUNCH,), (Period(540, 750), Period(795, 1050))),
        (DAY, (TEA, LUNCH), (Period(540, 750), Period(795, 900), Period(915, 1050))),
        (DAY, (Period(480, 600),), (Period(600, 1050),)),
        (DAY, (Period(1020, 1080),), (Period(540, 1020),)),
        (DAY, (Period(480, 1080),), ()),
        (DAY, (Period(0, 60),), (DAY,)),
        (Period(1320, 1800), (Period(60, 120),), (Period(1320, 1500), Period(120, 360))),
    ],
)
def test_gaps_are_cut_out_of_a_period(period: Period, gaps: tuple[Period, ...], left: tuple[Period, ...]) -> None:
    assert subtract_gaps(period, gaps) == left


@given(PERIODS, st.lists(PERIODS, max_size=4))
def test_what_is_left_is_exactly_what_no_gap_covers(period: Period, gaps: list[Period]) -> None:
    left = {minute % 1440 for part in subtract_gaps(period, gaps) for minute in range(part.start, part.end)}
    cut = {minute % 1440 for gap in gaps for minute in range(gap.start, gap.end)}
    assert left == {minute % 1440 for minute in range(period.start, period.end)} - cut
