"""Pauses: what follows `pause`."""

import re
from collections.abc import Sequence
from datetime import date

from bot.domain.errors import PauseInThePast, UnreadablePause
from bot.domain.pauses import (
    PauseFor,
    PauseRequest,
    PauseToday,
    PauseTomorrow,
    PauseUntilDate,
    PauseUntilResumed,
    PauseUntilWeekday,
)
from bot.domain.phrases.intervals import read_interval
from bot.domain.phrases.phrase import Pause
from bot.domain.phrases.text import echo
from bot.domain.phrases.weekdays import read_weekday

_EXAMPLE = "pause until monday"
_FILLERS = {"until", "till", "til", "for"}
_DATE = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")


def read_pause(words: Sequence[str]) -> Pause:
    """What follows `pause`; alone it means until tomorrow."""
    if not words:
        return Pause(PauseTomorrow())
    text = " ".join(words).lower()
    if text in {"until today", "till today", "til today"}:
        raise PauseInThePast("pause today")
    if text.split()[0] in _FILLERS:
        text = text.partition(" ")[2]
    if text == "yesterday":
        raise PauseInThePast("pause tomorrow")
    request = _request(text)
    if request is None:
        raise UnreadablePause(echo(text or words[0]), _suggestion(text))
    return Pause(request)


def _request(text: str) -> PauseRequest | None:
    if text in {"i resume", "resumed"}:
        return PauseUntilResumed()
    if text == "today":
        return PauseToday()
    if text == "tomorrow":
        return PauseTomorrow()
    weekday = read_weekday(text)
    if weekday is not None:
        return PauseUntilWeekday(weekday)
    if duration := read_interval(text):
        return PauseFor(duration)
    day = _date(text)
    return PauseUntilDate(day) if day else None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:  # 2026-02-30
        return None


def _suggestion(text: str) -> str:
    """A bare number is likely hours."""
    return f"pause {text}h" if text.isdigit() and read_interval(f"{text}h") else _EXAMPLE
