"""Fitting members into bounds that an admin changed, a few in a transaction, and having them told.

What is left to do stands in the rows: who is outside, and who is owed a notice. So it goes on by itself after a crash,
and two changes at once end in what the later one asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.domain.member import Member
from bot.domain.notice import fitted
from bot.ports import Clock, Store, Transaction, Workspace
from bot.services.leases import Lease, Leases
from bot.services.planning import Planning
from bot.services.telling import Begun, Telling
from bot.services.timing import Timing

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    store: Store
    clock: Clock
    leases: Leases
    planning: Planning
    telling: Telling
    timing: Timing

    async def run(self, lease: Lease, *, may_tell: bool) -> int:
        """Moves some members, or tells some who were moved, if they may be told now; how many calls that took.

        Raises LeaseLost.
        """
        workspace, begun = await self._begin(lease, may_tell=may_tell)
        if not begun:
            return 0
        calls = await self.telling.tell(begun)
        async with self.store.transaction() as tx:
            await tx.oversight.fitted(workspace, next_at=await tx.notices.next_at(workspace.id))
        return calls

    async def _begin(self, lease: Lease, *, may_tell: bool) -> tuple[Workspace, Sequence[Begun]]:
        """Nobody is told while others are still to be moved: bounds that were changed back have nothing to tell."""
        now = self.clock.now()
        begun: Sequence[Begun] = ()
        async with self.store.transaction() as tx:
            workspace = await tx.workspaces.ensure(lease.workspace)
            if workspace.fit_at is None or workspace.fit_at > now:
                return workspace, ()
            if not await self._fit_some(tx, workspace, now=now):
                begun = await self.telling.begin(tx, workspace, now=now) if may_tell else ()
                if not begun:
                    await tx.oversight.fitted(workspace, next_at=await tx.notices.next_at(workspace.id))
            await self.leases.keep(tx, lease)
        return workspace, begun

    async def _fit_some(self, tx: Transaction, workspace: Workspace, *, now: datetime) -> bool:
        """False: everybody is within the bounds."""
        outside = await tx.oversight.outside(workspace.id, workspace.bounds, limit=self.timing.batch)
        if not outside:
            return False
        members = await tx.members.lock(workspace.id, outside)
        owed = {notice.member: notice for notice in await tx.notices.lock(workspace.id, outside)}
        moved, told, moot = [], [], []
        for member in members:
            before = owed.get(member.id)
            change = fitted(member, before, workspace.bounds, now=now)
            if change is None:
                continue
            moved.append(change[0])
            if change[1] is not None:
                told.append(change[1])
            elif before is not None:
                moot.append(before)
        await tx.notices.settle(*moot)
        await tx.notices.owe(told)
        await self._replan(tx, workspace, moved, now=now)
        log.info("members_moved", workspace=workspace.id, count=len(moved))
        return True

    async def _replan(self, tx: Transaction, workspace: Workspace, moved: Sequence[Member], *, now: datetime) -> None:
        plannable = []
        for member in moved:
            try:
                self.planning.planned_at(member, workspace.bounds, now=now)
            except Exception:  # whatever is wrong with one member, the others are still moved
                log.exception("member_not_planned", member=member.id)
                await tx.members.save(replace(member, next_at=None))
            else:
                plannable.append(member)
        await self.planning.replan_all(tx, plannable, now=now, keep_snooze=True)


async def bounds_kept(tx: Transaction, member: Member) -> bool:
    """Whether the member is within the bounds as they stand now, which they then do until the transaction ends.

    For whoever has chosen or joined by bounds read before: an admin may have changed them since, and looked through the
    members already. Locks the workspace, so it belongs after all else.
    """
    workspace = await tx.workspaces.get(member.workspace, lock=True)
    return workspace is None or workspace.bounds.nearest(member.interval) == member.interval


def needs_fitting(workspace: Workspace, *, now: datetime) -> bool:
    """Whether there is somebody to move or to tell."""
    return workspace.fit_at is not None and workspace.fit_at <= now
