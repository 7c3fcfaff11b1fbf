"""Installing: a workspace comes, goes, or takes Budge's tokens back; one that is gone is erased."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.domain.ids import WorkspaceId
from bot.domain.installation import Installation
from bot.ports import Clock, Store, StoreUnavailable, Transaction
from bot.services.suspending import KEPT_WITHOUT_TOKENS, REVOKED, UNINSTALLED

log = structlog.get_logger(__name__)

WORKSPACES_AT_ONCE = 20
ROWS_AT_ONCE = 200
"""Reminders, or as many other rows, in one transaction."""
BETWEEN_BATCHES = timedelta(milliseconds=20)
"""So that presses and posts come in between."""


@dataclass(frozen=True, slots=True)
class Installing:
    """All moments are by the real clock (`lease_clock`): nobody is erased early because a clock was moved."""

    store: Store
    lease_clock: Clock
    draining: asyncio.Event

    async def installed(self, installation: Installation) -> None:
        """Keeps what was granted and begins, or resumes, the service; calls off an erasure that was planned.

        Raises UnreadableSecret where there is no key to keep tokens with.
        """
        async with self.store.transaction() as tx:
            await tx.workspaces.revive(installation.workspace)
            await tx.installations.put(installation)
        log.info("workspace_installed", workspace=installation.workspace)

    async def uninstalled(self, workspace: WorkspaceId, *, at: datetime) -> None:
        """Forgets the tokens and has the workspace erased. Ignored where it was installed anew after `at`."""
        now = self.lease_clock.now()
        async with self.store.transaction() as tx:
            if await self._is_of_now(tx, workspace, at):
                await tx.installations.remove(workspace)
                await tx.workspaces.suspend(workspace, reason=UNINSTALLED, erase_at=now)
                log.info("workspace_uninstalled", workspace=workspace)

    async def revoked(self, workspace: WorkspaceId, *, at: datetime) -> None:
        """Stops the service and has the workspace erased after a week, unless it is installed anew before. Ignored
        where it was installed anew after `at`.
        """
        now = self.lease_clock.now()
        async with self.store.transaction() as tx:
            if await self._is_of_now(tx, workspace, at):
                erase_at = now + KEPT_WITHOUT_TOKENS
                await tx.workspaces.suspend(workspace, reason=REVOKED, erase_at=erase_at)
                log.info("workspace_revoked", workspace=workspace)

    async def erase_due(self) -> None:
        """For a bell: erases the workspaces whose time has come. Posts nothing; stops early when the process is told
        to. What a lost database leaves undone is done with a later ring.
        """
        now = self.lease_clock.now()
        try:
            async with self.store.transaction() as tx:
                due = await tx.erasures.due(now=now, limit=WORKSPACES_AT_ONCE)
            for workspace in due:
                await self._erase(workspace, now=now)
        except StoreUnavailable as problem:
            log.warning("erasure_put_off", why=str(problem))

    async def _erase(self, workspace: WorkspaceId, *, now: datetime) -> None:
        has_more = True
        while has_more and not self.draining.is_set():
            async with self.store.transaction() as tx:
                has_more = await tx.erasures.erase_some(workspace, now=now, limit=ROWS_AT_ONCE)
            await asyncio.sleep(BETWEEN_BATCHES.total_seconds())

    async def _is_of_now(self, tx: Transaction, workspace: WorkspaceId, at: datetime) -> bool:
        """Whether this was said of the present installation. Slack tells whole seconds."""
        if await tx.workspaces.get(workspace, lock=True) is None:
            return False
        installed_at = await tx.installations.installed_at(workspace)
        return installed_at is None or at >= installed_at.replace(microsecond=0)
