"""The kinds of text in a routine file: how long each may be, in how many lines, whether bold, and how discreet."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from routines.model import BOLD_MARK

SLACK_SECTION = 3000  # characters of a section's text
SLACK_ALT_TEXT = 2000  # characters of what stands for a picture

TITLE = 61  # with "Leave out the " before it, a title fits what Slack allows an option, and every button
SHORT_NAME = 24  # two of them and the words around them fit a label
LINE = 120  # what is read at a glance while a timer runs, or on a lock screen

INDISCREET = re.compile(
    r"\b(butts?|buttocks?|seats?|pain(s|ful|fully)?|glut(es?|eal|eus|ei)|missed|failed|overdue)\b", re.IGNORECASE
)
LINE_BREAK = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


def with_paired_marks(text: str) -> str:
    """The same text. Raises where a bold mark is not closed."""
    if text.count(BOLD_MARK) % 2:
        raise PydanticCustomError("bold_mark", "a bold part begins with * and does not end with one.")
    return text


def without_marks(text: str) -> str:
    """The same text. Raises where a screen reader would say a bold mark."""
    if BOLD_MARK in text:
        raise PydanticCustomError("bold_mark", "has no bold part; leave out the *.")
    return text


def in_one_line(text: str) -> str:
    """The same text. Raises where it goes on in a second line."""
    if LINE_BREAK.search(text):
        raise PydanticCustomError("one_line", "must be one line.")
    return text


def indiscreet_word(text: str) -> str | None:
    """The first word that no locked phone and no shared screen is to show."""
    found = INDISCREET.search(text)
    return found[0] if found else None


def discreet(text: str) -> str:
    """The same text. Raises where a neighbour would read more than that it is time to stand up."""
    word = indiscreet_word(text)
    if word is not None:
        reason = 'says "{word}", and a locked phone or a shared screen shows it; choose other words.'
        raise PydanticCustomError("discreet", reason, {"word": word})
    return text


def _at_most(characters: int) -> StringConstraints:
    return StringConstraints(min_length=1, max_length=characters)


Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Title = Annotated[
    str, _at_most(TITLE), AfterValidator(in_one_line), AfterValidator(without_marks), AfterValidator(discreet)
]
ShortName = Annotated[
    str, _at_most(SHORT_NAME), AfterValidator(in_one_line), AfterValidator(without_marks), AfterValidator(discreet)
]
Needs = Annotated[str, _at_most(SLACK_SECTION), AfterValidator(without_marks)]
Advice = Annotated[str, StringConstraints(max_length=SLACK_SECTION // 2), AfterValidator(without_marks)]
SpokenNeeds = Annotated[str, _at_most(SLACK_SECTION), AfterValidator(without_marks), AfterValidator(discreet)]
MarkedText = Annotated[str, _at_most(SLACK_SECTION), AfterValidator(with_paired_marks)]
MarkedLine = Annotated[str, _at_most(LINE), AfterValidator(in_one_line), AfterValidator(with_paired_marks)]
Line = Annotated[str, _at_most(LINE), AfterValidator(in_one_line), AfterValidator(without_marks)]
DiscreetLine = Annotated[
    str, _at_most(LINE), AfterValidator(in_one_line), AfterValidator(without_marks), AfterValidator(discreet)
]
AltText = Annotated[str, _at_most(SLACK_ALT_TEXT)]
