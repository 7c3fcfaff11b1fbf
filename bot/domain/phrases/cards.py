"""What can be said about the open card with a number: `snooze 20`, `done 1`."""

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.domain.errors import SnoozeOutOfRange, UnknownExercise, UnreadableSnooze
from bot.domain.phrases.intervals import read_interval
from bot.domain.phrases.phrase import Done, Snooze
from bot.domain.phrases.text import echo

SHORTEST_SNOOZE = 5  # minutes
LONGEST_SNOOZE = 60  # minutes
USUAL_SNOOZE = 10  # minutes

_EXAMPLE = "snooze 20"
_MINUTES = re.compile("[0-9]{1,4}")
_EXERCISE = re.compile("[1-9][0-9]?")


def read_snooze(words: Sequence[str]) -> Snooze:
    """What follows `snooze`: minutes, or an interval; alone it means 10 minutes."""
    if not words:
        return Snooze(USUAL_SNOOZE)
    text = " ".join(words)
    interval = read_interval(text)
    if interval:
        minutes = interval // timedelta(minutes=1)
    elif _MINUTES.fullmatch(text):
        minutes = int(text)
    else:
        raise UnreadableSnooze(echo(text), _EXAMPLE)
    nearest = min(max(minutes, SHORTEST_SNOOZE), LONGEST_SNOOZE)
    if minutes != nearest:
        raise SnoozeOutOfRange(f"snooze {nearest}")
    return Snooze(minutes)


def read_done(words: Sequence[str]) -> Done:
    """What follows `done`: the number of an exercise, or nothing for all."""
    text = " ".join(words).lower()
    if text in {"", "both", "all"}:
        return Done()
    if _EXERCISE.fullmatch(text):
        return Done(int(text))
    raise UnknownExercise(echo(" ".join(words)), "done")
