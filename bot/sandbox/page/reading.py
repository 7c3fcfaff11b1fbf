"""What each person has read: the bold names and the numbers of the sidebar."""

from bot.sandbox.records import Channel, Message
from bot.sandbox.state import Team


class Reading:
    """Remembers how far everybody has read; what was there before somebody first looked counts as read."""

    def __init__(self) -> None:
        self._seen: dict[str, dict[str, str]] = {}

    def arrive(self, team: Team, person: str) -> None:
        """Take everything that is there as read when the person looks for the first time."""
        if person not in self._seen:
            self._seen[person] = {channel: _newest(team.messages(channel)) for channel in team.channels}

    def see(self, team: Team, person: str, channel: Channel) -> None:
        """Mark a channel as read to its end."""
        self._seen.setdefault(person, {})[channel.id] = _newest(team.messages(channel.id))

    def unread(self, team: Team, person: str, channel: Channel | None) -> int:
        """How many messages of others wait in a channel; those only for one person's eyes do not count."""
        if channel is None:
            return 0
        seen = self._seen.get(person, {}).get(channel.id, "")
        return sum(
            1
            for message in team.messages(channel.id)
            if message.ts > seen and message.author_id != person and not message.is_notice
        )


def _newest(messages: list[Message]) -> str:
    return max((message.ts for message in messages), default="")
