"""The sentences of a step's text, and which of them lasts the step's time."""

import re
from typing import NamedTuple

from routines.model import BOLD_MARK, Step

TIME_IN_WORDS = re.compile(r"\b(minutes?|seconds?)\b", re.IGNORECASE)
SENTENCE_END = re.compile(
    r"""[.!?][*)"”’']*\s+(?=[*("“‘']*[^\W_a-z])""",  # what follows begins with a capital or a digit: no "e.g. this"
)


class Timed(NamedTuple):
    """A text in three parts, each with its bold marks and perhaps empty."""

    before: str  # what is done first
    lasting: str  # the sentence whose time runs
    after: str  # what is done once the time is up


def sentences(marked: str) -> tuple[str, ...]:
    """The sentences of a text. Nothing is split within a bold part."""
    found = []
    start = 0
    for end in SENTENCE_END.finditer(marked):
        if marked.count(BOLD_MARK, start, end.end()) % 2 == 0:
            found.append(marked[start : end.end()].strip())
            start = end.end()
    return (*found, marked[start:].strip())


def timed(step: Step) -> Timed:
    """The parts of a timed step: its time belongs to the first sentence with bold words, else to the one that names it.

    Where no sentence does either, the last one lasts.
    """
    every = sentences(step.text)
    marked = (index for index, sentence in enumerate(every) if BOLD_MARK in sentence)
    named = (index for index, sentence in enumerate(every) if TIME_IN_WORDS.search(sentence))
    at = next(marked, next(named, len(every) - 1))
    return Timed(" ".join(every[:at]), every[at], " ".join(every[at + 1 :]))
