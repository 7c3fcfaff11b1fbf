"""Changing tokens that end, before they do: by a bell, or by whoever needs one now; one process at a time."""

from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.domain.ids import WorkspaceId
from bot.domain.installation import Installation
from bot.ports import Clock, DeliveryFailed, Store, StoreUnavailable
from bot.ports.installations import UnreadableSecret
from bot.slack.oauth import OAuth

log = structlog.get_logger(__name__)

ROTATE_BEFORE = timedelta(hours=2)
"""Of the twelve that a token lasts."""
ROTATE_EVERY = timedelta(minutes=5)
TAKES_AT_MOST = timedelta(minutes=1)
"""Nobody else tries meanwhile, be it that this process has died."""
AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """Refresh tokens are good for one use: two processes with the same one would leave one of them without a token."""

    store: Store
    oauth: OAuth
    clock: Clock
    """The real one."""

    async def ring(self) -> None:
        """Changes what ends within two hours. What cannot be changed now is tried again with a later ring."""
        try:
            async with self.store.transaction() as tx:
                due = await tx.installations.due_for_rotation(self.clock.now() + ROTATE_BEFORE, limit=AT_ONCE)
            for workspace in due:
                await self._tried(workspace)
        except StoreUnavailable as problem:
            log.warning("rotation_put_off", why=str(problem))

    async def rotate(self, workspace: WorkspaceId) -> Installation | None:
        """The installation with its new token, which is stored already; None where another process changes it now, or
        where it is not to be changed any more. Raises DeliveryFailed.
        """
        now = self.clock.now()
        try:
            async with self.store.transaction() as tx:
                ending = await tx.installations.begin_rotation(workspace, now=now, until=now + TAKES_AT_MOST)
            if ending is None:
                return None
            rotated = await self.oauth.refreshed(ending)
            async with self.store.transaction() as tx:
                is_current = await tx.installations.renew(rotated)
        except (StoreUnavailable, UnreadableSecret) as problem:
            log.warning("rotation_put_off", workspace=workspace, why=str(problem))
            raise DeliveryFailed("token_not_rotated", retry_after=TAKES_AT_MOST) from None
        if not is_current:
            return None
        log.info("token_rotated", workspace=workspace)
        return rotated

    async def _tried(self, workspace: WorkspaceId) -> None:
        try:
            await self.rotate(workspace)
        except DeliveryFailed as failure:
            log.warning("token_not_rotated", workspace=workspace, reason=failure.reason)
