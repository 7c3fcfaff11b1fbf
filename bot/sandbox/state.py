"""The team: everything the emulated Slack remembers, and the only place that changes it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.sandbox.app import App
from bot.sandbox.feed import Change, Feed, Kind
from bot.sandbox.records import SLACKBOT, Channel, File, Json, Message, Person, View
from bot.sandbox.shelf import Shelf

__all__ = ["TEAMS", "App", "Team", "ts_of"]

TEAMS = "/t"  # the path below which each team has an address of its own

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ts_of(at: datetime) -> str:
    """A moment as Slack writes it: seconds, a dot, six digits."""
    return _ts(_micros(at))


def _micros(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def _ts(micros: int) -> str:
    return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"


class Team:
    """A small team's Slack in memory; each change is told on the feed."""

    def __init__(
        self,
        team_id: str = "T0SANDBOX",
        *,
        name: str,
        people: Iterable[Person],
        channels: Iterable[Channel],
        you: str,
        app: App | None = None,
        is_installed: bool = True,
    ) -> None:
        self.team_id = team_id
        self.name = name
        self.you = you
        self.app = app or App()
        self.is_installed = is_installed
        self.people = {person.id: person for person in people}
        self.channels = {channel.id: channel for channel in channels}
        self.homes: dict[str, View] = {}
        self.modals: dict[str, list[View]] = {}
        self.offers: dict[str, dict[str, Json]] = {}  # what external menus offered a person: options by value
        self.shelf = Shelf(team_id)
        self.feed = Feed()
        self._messages: dict[str, dict[str, Message]] = {}
        self._last_ts: dict[str, int] = {}
        self._serial = count(1)

    @property
    def path(self) -> str:
        """The team's own address on this server."""
        return f"{TEAMS}/{self.team_id}/"

    # People and channels

    @property
    def bot(self) -> Person:
        """The bot's own entry among the people."""
        return self.people[self.app.bot_user_id]

    def colleagues(self) -> list[Person]:
        """The people one can be: neither bots nor Slackbot, nor those who left."""
        return [p for p in self.people.values() if not (p.is_bot or p.id == SLACKBOT or p.deleted)]

    def change_person(self, person: Person) -> None:
        """Put a person's record in place of the older one."""
        self.people[person.id] = person
        self._tell("person", person=person.id)

    def dm_of(self, person: str) -> Channel | None:
        """The direct message of a person and the bot, if it was ever opened."""
        return self.channels.get(_dm_id(person))

    def open_dm(self, person: str) -> Channel:
        """The direct message of a person and the bot, opened when it was not."""
        channel = self.dm_of(person)
        if channel is None:
            members = (person, self.app.bot_user_id)
            channel = Channel(_dm_id(person), name="directmessage", members=members, is_im=True)
            self.channels[channel.id] = channel
            self._tell("channel", channel=channel.id)
        return channel

    def set_members(self, channel: str, *, members: Iterable[str]) -> None:
        """Replace the members of a channel."""
        self.channels[channel] = replace(self.channels[channel], members=tuple(members))
        self._tell("channel", channel=channel)

    def is_bot_in(self, channel: str) -> bool:
        return self.app.bot_user_id in self.channels[channel].members

    # The app

    def add_app(self) -> None:
        """Let the bot in, as the people find it after an install."""
        self.is_installed = True
        self.change_person(replace(self.bot, deleted=False))

    def remove_app(self) -> None:
        """Show the bot out: it leaves every channel, its Home and its dialogs go, its messages stay."""
        self.is_installed = False
        for channel in self.channels.values():
            if self.bot.id in channel.members and not channel.is_im:
                self.set_members(channel.id, members=[m for m in channel.members if m != self.bot.id])
        self.homes.clear()
        self.modals.clear()
        self.change_person(replace(self.bot, deleted=True))

    # Messages

    def post(
        self,
        channel: str,
        *,
        author: str,
        text: str,
        at: datetime,
        blocks: list[Json] | None = None,
        metadata: Json | None = None,
        ephemeral_to: str | None = None,
        files: tuple[File, ...] = (),
        is_notice: bool = False,
    ) -> Message:
        """Add a message; its ts is unique and increasing within the channel even while the clock stands still."""
        message = Message(
            self._next_ts(channel, at=at),
            channel=channel,
            author_id=author,
            text=text,
            posted_at=at,
            blocks=blocks,
            metadata=metadata,
            ephemeral_to=ephemeral_to,
            files=files,
            is_notice=is_notice,
        )
        self._messages.setdefault(channel, {})[message.ts] = message
        self._tell("posted", channel=channel, person=ephemeral_to, ts=message.ts)
        return message

    def edit(self, message: Message) -> None:
        """Put a message in place of its older state; one deleted meanwhile stays deleted."""
        if message.ts in self._messages.get(message.channel, {}):
            self._messages[message.channel][message.ts] = message
            self._tell("edited", channel=message.channel, person=message.ephemeral_to, ts=message.ts)

    def delete(self, message: Message) -> None:
        if self._messages.get(message.channel, {}).pop(message.ts, None):
            self._tell("deleted", channel=message.channel, person=message.ephemeral_to, ts=message.ts)

    def message(self, channel: str, *, ts: str) -> Message | None:
        return self._messages.get(channel, {}).get(ts)

    def messages(self, channel: str, *, seen_by: str | None = None) -> list[Message]:
        """The messages of a channel, oldest first; ephemeral ones only for the person who sees them."""
        found = self._messages.get(channel, {}).values()
        return [m for m in found if m.ephemeral_to is None or m.ephemeral_to == seen_by]

    def file(self, file_id: str) -> File | None:
        """The file with this id, in whatever message it stands."""
        messages = (message for found in self._messages.values() for message in found.values())
        return next((file for message in messages for file in message.files if file.id == file_id), None)

    def latest_ts(self, channel: str) -> str:
        """The newest ts ever given out in a channel, empty when there is none."""
        return _ts(self._last_ts[channel]) if channel in self._last_ts else ""

    # Views

    def publish_home(self, view: View) -> None:
        self.homes[view.owner] = view
        self._tell("home", person=view.owner)

    def open_modal(self, view: View) -> None:
        """Put a modal on top of the person's stack."""
        self.modals.setdefault(view.owner, []).append(view)
        self._tell("modal", person=view.owner)

    def replace_view(self, view: View) -> None:
        """Put a view in place of the older one with its id; a closed one stays closed."""
        if view.kind == "home":
            self.publish_home(view)
            return
        stack = self.modals.get(view.owner, [])
        self.modals[view.owner] = [view if old.id == view.id else old for old in stack]
        self._tell("modal", person=view.owner)

    def close_modals(self, person: str, *, keep: int = 0) -> None:
        """Close all modals of a person but the lowest `keep`."""
        self.modals[person] = self.modals.get(person, [])[:keep]
        self._tell("modal", person=person)

    def views(self) -> list[View]:
        """Every published home and open modal."""
        return [*self.homes.values(), *(view for stack in self.modals.values() for view in stack)]

    def view(self, view_id: str) -> View | None:
        """The open modal or published home with this id."""
        return next((view for view in self.views() if view.id == view_id), None)

    # Identity and telling

    def new_id(self, prefix: str) -> str:
        """An id that was never given out before, in Slack's manner: a letter for the kind, then a serial."""
        return f"{prefix}{next(self._serial):010X}"

    def _next_ts(self, channel: str, *, at: datetime) -> str:
        micros = max(_micros(at), self._last_ts.get(channel, 0) + 1)
        self._last_ts[channel] = micros
        return _ts(micros)

    def _tell(
        self, kind: Kind, *, channel: str | None = None, person: str | None = None, ts: str | None = None
    ) -> None:
        self.feed.publish(Change(kind, channel=channel, person=person, ts=ts))


def _dm_id(person: str) -> str:
    return f"D{person[1:]}"
