"""A Slack of our own: people, channels and messages. It does what it is asked; the weather decides what is heard."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.domain.ids import ChannelId, MemberId, MessageRef, MessageTs, ReminderId, WorkspaceId
from bot.domain.member import Profile
from bot.ports import ChannelFacts

POSTS_A_MINUTE = 300
"""What a workspace lets through before it answers 429."""


@dataclass(slots=True, kw_only=True)
class Message:
    ref: MessageRef
    reminder: ReminderId | None = None
    notice: str | None = None
    member: MemberId | None = None
    posted_at: float
    """Seconds of the loop."""
    listed_at: float
    """From when on the history shows it."""
    shows: str = ""
    is_deleted: bool = False


@dataclass(slots=True, kw_only=True)
class Channel:
    id: ChannelId
    people: tuple[MemberId, ...]
    is_direct: bool = False
    is_shared: bool = False
    has_budge: bool = True


@dataclass(slots=True)
class Team:
    """One workspace of Slack."""

    id: WorkspaceId
    profiles: dict[MemberId, Profile] = field(default_factory=dict)
    channels: dict[ChannelId, Channel] = field(default_factory=dict)
    messages: dict[MessageRef, Message] = field(default_factory=dict)
    closed: set[ChannelId] = field(default_factory=set)
    """Direct messages that Slack refuses for good."""
    refusal: str | None = None
    """What Slack answers to every post of ours, while our access is revoked."""
    on_card: Callable[[Message], None] = lambda _: None
    """Told of every card that appears."""
    began_at: float = 1_000_000_000
    """What Slack's own clock said, in seconds since 1970, when the loop's said nought."""
    files: list[tuple[ChannelId, str, bytes]] = field(default_factory=list)
    """What was put where, by which name."""
    _posted: deque[float] = field(default_factory=deque)
    _stamped: int = 0

    def dm_of(self, member: MemberId) -> ChannelId:
        channel = ChannelId(f"D{member[1:]}")
        self.channels.setdefault(channel, Channel(id=channel, people=(member,), is_direct=True))
        return channel

    def facts(self, channel: ChannelId) -> ChannelFacts:
        found = self.channels.get(channel)
        if found is None:
            return ChannelFacts(is_direct=False, is_shared=False, has_budge=False, is_hidden=True)
        return ChannelFacts(
            is_direct=found.is_direct, is_shared=found.is_shared, has_budge=found.has_budge and not found.is_direct
        )

    def is_over_cap(self, *, now: float) -> bool:
        """Whether one more post this minute is one too many."""
        while self._posted and self._posted[0] <= now - 60:
            self._posted.popleft()
        return len(self._posted) >= POSTS_A_MINUTE

    def post(
        self, channel: ChannelId, *, lag: float, reminder: ReminderId | None, shows: str, notice: str | None = None
    ) -> Message:
        now = asyncio.get_running_loop().time()
        self._posted.append(now)
        ref = MessageRef(channel, self._stamp(now))
        people = self.channels[channel].people
        message = Message(
            ref=ref,
            reminder=reminder,
            notice=notice,
            member=people[0] if len(people) == 1 else None,
            posted_at=now,
            listed_at=now + lag,
            shows=shows,
        )
        self.messages[ref] = message
        if reminder is not None:
            self.on_card(message)
        return message

    def _stamp(self, now: float) -> MessageTs:
        """When it was taken, by Slack's clock, to the microsecond: no two messages have the same."""
        self._stamped = max(self._stamped + 1, round((self.began_at + now) * 1_000_000))
        seconds, fraction = divmod(self._stamped, 1_000_000)
        return MessageTs(f"{seconds}.{fraction:06}")

    def history(self, channel: ChannelId, *, since: float) -> list[Message]:
        now = asyncio.get_running_loop().time()
        return [
            message
            for message in reversed(self.messages.values())
            if message.ref.channel == channel
            and message.posted_at >= since
            and message.listed_at <= now
            and not message.is_deleted
        ]

    def redraw(self, ref: MessageRef, *, shows: str) -> None:
        message = self.messages.get(ref)
        if message is not None and not message.is_deleted:
            message.shows = shows

    def delete(self, ref: MessageRef) -> None:
        message = self.messages.get(ref)
        if message is not None:
            message.is_deleted = True
