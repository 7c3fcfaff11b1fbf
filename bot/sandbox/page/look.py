"""Who looks, and at what: the team, the person, the place and the tab that an address of the page names."""

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
    """One person looking at one place; `place` is a channel id, or `app` for the bot's own place.

    `team` is the id of a team that the address named, empty for the one that shows without a name.
    """

    person: Person
    place: str
    tab: Tab = "messages"
    team: str = ""

    def address(self, *, person: str | None = None, place: str | None = None, tab: Tab = "messages") -> str:
        """The page's address for the same look with something changed."""
        query = {"as": person or self.person.id, "in": place or self.place}
        return "/?" + urlencode(self._in_team() | query | ({"tab": tab} if tab == "home" else {}))

    def picture(self, person: str) -> str:
        """The address of somebody's picture."""
        return self._of_team(f"/pictures/{person}.svg")

    def file(self, file: str) -> str:
        """The address of a file."""
        return self._of_team(f"/files/{file}")

    def image(self, file: str, *, is_still: bool = False) -> str:
        """The address of a file as a picture; a still one does not move."""
        return self._of_team(f"/images/{file}", {"still": "1"} if is_still else {})

    @property
    def zone(self) -> ZoneInfo:
        """The zone times are shown in; UTC for somebody whose zone nobody knows."""
        return ZoneInfo(self.person.tz or "UTC")

    def _in_team(self) -> dict[str, str]:
        return {"team": self.team} if self.team else {}

    def _of_team(self, path: str, query: Mapping[str, str] | None = None) -> str:
        asked = urlencode(self._in_team() | dict(query or {}))
        return f"{path}?{asked}" if asked else path


def entrance(team: Team) -> str:
    """The address at which somebody comes into a team, as the person who is usually you."""
    return "/?" + urlencode({"team": team.team_id, "as": team.you, "in": APP})


def look_of(team: Team, query: Mapping[str, str]) -> Look:
    """The look an address asks for; whatever it names wrongly falls back to you, in the bot's messages."""
    named = {person.id: person for person in team.colleagues()}
    person = named.get(query.get("as", ""), team.people[team.you])
    place = query.get("in", APP)
    channel = team.channels.get(place)
    if channel is None or channel.is_im or person.id not in channel.members:
        place = APP
    return Look(
        person=person,
        place=place,
        tab="home" if query.get("tab") == "home" and place == APP else "messages",
        team=team.team_id if query.get("team") == team.team_id else "",
    )


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
