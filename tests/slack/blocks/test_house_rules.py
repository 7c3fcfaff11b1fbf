"""COPY's rules for words, and Slack's limits, over everything that is ever shown."""

import re

import pytest

from bot.domain.phrases import parse
from bot.sandbox.limits import message_problems, view_problems
from bot.slack.blocks.card import reminder_card
from bot.slack.message import Message, View
from bot.slack.wording.openers import OPENERS
from tests.slack.blocks.every import MESSAGES, VIEWS, blocks_of, parts_of, texts_in
from tests.slack.examples import card, reminder

LOCK_SCREEN = 120  # characters
NOT_ON_A_LOCK_SCREEN = re.compile(r"\b(butt|buttock|seat|pain|glute|missed|failed|overdue)", re.IGNORECASE)
NEVER = re.compile(r"\b(just(?! ahead)|simply|oops|missed|failed|overdue)\b|!(?!channel|date\^)", re.IGNORECASE)
COMMAND = re.compile(r"/budge ([a-z0-9:./ -]+?)(?=`|\Z)", re.IGNORECASE)
EVERYTHING: dict[str, Message | View] = {**MESSAGES, **{f"view: {name}": view for name, view in VIEWS.items()}}

every_message = pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES.keys())
every_view = pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS.keys())
everything = pytest.mark.parametrize("content", EVERYTHING.values(), ids=EVERYTHING.keys())


@every_message
def test_slack_takes_every_message(message: Message) -> None:
    assert message_problems(message.blocks) == []
    assert 0 < len(message.text) < 4000


@every_view
def test_slack_takes_every_view(view: View) -> None:
    assert view_problems(view) == []


@every_message
def test_a_lock_screen_shows_nothing_that_embarrasses(message: Message) -> None:
    assert not NOT_ON_A_LOCK_SCREEN.search(message.text[:LOCK_SCREEN])


@pytest.mark.parametrize("index", range(len(OPENERS)))
def test_the_card_is_neutral_with_every_opener(index: int) -> None:
    assert not NOT_ON_A_LOCK_SCREEN.search(reminder_card(card(reminder(opener=index))).text[:LOCK_SCREEN])


@everything
def test_no_word_shames_or_shouts(content: Message | View) -> None:
    words = [*texts_in(blocks_of(content)), *([content.text] if isinstance(content, Message) else [])]
    assert [word for word in words if NEVER.search(word)] == []


@everything
def test_no_text_of_ours_holds_an_emoji(content: Message | View) -> None:
    words = " ".join(texts_in(blocks_of(content)))
    assert not re.search(r"[\U0001F000-\U0001FAFF☀-➿]|:[a-z_]+:", words)


@everything
def test_a_buttons_spoken_label_starts_with_its_visible_words(content: Message | View) -> None:
    for button in parts_of(blocks_of(content), "button"):
        label = button.get("accessibility_label", button["text"]["text"])
        assert label.startswith(button["text"]["text"])
        assert len(label) <= 75


@everything
def test_one_green_button_at_most(content: Message | View) -> None:
    green = [button for button in parts_of(blocks_of(content), "button") if button.get("style") == "primary"]
    assert len(green) <= 1


@everything
def test_every_command_that_is_named_can_be_typed(content: Message | View) -> None:
    words = [word for word in texts_in(blocks_of(content)) if "/budge" in word]
    for command in (found for word in words for found in COMMAND.findall(word)):
        parse(command)


@every_message
def test_the_hints_of_the_card_can_be_typed(message: Message) -> None:
    for hint in re.findall(r"or type: (.+)\. Also: (.+)\.$", message.text):
        for words in ", ".join(hint).split(", "):
            parse(words)
