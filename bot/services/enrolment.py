"""Joining, stopping, and what Slack says of a member's profile."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.errors import CannotJoin, DmClosed
from bot.domain.ids import ChannelId, MemberId, WorkspaceId
from bot.domain.member import Member, Profile
from bot.domain.status import Status, ZoneMove
from bot.ports import Clock, DeliveryFailed, Messenger, Store, Transaction
from bot.services.fitting import bounds_kept
from bot.services.illustrating import Illustrating
from bot.services.planning import Planning, joined
from bot.services.statuses import Statuses
from bot.services.withdrawal import withdraw_card

WELCOME_TAKES = timedelta(minutes=1)
"""After joining; until then a second `start` does not call for a second welcome."""


@dataclass(frozen=True, slots=True)
class Joined:
    """`is_new` is False for somebody who was in already and knows it."""

    status: Status
    is_new: bool


@dataclass(frozen=True, slots=True)
class Enrolment:
    store: Store
    clock: Clock
    messenger: Messenger
    planning: Planning
    statuses: Statuses
    illustrating: Illustrating = field(default_factory=Illustrating)

    async def start(self, workspace: WorkspaceId, member: MemberId) -> Joined:
        """Joins the person, or brings back one who stopped. Reads their profile and opens their DM first.

        Raises CannotJoin, DmClosed, DeliveryFailed.
        """
        profile = await self.messenger.profile(workspace, member)
        if not profile.can_join:
            raise CannotJoin
        try:
            channel = await self.messenger.open_dm(workspace, member)
        except DeliveryFailed as failure:
            if failure.permanent and not failure.concerns_workspace:
                raise DmClosed from failure
            raise
        now = self.clock.now()
        async with self.store.transaction() as tx:
            await tx.workspaces.ensure(workspace)
            joining = newcomer(workspace, member, profile, channel=channel, now=now)
            joining = await self._within_bounds(tx, joining)
            if not await tx.members.add(joining):
                found = await tx.members.get(workspace, member, lock=True)
                if found is not None and found.stopped_at is None and found.suspended_reason is None:
                    return Joined(await self.statuses.of(tx, found), is_new=is_owed_a_welcome(found, now=now))
                joining = returning(found or joining, profile, channel=channel, now=now)
            planned = await self.planning.replan(tx, await self._within_bounds(tx, joining), now=now)
            if not await bounds_kept(tx, planned):  # an admin changed them in this moment
                planned = await self.planning.replan(tx, await self._within_bounds(tx, planned), now=now)
            self.illustrating.expect(planned, self.planning.routine_of(planned).exercises)
            return Joined(await self.statuses.of(tx, planned), is_new=True)

    async def welcomed(self, workspace: WorkspaceId, member: MemberId) -> None:
        """Notes that the welcome stands in the DM; until then `start` says they are new. Raises NotJoined."""
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            await tx.members.save(replace(found, welcomed_at=self.clock.now()))

    async def stop(self, workspace: WorkspaceId, member: MemberId) -> Status:
        """Ends reminders at once and takes the open card away; the history stays. Raises NotJoined."""
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            return await self.statuses.of(tx, await self._stopped(tx, found))

    async def profile_changed(
        self, workspace: WorkspaceId, member: MemberId, profile: Profile | None
    ) -> ZoneMove | None:
        """Follows Slack's profile: name, zone (unless the member chose one), or None for a person who left.

        The ZoneMove, if there is one, is to be told to the member.
        """
        now = self.clock.now()
        async with self.store.transaction() as tx:
            found = await tx.members.get(workspace, member, lock=True)
            if found is None or found.stopped_at is not None:
                return None
            if profile is None:
                await self._stopped(tx, found)
                return None
            renamed = replace(found, name=profile.name)
            if profile.zone in {None, found.zone} or found.zone_chosen:
                if renamed != found:
                    await tx.members.save(renamed)
                return None
            moved = await self.planning.replan(tx, replace(renamed, zone=profile.zone), now=now, keep_snooze=True)
            status = await self.statuses.of(tx, moved)
            return ZoneMove(status=status, old_zone=found.zone or "", new_zone=moved.zone or "")

    async def _within_bounds(self, tx: Transaction, member: Member) -> Member:
        bounds = (await tx.workspaces.ensure(member.workspace)).bounds
        return replace(member, interval=bounds.nearest(member.interval))

    async def _stopped(self, tx: Transaction, member: Member) -> Member:
        now = self.clock.now()
        await withdraw_card(tx, member, now=now)
        return await self.planning.replan(tx, replace(member, stopped_at=now), now=now)


def is_owed_a_welcome(member: Member, *, now: datetime) -> bool:
    """Whether somebody who joined was never told: whoever should have was stopped in between."""
    began_at = max(member.joined_at, member.resumed_at or member.joined_at)
    return member.welcomed_at is None and now >= began_at + WELCOME_TAKES


def newcomer(
    workspace: WorkspaceId, member: MemberId, profile: Profile, *, channel: ChannelId, now: datetime
) -> Member:
    """Somebody who joins for the first time: the defaults, private until answered."""
    return Member(workspace=workspace, id=member, name=profile.name, channel=channel, zone=profile.zone, joined_at=now)


def returning(member: Member, profile: Profile, *, channel: ChannelId, now: datetime) -> Member:
    """Somebody who comes back: their choices as they were, the interval counted from now."""
    return replace(
        member,
        name=profile.name,
        channel=channel,
        zone=member.zone if member.zone_chosen else profile.zone or member.zone,
        welcomed_at=None,
        stopped_at=None,
        suspended_reason=None,
        paused=False,
        paused_until=None,
        resumed_at=now,
    )
