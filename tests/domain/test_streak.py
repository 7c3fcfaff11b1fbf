from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.streak import Day, Streak, streak

MONDAY = date(2026, 11, 2)


def days(story: str) -> list[Day]:
    """One letter a day from Monday on: d something done, o offered and nothing done, - nothing delivered."""
    return [
        Day(
            active_on=MONDAY + timedelta(days=number),
            delivered=0 if letter == "-" else 3,
            done=2 if letter == "d" else 0,
        )
        for number, letter in enumerate(story)
    ]


def after(story: str) -> Streak:
    """The streak on the morning after this story."""
    return streak(days(story), today=MONDAY + timedelta(days=len(story)))


@pytest.mark.parametrize(
    ("story", "length", "best", "free_days"),
    [
        ("", 0, 0, 0),
        ("d", 1, 1, 0),
        ("ddd", 3, 3, 0),
        ("dd--d", 3, 3, 0),
        ("ddo", 0, 2, 0),
        ("ddod", 1, 2, 0),
        ("ddddd", 5, 5, 1),
        ("dddddo", 5, 5, 0),
        ("dddddod", 6, 6, 0),
        ("dddddoo", 0, 5, 0),
        ("ddddd--d", 6, 6, 1),
        ("d" * 10, 10, 10, 2),
        ("d" * 20, 20, 20, 2),
        ("d" * 10 + "oo", 10, 10, 0),
        ("d" * 10 + "ooo", 0, 10, 0),
        ("dddddo" + "d" * 5, 10, 10, 1),
        ("dddddood", 1, 5, 0),
    ],
)
def test_days_in_a_row_count_and_every_fifth_earns_a_free_day(
    story: str, length: int, best: int, free_days: int
) -> None:
    assert after(story) == Streak(length=length, best=best, free_days=free_days)


def test_today_does_not_end_a_streak_before_it_is_over() -> None:
    assert streak(days("ddo"), today=MONDAY + timedelta(days=2)).length == 2


def test_today_does_not_spend_a_free_day_before_it_is_over() -> None:
    assert streak(days("dddddo"), today=MONDAY + timedelta(days=5)) == Streak(length=5, best=5, free_days=1)


def test_today_extends_a_streak_at_once() -> None:
    assert streak(days("ddd"), today=MONDAY + timedelta(days=2)).length == 3


def test_something_done_on_a_day_without_a_delivered_reminder_does_not_extend_it() -> None:
    moved_alone = Day(active_on=MONDAY + timedelta(days=2), delivered=0, done=2)
    assert streak([*days("dd"), moved_alone], today=MONDAY + timedelta(days=3)).length == 2


@given(st.text("do-", max_size=40), st.randoms(use_true_random=False))
def test_days_without_a_reminder_and_the_order_of_days_make_no_difference(story: str, random: Random) -> None:
    shuffled = days(story)
    random.shuffle(shuffled)
    assert streak(shuffled, today=date(2027, 1, 1)) == after(story.replace("-", ""))


@given(st.text("do-", max_size=40))
def test_a_streak_is_never_longer_than_its_best_nor_more_than_two_days_are_free(story: str) -> None:
    found = after(story)
    assert 0 <= found.length <= found.best <= story.count("d")
    assert 0 <= found.free_days <= 2


@given(st.text("do-", max_size=60), st.data())
def test_a_streak_goes_on_from_any_day_on_as_if_it_had_never_been_written_down(story: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(story)))
    earlier, later = days(story)[:cut], days(story)[cut:]
    before = streak(earlier, today=MONDAY + timedelta(days=cut))
    assert streak(later, today=MONDAY + timedelta(days=len(story)), before=before) == after(story)
