"""Who looks, and at what: the person, the place and the tab that an address of the page names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bot.sandbox.mrkdwn import Reader
from bot.sandbox.records import Channel, Person
from bot.sandbox.state import Team

APP = "app"

Tab = Literal["messages", "home"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One person looking at one place; `place` is a channel id, or `app` for the bot's own place."""

    person: Person
    place: str
    tab: Tab = "messages"

    def address(self, *, person: str | None = None, place: str | None = None, tab: Tab = "messages") -> str:
        """The page's address for the same look with something changed."""
        query = {"as": person or self.person.id, "in": place or self.place}
        return "/?" + urlencode(query | ({"tab": tab} if tab == "home" else {}))

    @property
    def zone(self) -> ZoneInfo:
        """The zone times are shown in; UTC for somebody whose zone nobody knows."""
        return ZoneInfo(self.person.tz or "UTC")


def look_of(team: Team, query: Mapping[str, str]) -> Look:
    """The look an address asks for; whatever it names wrongly falls back to you, in the bot's messages."""
    named = {person.id: person for person in team.colleagues()}
    person = named.get(query.get("as", ""), team.people[team.you])
    place = query.get("in", APP)
    channel = team.channels.get(place)
    if channel is None or channel.is_im or person.id not in channel.members:
        place = APP
    return Look(person=person, place=place, tab="home" if query.get("tab") == "home" and place == APP else "messages")


def channel_of(team: Team, look: Look) -> Channel | None:
    """The channel looked at; none for a direct message that nobody opened yet."""
    return team.dm_of(look.person.id) if look.place == APP else team.channels[look.place]


def channels_for(team: Team, person: Person) -> list[Channel]:
    """The channels in a person's sidebar."""
    return [c for c in team.channels.values() if not c.is_im and person.id in c.members]


def reader_of(team: Team, look: Look, *, now: datetime) -> Reader:
    """The eyes that texts are rendered for."""
    return Reader(
        zone=look.zone,
        now=now,
        people={person.id: person.name for person in team.people.values()},
        channels={channel.id: channel.name for channel in team.channels.values()},
    )
