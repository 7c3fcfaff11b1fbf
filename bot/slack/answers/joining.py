"""Joining: by `start` or [Start], and by nothing else."""

from collections.abc import Awaitable, Callable
from functools import partial

from bot.domain.status import Status
from bot.services.services import Services
from bot.slack.asker import Asker
from bot.slack.blocks.welcome import already_in, welcome, zone_question
from bot.slack.message import Message
from bot.slack.messenger import SlackMessenger
from bot.slack.replies import Replies
from bot.slack.wording.replies import joined_in_channel


class Joining:
    """Joins people and tells them in their DM what will happen."""

    def __init__(self, services: Services, messenger: SlackMessenger, replies: Replies) -> None:
        self._services = services
        self._messenger = messenger
        self._replies = replies

    async def start(self, asker: Asker) -> Message | None:
        """Joins whoever asked; the reply is for where they asked. Calls Slack."""
        joined = await self._services.enrolment.start(asker.workspace, asker.member)
        if joined.is_new:
            return await self.welcome(asker, joined.status)
        return already_in(joined.status)

    async def welcome(self, asker: Asker, status: Status) -> Message | None:
        """Tells a newcomer in the DM what will happen, or asks for the zone first. Calls Slack."""
        await self.post_welcome(status)
        is_elsewhere = asker.channel is not None and asker.channel != status.member.channel
        return Message(joined_in_channel()) if is_elsewhere else None

    async def post_welcome(self, status: Status) -> None:
        """Posts the welcome, or the question that comes before it. Calls Slack."""
        member = status.member
        post = partial(self._messenger.post, member.workspace, to=member.channel)
        await self._tell(status, post)

    async def answer_question(self, asker: Asker, status: Status) -> None:
        """Puts the welcome in the place of the question, which was pressed. Calls Slack."""
        await self._tell(status, partial(self._replies.replace, asker))

    async def _tell(self, status: Status, show: Callable[[Message], Awaitable[object]]) -> None:
        """Whoever was shown the welcome is not owed it any more."""
        member = status.member
        if member.zone is None:
            await show(zone_question())
            return
        await show(welcome(status, self._services.caring.offered_to(member)))
        await self._services.enrolment.welcomed(member.workspace, member.id)
