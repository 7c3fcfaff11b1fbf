"""What happened, as it is seen from outside: every message that was ever posted, every press that was brought to a bot
or acked, and every answer that a bot was about to give one person alone.
"""

from collections import Counter
from dataclasses import dataclass, field
from time import monotonic

from bot.sandbox.feed import Change, Feed
from bot.sandbox.records import Message
from bot.sandbox.state import Team

AROUND = 3.0  # seconds


@dataclass(frozen=True, slots=True)
class Brought:
    """A press on its way to a bot."""

    person: str
    value: str
    """Of the button."""


@dataclass(frozen=True, slots=True)
class Acked:
    """A press that the bot took note of: what it ticked off, None for all that was left."""

    reminder: str
    exercise: str | None
    person: str
    key: str
    """Of the press: the last part of the address that Slack gives with it for answers."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a bot set out to tell the person of one press, so that only they see it."""

    key: str
    """Of the press."""
    said: str


@dataclass(slots=True)
class Record:
    """Kept by the world, read by the ledger."""

    posts: Counter[str] = field(default_factory=Counter)
    """How often each reminder was posted."""
    boards: Counter[str] = field(default_factory=Counter)
    """How many weekly posts each channel has had."""
    brought: dict[str, Brought] = field(default_factory=dict)
    """The presses by their keys, in order."""
    acked: list[Acked] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)
    events: list[tuple[float, str, str]] = field(default_factory=list)
    """What else is worth knowing when something went wrong: when, about which reminder if about any, what. The seconds
    are of a clock that only goes on."""

    def notes(self, what: str, *, about: str = "") -> None:
        self.events.append((monotonic(), about, what))

    def latest_of(self, person: str, value: str | None = None) -> str:
        """The key of the person's latest press; of those on this button, if one is named."""
        return next(
            key
            for key, press in reversed(self.brought.items())
            if press.person == person and value in {None, press.value}
        )

    def story(self, reminder: str) -> str:
        """What happened to a reminder, and to the bots and the clock around it."""
        moments = [at for at, about, _ in self.events if about == reminder]
        if not moments:
            return ""
        since, until = min(moments) - AROUND, max(moments) + AROUND
        told = (
            f"{at - since:.2f} {what}" for at, about, what in self.events if _is_near(at, since, until, about, reminder)
        )
        return "; ".join(told)


def _is_near(at: float, since: float, until: float, about: str, reminder: str) -> bool:
    return since <= at <= until and about in {"", reminder}


class RecordingFeed(Feed):
    """A team's feed that writes the record."""

    def __init__(self, team: Team, record: Record) -> None:
        super().__init__()
        self._team = team
        self._record = record

    def publish(self, change: Change) -> None:
        if change.kind == "posted" and change.channel and change.ts:
            message = self._team.message(change.channel, ts=change.ts)
            if message is not None and message.author_id == self._team.app.bot_user_id:
                self._posted(message)
        super().publish(change)

    def _posted(self, message: Message) -> None:
        if message.metadata:
            reminder = reminder_of(message)
            self._record.posts[reminder] += 1
            self._record.notes("posted", about=reminder)
        elif message.channel.startswith("C"):
            self._record.boards[message.channel] += 1


def reminder_of(card: Message) -> str:
    assert card.metadata is not None
    reminder: str = card.metadata["event_payload"]["reminder"]
    return reminder
