"""What admins and owners of a workspace see and set; whether somebody is one is asked of Slack each time."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.administration import Overview, allowed_bounds
from bot.domain.errors import NotAdmin
from bot.domain.ids import ChannelId, MemberId, WorkspaceId
from bot.domain.spread import DEFAULT_BOUNDS, Bounds
from bot.ports import Clock, Messenger, Store


@dataclass(frozen=True, slots=True)
class Administration:
    """Every method calls Slack, and raises NotAdmin and DeliveryFailed unless it says otherwise."""

    store: Store
    clock: Clock
    messenger: Messenger

    async def check(self, workspace: WorkspaceId, member: MemberId) -> None:
        """Returns for admins and owners alone."""
        if not await self.is_admin(workspace, member):
            raise NotAdmin

    async def is_admin(self, workspace: WorkspaceId, member: MemberId) -> bool:
        """What Slack says now."""
        return (await self.messenger.profile(workspace, member)).is_admin

    async def overview(self, workspace: WorkspaceId, member: MemberId) -> Overview:
        await self.check(workspace, member)
        bounds = await self.bounds_of(workspace)
        async with self.store.transaction() as tx:
            census = await tx.oversight.census(workspace)
            posts = tuple(await tx.oversight.posts(workspace))
        return Overview(members=census.members, bounds=bounds, unreachable=census.unreachable, posts=posts)

    async def bounds(self, workspace: WorkspaceId, member: MemberId) -> Bounds:
        """What the form starts from."""
        await self.check(workspace, member)
        return await self.bounds_of(workspace)

    async def change_bounds(
        self, workspace: WorkspaceId, member: MemberId, *, shortest: timedelta, longest: timedelta
    ) -> Bounds:
        """Sets the intervals that members may choose. Those outside are moved and told by and by, without any press.

        Raises BoundsOutOfRange and BoundsTooClose.
        """
        bounds = allowed_bounds(shortest, longest)
        await self.check(workspace, member)
        now = self.clock.now()
        async with self.store.transaction() as tx:
            await tx.oversight.change_bounds(workspace, bounds, fit_at=now)
            await tx.workspaces.expect(workspace, now)
        return bounds

    async def end_post(self, workspace: WorkspaceId, member: MemberId, channel: ChannelId) -> bool:
        """Ends a channel's weekly post; False where there is none any more."""
        await self.check(workspace, member)
        async with self.store.transaction() as tx:
            return await tx.posts.end(workspace, channel)

    async def bounds_of(self, workspace: WorkspaceId) -> Bounds:
        """The intervals this workspace allows, for anybody; calls nobody."""
        async with self.store.transaction() as tx:
            found = await tx.workspaces.get(workspace)
        return DEFAULT_BOUNDS if found is None else found.bounds
