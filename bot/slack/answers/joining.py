"""Joining: by `start` or [Start], and by nothing else."""

from bot.services.enrolment import Joined
from bot.services.services import Services
from bot.slack.asker import Asker
from bot.slack.blocks.welcome import already_in, welcome, zone_question
from bot.slack.message import Message
from bot.slack.messenger import SlackMessenger
from bot.slack.wording import replies
from routines.model import Exercise


class Joining:
    """Joins people and tells them in their DM what will happen."""

    def __init__(self, services: Services, messenger: SlackMessenger, exercises: tuple[Exercise, ...]) -> None:
        self._services = services
        self._messenger = messenger
        self._exercises = exercises

    async def start(self, asker: Asker) -> Message | None:
        """Joins whoever asked; the reply is for where they asked. Calls Slack."""
        joined = await self._services.enrolment.start(asker.workspace, asker.member)
        if not joined.is_new:
            return already_in(joined.status)
        channel = joined.status.member.channel
        await self._messenger.post(asker.workspace, self._first_message(joined), to=channel)
        return None if asker.channel == channel else Message(replies.joined_in_channel())

    def _first_message(self, joined: Joined) -> Message:
        if joined.status.member.zone is None:
            return zone_question()
        return welcome(joined.status, self._exercises)
