import pytest

from bot.slack.zone_search import MOST_OPTIONS, find_zones


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("berl", "Europe/Berlin"),
        ("BERLIN", "Europe/Berlin"),
        ("são paulo", "America/Sao_Paulo"),
        ("new york", "America/New_York"),
        ("kathmandu", "Asia/Kathmandu"),
        ("europe/lis", "Europe/Lisbon"),
        ("utc", "UTC"),
    ],
)
def test_a_city_is_found_in_any_case_with_or_without_accents(query: str, first: str) -> None:
    assert find_zones(query)[0] == first


def test_cities_that_begin_with_the_words_come_before_those_that_hold_them() -> None:
    found = find_zones("york")

    assert found.index("America/New_York") >= 0
    assert find_zones("par")[0].rpartition("/")[2].startswith("Par")


def test_there_are_never_more_options_than_slack_takes() -> None:
    for query in ("", "a", "america"):
        assert len(find_zones(query)) == MOST_OPTIONS


def test_nonsense_finds_nothing() -> None:
    assert find_zones("xyzzy") == []
