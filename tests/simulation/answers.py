"""What a person hears after they pressed or typed something."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    ACKED = "acked"
    REFUSED = "refused"
    """A clear sentence: nothing changed."""
    UNAVAILABLE = "unavailable"
    """The database or Slack could not be had."""
    LOST = "lost"
    """Nothing was ever heard: it may have been done."""


@dataclass(frozen=True, slots=True)
class Answer:
    outcome: Outcome
    value: Any = None
