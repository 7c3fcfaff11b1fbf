"""What a member can say, once it is read. Nothing here is checked against the member's own state."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.domain.pauses import PauseRequest
from bot.domain.periods import Period


@dataclass(frozen=True, slots=True)
class Status:
    """Nothing was typed: how things stand."""


@dataclass(frozen=True, slots=True)
class Start: ...


@dataclass(frozen=True, slots=True)
class Stop: ...


@dataclass(frozen=True, slots=True)
class Help: ...


@dataclass(frozen=True, slots=True)
class Why: ...


@dataclass(frozen=True, slots=True)
class ShowSettings: ...


@dataclass(frozen=True, slots=True)
class SetInterval:
    """`every 2h30`; the workspace's bounds are still to be checked."""

    interval: timedelta


@dataclass(frozen=True, slots=True)
class SetHours:
    """`hours 9-12:30 13:15-17:30 mon-thu`: these periods, sorted, replace what those weekdays (Monday 0) had."""

    weekdays: tuple[int, ...] | None
    """None: the days that are active now."""
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class SetZone:
    """`zone Europe/Berlin`, spelled as the time zone database does."""

    zone: str


@dataclass(frozen=True, slots=True)
class Now: ...


@dataclass(frozen=True, slots=True)
class Done:
    """`done 1`: that exercise of the open card, counted from 1; None: all of them."""

    number: int | None = None


@dataclass(frozen=True, slots=True)
class Moved: ...


@dataclass(frozen=True, slots=True)
class Skip: ...


@dataclass(frozen=True, slots=True)
class Undo: ...


@dataclass(frozen=True, slots=True)
class Snooze:
    """`snooze 20`: 5 to 60 minutes."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Pause:
    request: PauseRequest


@dataclass(frozen=True, slots=True)
class Resume: ...


@dataclass(frozen=True, slots=True)
class Stats: ...


@dataclass(frozen=True, slots=True)
class ShowLeaderboard: ...


@dataclass(frozen=True, slots=True)
class PostLeaderboard:
    """`leaderboard post fri 16:00`: weekday (Monday 0) and minute after midnight."""

    weekday: int
    minute: int


@dataclass(frozen=True, slots=True)
class EndLeaderboard: ...


@dataclass(frozen=True, slots=True)
class ShowMe: ...


@dataclass(frozen=True, slots=True)
class HideMe: ...


@dataclass(frozen=True, slots=True)
class Export: ...


@dataclass(frozen=True, slots=True)
class ForgetMe: ...


@dataclass(frozen=True, slots=True)
class Share: ...


@dataclass(frozen=True, slots=True)
class Admin: ...


@dataclass(frozen=True, slots=True)
class OpenGuide: ...


class GuideStep(StrEnum):
    """What is said while the guide is open."""

    NEXT = "next"
    BACK = "back"
    START = "go"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class MoveGuide:
    """`next`, `back`, `go` (starts the timer) and `leave`."""

    step: GuideStep


@dataclass(frozen=True, slots=True)
class Hurts:
    closes: bool = False
    """`hurts close`: the card, and nothing else is changed."""


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """`leave out 2`: that exercise of the routine, counted from 1, until it is put back."""

    number: int


@dataclass(frozen=True, slots=True)
class PutBack:
    """`put back 2`."""

    number: int


@dataclass(frozen=True, slots=True)
class ShowExercises: ...


Phrase = (
    Status
    | Start
    | Stop
    | Help
    | Why
    | ShowSettings
    | SetInterval
    | SetHours
    | SetZone
    | Now
    | Done
    | Moved
    | Skip
    | Undo
    | Snooze
    | Pause
    | Resume
    | Stats
    | ShowLeaderboard
    | PostLeaderboard
    | EndLeaderboard
    | ShowMe
    | HideMe
    | Export
    | ForgetMe
    | Share
    | Admin
    | OpenGuide
    | MoveGuide
    | Hurts
    | LeaveOut
    | PutBack
    | ShowExercises
)
