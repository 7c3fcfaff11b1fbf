"""From typed text to a phrase: the first word says who reads the rest."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType

from bot.domain.errors import Refusal, UnknownWord
from bot.domain.phrases.cards import read_done, read_snooze
from bot.domain.phrases.hours import read_hours
from bot.domain.phrases.intervals import read_every
from bot.domain.phrases.leaderboard import read_leaderboard
from bot.domain.phrases.leaving import read_hurts, read_leave, read_put
from bot.domain.phrases.pausing import read_pause
from bot.domain.phrases.phrase import (
    Admin,
    Export,
    ForgetMe,
    GuideStep,
    Help,
    HideMe,
    Moved,
    MoveGuide,
    Now,
    OpenGuide,
    Phrase,
    Resume,
    Share,
    ShowExercises,
    ShowMe,
    ShowSettings,
    Skip,
    Start,
    Stats,
    Status,
    Stop,
    Undo,
    Why,
)
from bot.domain.phrases.text import echo, plain
from bot.domain.phrases.zones import read_zone

Reader = Callable[[Sequence[str]], Phrase]

_COMMAND = {"/budge", "budge"}
_ALIKE = 0.7  # how close a mistyped word must be


def parse(text: str) -> Phrase:
    """What this text says, with or without `/budge` before it.

    Raises NotUnderstood or NotAllowed; its suggestion can be parsed.
    """
    words = plain(text).split()
    if words and words[0].lower() in _COMMAND:
        words = words[1:]
    if not words:
        return Status()
    first, *rest = words
    reader = _READERS.get(first.lower())
    if reader is None:
        raise UnknownWord(echo(first), _suggestion(first, rest))
    return reader(rest)


def _suggestion(first: str, rest: Sequence[str]) -> str:
    """The closest word that makes sense of the rest, else `help`."""
    for word in get_close_matches(first.lower(), WORDS, cutoff=_ALIKE):
        candidate = " ".join((word, *rest))
        try:
            parse(candidate)
        except Refusal:
            continue
        return candidate
    return "help"


def _only(typed: str, phrase: Phrase) -> Reader:
    """Reads a phrase that is complete with these words."""
    first, *expected = typed.split()

    def read(words: Sequence[str]) -> Phrase:
        if [word.lower() for word in words] == expected:
            return phrase
        wrong = words[len(expected) :] or words or [first]
        raise UnknownWord(echo(wrong[0]), typed)

    return read


_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "start": _only("start", Start()),
        "stop": _only("stop", Stop()),
        "help": _only("help", Help()),
        "why": _only("why", Why()),
        "settings": _only("settings", ShowSettings()),
        "every": read_every,
        "hours": read_hours,
        "zone": read_zone,
        "now": _only("now", Now()),
        "done": read_done,
        "moved": _only("moved", Moved()),
        "skip": _only("skip", Skip()),
        "undo": _only("undo", Undo()),
        "snooze": read_snooze,
        "pause": read_pause,
        "resume": _only("resume", Resume()),
        "stats": _only("stats", Stats()),
        "leaderboard": read_leaderboard,
        "show": _only("show me", ShowMe()),
        "hide": _only("hide me", HideMe()),
        "share": _only("share", Share()),
        "admin": _only("admin", Admin()),
        "export": _only("export", Export()),
        "forget": _only("forget me", ForgetMe()),
        "exercises": _only("exercises", ShowExercises()),
        "hurts": read_hurts,
        "leave": read_leave,
        "put": read_put,
        "guide": _only("guide", OpenGuide()),
        **{step.value: _only(step.value, MoveGuide(step)) for step in GuideStep if step is not GuideStep.LEAVE},
    }
)

WORDS = tuple(_READERS)
"""Every first word that is understood."""
