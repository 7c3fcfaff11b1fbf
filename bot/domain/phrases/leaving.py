"""What leaves an exercise out, puts it back, or closes a card that is not to be done: `leave out 2`, `hurts close`."""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.domain.errors import NotOfTheRoutine, UnknownWord
from bot.domain.phrases.phrase import GuideStep, Hurts, LeaveOut, MoveGuide, PutBack, ShowExercises
from bot.domain.phrases.text import echo

P = TypeVar("P", LeaveOut, PutBack)

_NUMBER = re.compile("[1-9][0-9]?")


def read_leave(words: Sequence[str]) -> MoveGuide | LeaveOut | ShowExercises:
    """What follows `leave`: nothing, for the guide; or `out` and the number of an exercise."""
    if not words:
        return MoveGuide(GuideStep.LEAVE)
    return _numbered(words, "leave", "out", LeaveOut, otherwise="leave")


def read_put(words: Sequence[str]) -> PutBack | ShowExercises:
    """What follows `put`: `back` and the number of an exercise."""
    if not words:
        raise UnknownWord("put", "exercises")
    return _numbered(words, "put", "back", PutBack, otherwise="exercises")


def read_hurts(words: Sequence[str]) -> Hurts:
    """What follows `hurts`: nothing, to choose; or `close`, for the card alone."""
    text = " ".join(words).lower()
    if text not in {"", "close"}:
        raise UnknownWord(echo(" ".join(words)), "hurts")
    return Hurts(closes=text == "close")


def _numbered(
    words: Sequence[str], verb: str, particle: str, phrase: Callable[[int], P], *, otherwise: str
) -> P | ShowExercises:
    """Without a number, the exercises and theirs."""
    first, *rest = words
    number = " ".join(rest)
    if first.lower() != particle:
        meant = rest[-1] if rest else first
        is_number = _NUMBER.fullmatch(meant) is not None
        raise UnknownWord(echo(first), f"{verb} {particle} {meant}" if is_number else otherwise)
    if not rest:
        return ShowExercises()
    if not _NUMBER.fullmatch(number):
        raise NotOfTheRoutine(echo(number), "exercises")
    return phrase(int(number))
