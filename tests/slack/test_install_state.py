"""The word that goes to Slack and back with somebody who installs Budge."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.install_state import LASTS, States, new_browser
from tests.slack.stage import HandClock
from tests.stores import KEY, NEWER_KEY

BROWSER = new_browser()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def test_a_word_is_good_once_in_its_browser(clock: HandClock) -> None:
    states = States([KEY], clock=clock)
    word = states.give(BROWSER)
    assert states.take(word, browser=BROWSER)
    assert not states.take(word, browser=BROWSER)


def test_no_two_words_are_the_same(clock: HandClock) -> None:
    states = States([KEY], clock=clock)
    assert len({states.give(BROWSER) for _ in range(100)}) == 100


@pytest.mark.parametrize("browser", ["A" * 43, "", "x", "A" * 44])
def test_no_other_browser_can_use_it(clock: HandClock, browser: str) -> None:
    states = States([KEY], clock=clock)
    assert not states.take(states.give(BROWSER), browser=browser)


@pytest.mark.parametrize(("after", "is_good"), [(LASTS - timedelta(seconds=1), True), (LASTS, False)])
def test_it_lasts_ten_minutes(clock: HandClock, after: timedelta, is_good: bool) -> None:
    states = States([KEY], clock=clock)
    word = states.give(BROWSER)
    clock.at += after
    assert states.take(word, browser=BROWSER) is is_good


def test_another_process_with_the_same_key_takes_it(clock: HandClock) -> None:
    word = States([KEY], clock=clock).give(BROWSER)
    assert States([KEY], clock=clock).take(word, browser=BROWSER)


def test_it_survives_a_new_key_while_the_old_one_is_known(clock: HandClock) -> None:
    word = States([KEY], clock=clock).give(BROWSER)
    assert States([NEWER_KEY, KEY], clock=clock).take(word, browser=BROWSER)
    assert not States([NEWER_KEY], clock=clock).take(word, browser=BROWSER)


@given(state=st.text() | st.from_regex(r"[0-9]{1,14}\.[\w-]{22}\.[0-9a-f]{64}"), browser=st.text() | st.just(BROWSER))
def test_nothing_that_is_made_up_is_taken(state: str, browser: str) -> None:
    assert not States([KEY], clock=HandClock()).take(state, browser=browser)


def test_whatever_is_changed_spoils_it(clock: HandClock) -> None:
    states = States([KEY], clock=clock)
    word = states.give(BROWSER)
    spoiled = [word[:at] + ("1" if char == "0" else "0") + word[at + 1 :] for at, char in enumerate(word)]
    assert not any(states.take(one, browser=BROWSER) for one in ("", word[:-1], f"{word}0", *spoiled) if one != word)
    assert states.take(word, browser=BROWSER)
