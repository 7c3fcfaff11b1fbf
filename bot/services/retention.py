"""Retention: what is too old is added up for good and deleted, a little at a time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import structlog

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.scoring import week_of
from bot.ports import Clock, Store, StoreUnavailable

log = structlog.get_logger(__name__)

KEPT = timedelta(days=400)
BETWEEN_STEPS = timedelta(milliseconds=20)
"""So that presses and posts come in between."""
WORKSPACES_A_STEP = 100
MEMBERS_A_STEP = 500
"""Looked at in one transaction."""
MEMBERS_AT_ONCE = 20
"""Folded in one: the first time, each may have years."""
REMINDERS_AT_ONCE = 500


@dataclass(slots=True)
class Retention:
    """Keeps reminders, completions and weekly posts for so long. Any number of processes may do it at once."""

    store: Store
    clock: Clock
    draining: asyncio.Event
    kept: timedelta = KEPT
    _swept_on: date | None = None

    async def ring(self) -> None:
        """Sweeps once a day; a day on which the database is gone is tried again with the next ring."""
        today = self.clock.now().date()
        if today == self._swept_on:
            return
        try:
            await self.sweep()
        except StoreUnavailable as problem:
            log.warning("retention_put_off", why=str(problem))
        else:
            self._swept_on = today

    async def sweep(self) -> None:
        """Deletes what belongs to weeks that ended longer ago. Whole weeks: a best week is one of them.

        Stops early when the process is told to. Raises StoreUnavailable.
        """
        before = week_of((self.clock.now() - self.kept).date())
        last: WorkspaceId | None = None
        while not self.draining.is_set():
            async with self.store.transaction() as tx:
                found = await tx.old_rows.workspaces(after=last, limit=WORKSPACES_A_STEP)
            for workspace in found:
                await self._sweep_workspace(workspace, before)
                last = workspace
            if not found:
                return

    async def _sweep_workspace(self, workspace: WorkspaceId, before: date) -> None:
        async with self.store.transaction() as tx:
            await tx.old_rows.delete_posts(workspace, before=before)
        last: MemberId | None = None
        while not self.draining.is_set():
            async with self.store.transaction() as tx:
                page = await tx.old_rows.members(workspace, after=last, before=before, limit=MEMBERS_A_STEP)
            if not page:
                return
            last = page[-1][0]
            old = [member for member, has_old_rows in page if has_old_rows]
            for start in range(0, len(old), MEMBERS_AT_ONCE):
                await self._sweep_members(workspace, old[start : start + MEMBERS_AT_ONCE], before)
            await asyncio.sleep(BETWEEN_STEPS.total_seconds())

    async def _sweep_members(self, workspace: WorkspaceId, members: Sequence[MemberId], before: date) -> None:
        """Those whom somebody else holds now are swept tomorrow."""
        deleted = REMINDERS_AT_ONCE
        while deleted == REMINDERS_AT_ONCE and not self.draining.is_set():
            async with self.store.transaction() as tx:
                held = await tx.old_rows.hold(workspace, members)
                if not held:
                    return
                await tx.old_rows.fold(workspace, held, before=before)
                deleted = await tx.old_rows.delete_reminders(workspace, held, before=before, limit=REMINDERS_AT_ONCE)
            await asyncio.sleep(BETWEEN_STEPS.total_seconds())
