import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.slack.escaping import LONGEST_NAME, LONGEST_WORD, escape, inert, one_line, shown_name, spoken_name

TYPED = st.text(st.one_of(st.characters(), st.sampled_from("<>&*_~`:.@#!|\n\u202e\u200b")), max_size=200)


@given(TYPED)
@example("<!channel>")
@example("<@U123|ana> <https://evil.example|here>")
@example("https://evil.example/x")
@example("*bold* _x_ ~y~ `z`\n> quote")
@example(":tada: :+1:")
def test_a_typed_word_neither_mentions_links_nor_formats(word: str) -> None:
    shown = inert(word)
    assert not re.search(r"[<>*_~`\n\r]", shown)
    assert not re.search(r"&(?!amp;|lt;|gt;)", shown)
    assert "://" not in shown
    assert not re.search(r"\.[a-zA-Z]", shown)
    assert not re.search(r":[a-z+]", shown)


@given(TYPED)
def test_a_typed_word_is_cut_to_a_line(word: str) -> None:
    shown = one_line(word, longest=LONGEST_WORD)
    assert len(shown) <= LONGEST_WORD
    assert shown == " ".join(shown.split())
    assert shown.isprintable() or " " in shown


@given(TYPED)
def test_a_name_is_never_empty_and_never_longer_than_slack_allows(name: str) -> None:
    assert 1 <= len(shown_name(name)) <= LONGEST_NAME
    assert "<" not in spoken_name(name)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("evry", "evry"),
        ("12.30/13", "12.30/13"),
        ("9:30", "9:30"),
        ("a&b <c>", "a&amp;b &lt;c&gt;"),
        ("two\nlines", "two lines"),
        ("x" * 60, "x" * 39 + "…"),
    ],
)
def test_ordinary_words_stay_readable(typed: str, shown: str) -> None:
    assert inert(typed) == shown


def test_slacks_three_characters_become_entities() -> None:
    assert escape("<&>") == "&lt;&amp;&gt;"


@given(TYPED)
def test_an_ordinary_name_is_shown_as_it_is(name: str) -> None:
    plain = "".join(char for char in name if char.isalnum())[:LONGEST_NAME]
    assert shown_name(plain) == (plain or "Somebody")
