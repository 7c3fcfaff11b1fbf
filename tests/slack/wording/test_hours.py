import pytest

from bot.domain.periods import DEFAULT_WEEK, Week
from bot.slack.wording.hours import hours_words, week_words
from tests.slack.examples import week


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (DEFAULT_WEEK, "Mon–Fri 9:00–17:30"),
        (week(mon="9-17", tue="9-17", wed="9-17", fri="9-13"), "Mon–Wed 9:00–17:00, Fri 9:00–13:00"),
        (week(mon="9-12:30 13:15-17:30"), "Mon 9:00–12:30 and 13:15–17:30"),
        (week(mon="22-6"), "Mon 22:00–6:00"),
        (week(mon="9-24"), "Mon 9:00–24:00"),
        (week(mon="9-17", tue="9-13", wed="9-17"), "Mon and Wed 9:00–17:00, Tue 9:00–13:00"),
        (week(sat="10-12", sun="10-12"), "Sat and Sun 10:00–12:00"),
        (week(), "no hours"),
    ],
)
def test_a_week_is_told_by_days_of_the_same_hours(hours: Week, words: str) -> None:
    assert week_words(hours) == words


def test_hours_go_without_days_where_all_days_have_the_same() -> None:
    assert hours_words(DEFAULT_WEEK) == "9:00–17:30"
    assert hours_words(week(mon="9-17", fri="9-13")) == "Mon 9:00–17:00, Fri 9:00–13:00"
