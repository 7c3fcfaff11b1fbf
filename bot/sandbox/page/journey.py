"""A move of the clock as the page tells it: where from, and what passed by on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.sandbox.page.look import channels_for
from bot.sandbox.records import Channel, Message, Person
from bot.sandbox.state import Team

_SHOWN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One move of the clock; `ended_at` is None while it lasts, `note` says why it did not get anywhere."""

    began_at: datetime
    ended_at: datetime | None = None
    note: str = ""

    def covers(self, moment: datetime) -> bool:
        """Whether a moment lies on the way."""
        return self.began_at < moment and (self.ended_at is None or moment <= self.ended_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Something that was posted on the way, where the person can see it; `place` is where a press leads."""

    at: datetime
    words: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What is still to be seen of a move: the newest sights and how many there were besides."""

    sights: Sequence[Sight]
    besides: int


def passed_by(team: Team, person: Person, *, journey: Journey) -> Passed:
    """What was posted on the way where the person can see it, oldest first."""
    dm = team.dm_of(person.id)
    places = [*channels_for(team, person), *([dm] if dm else [])]
    found = [
        _sight(team, message, channel)
        for channel in places
        for message in team.messages(channel.id)
        if journey.covers(message.posted_at) and message.author_id != person.id and not message.is_notice
    ]
    found.sort(key=lambda sight: sight.at)
    return Passed(sights=found[-_SHOWN:], besides=max(0, len(found) - _SHOWN))


def _sight(team: Team, message: Message, channel: Channel) -> Sight:
    name = team.people[message.author_id].name
    if channel.is_im:
        return Sight(at=message.posted_at, words=f"{name} wrote to you", place="app")
    return Sight(at=message.posted_at, words=f"{name} posted in #{channel.name}", place=channel.id)


class Journeys:
    """The latest move of the clock, which everybody shares."""

    def __init__(self) -> None:
        self.latest: Journey | None = None

    def begin(self, *, at: datetime) -> None:
        """Set out."""
        self.latest = Journey(began_at=at)

    def end(self, *, at: datetime, note: str = "") -> None:
        """Arrive."""
        if self.latest:
            self.latest = replace(self.latest, ended_at=at, note=note)
