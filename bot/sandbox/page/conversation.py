"""A conversation as it is read: days with their messages, grouped by who speaks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import groupby

from bot.sandbox.moments import near_date
from bot.sandbox.records import Message, Person
from bot.sandbox.state import Team

_TOGETHER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A message with who said it; `leads` when it shows the name and the picture of its author."""

    message: Message
    author: Person
    leads: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The messages under one divider."""

    label: str
    key: str
    lines: Sequence[Line]


def days(team: Team, messages: Iterable[Message], *, zone: tzinfo, now: datetime) -> list[Day]:
    """The messages in the days of `zone`, oldest first."""

    def date_of(message: Message) -> str:
        return message.posted_at.astimezone(zone).date().isoformat()

    return [
        Day(label=near_date(group[0].posted_at, now, zone), key=key, lines=list(_lines(team, group)))
        for key, group in ((key, list(found)) for key, found in groupby(messages, date_of))
    ]


def _lines(team: Team, messages: Iterable[Message]) -> Iterable[Line]:
    before: Message | None = None
    for message in messages:
        leads = before is None or message.is_notice or not _follows(message, before)
        yield Line(message=message, author=team.people[message.author_id], leads=leads)
        before = message


def _follows(message: Message, before: Message) -> bool:
    same_voice = (message.author_id, message.ephemeral_to) == (before.author_id, before.ephemeral_to)
    return same_voice and not before.is_notice and message.posted_at - before.posted_at < _TOGETHER
