"""Joining: by `start` or [Start], and by nothing else."""

from collections.abc import Sequence

from bot.domain.status import Status
from bot.services.services import Services
from bot.slack.asker import Asker
from bot.slack.blocks.welcome import already_in, welcome, zone_question
from bot.slack.message import Message
from bot.slack.messenger import SlackMessenger
from bot.slack.wording import replies
from routines.model import Exercise


class Joining:
    """Joins people and tells them in their DM what will happen."""

    def __init__(self, services: Services, messenger: SlackMessenger, exercises: Sequence[Exercise]) -> None:
        self._services = services
        self._messenger = messenger
        self._exercises = exercises

    async def start(self, asker: Asker) -> Message | None:
        """Joins whoever asked; the reply is for where they asked. Calls Slack."""
        joined = await self._services.enrolment.start(asker.workspace, asker.member)
        if joined.is_new:
            return await self.welcome(asker, joined.status)
        return already_in(joined.status)

    async def welcome(self, asker: Asker, status: Status) -> Message | None:
        """Tells a newcomer in the DM what will happen, or asks for the zone first. Calls Slack."""
        dm = status.member.channel
        await self._messenger.post(asker.workspace, self.message(status), to=dm)
        if status.member.zone is not None:
            await self._services.enrolment.welcomed(asker.workspace, asker.member)
        is_elsewhere = asker.channel is not None and asker.channel != dm
        return Message(replies.joined_in_channel()) if is_elsewhere else None

    def message(self, status: Status) -> Message:
        """The welcome, or the question that comes before it."""
        return zone_question() if status.member.zone is None else welcome(status, self._exercises)
