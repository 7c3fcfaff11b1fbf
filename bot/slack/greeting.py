"""The message to whoever installed Budge, once for each installation."""

import asyncio
from dataclasses import dataclass

import structlog

from bot.domain.ids import WorkspaceId
from bot.ports import Clock, DeliveryFailed, Store, StoreUnavailable
from bot.ports.installations import UnreadableSecret
from bot.slack.message import Message
from bot.slack.messenger import SlackMessenger

log = structlog.get_logger(__name__)

AT_ONCE = 1_000
"""More are never new at the same time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    store: Store
    messenger: SlackMessenger
    clock: Clock
    message: Message
    draining: asyncio.Event

    async def ring(self) -> None:
        """Greets whom nobody has greeted yet: the process that should have was stopped in between."""
        try:
            async with self.store.transaction() as tx:
                waiting = await tx.installations.ungreeted(limit=AT_ONCE)
            for workspace in waiting:
                if self.draining.is_set():  # one that is cut off would never be greeted
                    return
                await self.greet(workspace)
        except StoreUnavailable as problem:
            log.warning("greetings_put_off", why=str(problem))

    async def greet(self, workspace: WorkspaceId) -> None:
        """Writes to the installer, unless somebody does already. Better not at all than twice: it is noted before.

        Raises StoreUnavailable.
        """
        try:
            async with self.store.transaction() as tx:
                await tx.workspaces.get(workspace, lock=True)  # whoever else greets waits for us, and then sees it
                if workspace not in await tx.installations.ungreeted(limit=AT_ONCE):
                    return
                installation = await tx.installations.get(workspace)
                await tx.installations.greeted(workspace, at=self.clock.now())
            if installation is None or installation.installed_by is None:
                return
            channel = await self.messenger.open_dm(workspace, installation.installed_by)
            await self.messenger.post(workspace, self.message, to=channel)
        except (DeliveryFailed, UnreadableSecret) as problem:
            log.warning("installer_not_greeted", workspace=workspace, why=str(problem))
