"""Where a person can press something."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSpot:
    """A message."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class HomeSpot:
    """The person's own App Home."""


@dataclass(frozen=True, slots=True)
class ModalSpot:
    """An open modal."""

    view_id: str


Spot = MessageSpot | HomeSpot | ModalSpot


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a gesture went: `error` is Slack's own word for what went wrong between Slack and the bot."""

    error: str | None = None

    @property
    def ok(self) -> bool:
        return self.error is None


class ImpossibleGesture(Exception):  # noqa: N818  says what a person cannot do; no program erred
    """Nobody could do this: what should be pressed is not there, or the person is not."""
