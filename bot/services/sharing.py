"""Showing a channel what Budge is, because somebody there asked for it."""

from dataclasses import dataclass

from bot.domain.administration import Share
from bot.domain.errors import CannotJoin, NotAChannel, NotInChannel, SharedChannel
from bot.domain.ids import ChannelId, MemberId, WorkspaceId
from bot.domain.spread import DEFAULT_BOUNDS
from bot.ports import Messenger, Store


@dataclass(frozen=True, slots=True)
class Sharing:
    store: Store
    messenger: Messenger

    async def share(self, workspace: WorkspaceId, member: MemberId, channel: ChannelId) -> Share:
        """What the channel is to be shown, by anybody of the workspace, joined or not. Calls Slack.

        Raises NotAChannel, SharedChannel, CannotJoin for people from elsewhere, DeliveryFailed, and NotInChannel where
        Slack does not tell us whether the channel is shared.
        """
        facts = await self.messenger.channel_facts(workspace, channel)
        if facts.is_direct:
            raise NotAChannel
        if facts.is_shared:
            raise SharedChannel
        if facts.is_hidden:
            raise NotInChannel
        profile = await self.messenger.profile(workspace, member)
        if not profile.can_join:
            raise CannotJoin
        async with self.store.transaction() as tx:
            found = await tx.members.get(workspace, member)
            place = await tx.workspaces.get(workspace)
        return Share(
            name=profile.name,
            is_member=found is not None and found.stopped_at is None,
            has_budge=facts.has_budge,
            bounds=DEFAULT_BOUNDS if place is None else place.bounds,
        )
