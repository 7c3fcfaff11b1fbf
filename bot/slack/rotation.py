"""Changing tokens that end, before they do: by a bell, or by whoever needs one now; one process at a time."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.domain.ids import WorkspaceId
from bot.domain.installation import Installation
from bot.ports import Clock, DeliveryFailed, Store, StoreUnavailable
from bot.ports.installations import UnreadableSecret
from bot.services.suspending import suspend
from bot.slack.failures import RATE_LIMITS
from bot.slack.oauth import NOT_OUR_APP, OAuth

log = structlog.get_logger(__name__)

ROTATE_BEFORE = timedelta(hours=2)
"""Of the twelve that a token lasts."""
ROTATE_EVERY = timedelta(minutes=1)
"""An old refresh token is good for a short while yet: what a process that died was given may be had once more."""
TAKES_AT_MOST = timedelta(minutes=1)
"""Nobody else tries meanwhile, be it that this process has died."""
AT_ONCE = 100
WAITS = timedelta(seconds=2)
"""For a database that goes away at this very moment."""
SAVED_AGAIN_AFTER = timedelta(seconds=1)
SAVED_WITHIN = timedelta(minutes=10)
"""One that stays away for longer costs the workspace its token."""
ENDED = "token_expired"
GONE = frozenset({"account_inactive", "token_revoked"})
"""The workspace has removed us, and nobody has told us yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """Refresh tokens are good for one use: two processes with the same one would leave one of them without a token."""

    store: Store
    oauth: OAuth
    clock: Clock
    """The one that all processes agree on."""
    draining: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the process stops: a rotation that is cut off would lose what Slack has just given."""
    waits: timedelta = WAITS
    saving: set[asyncio.Task[bool]] = field(default_factory=set)
    """What Slack has given and the database has not taken yet."""

    async def ring(self) -> None:
        """Changes what ends within two hours. What cannot be changed now is tried again with a later ring."""
        ends_by = self.clock.now() + ROTATE_BEFORE
        tried: set[WorkspaceId] = set()
        try:
            while due := [each for each in await self._due(ends_by) if each not in tried]:
                for workspace in due:
                    if self.draining.is_set() or not await self._tried(workspace, ends_by=ends_by):
                        return
                tried.update(due)
        except StoreUnavailable as problem:
            log.warning("rotation_put_off", why=str(problem))

    async def rotate(self, workspace: WorkspaceId, *, ends_by: datetime) -> Installation | None:
        """The installation with its new token, which is stored already; None where another process changes it now, or
        where its token is not one that ends by then.

        Raises DeliveryFailed: a permanent one where Slack takes the refresh token no more, which concerns the whole
        workspace once its token has ended.
        """
        now = self.clock.now()
        try:
            async with self.store.transaction() as tx:
                ending = await tx.installations.begin_rotation(
                    workspace, ends_by=ends_by, now=now, until=now + TAKES_AT_MOST
                )
            if ending is None:
                return None
            rotated = await self._refreshed(ending)
            is_current = await self._saved(rotated)
        except (StoreUnavailable, UnreadableSecret) as problem:
            log.warning("rotation_put_off", workspace=workspace, why=str(problem))
            raise DeliveryFailed("token_not_rotated", retry_after=TAKES_AT_MOST) from None
        if not is_current:
            return None
        log.info("token_rotated", workspace=workspace)
        return rotated

    async def _due(self, ends_by: datetime) -> list[WorkspaceId]:
        async with self.store.transaction() as tx:
            return list(await tx.installations.due_for_rotation(ends_by, now=self.clock.now(), limit=AT_ONCE))

    async def _refreshed(self, ending: Installation) -> Installation:
        try:
            return await self.oauth.refreshed(ending)
        except DeliveryFailed as failure:
            if failure.outcome_unknown or failure.retry_after is not None or failure.reason in NOT_OUR_APP:
                raise DeliveryFailed(failure.reason, retry_after=failure.retry_after or TAKES_AT_MOST) from None
            has_ended = ending.expires_at is not None and ending.expires_at <= self.clock.now()
            reason = ENDED if has_ended and failure.reason not in GONE else failure.reason
            raise DeliveryFailed(reason, permanent=True, concerns_workspace=has_ended) from None

    async def _saved(self, rotated: Installation) -> bool:
        """Whether it is the workspace's token now. Raises StoreUnavailable where that takes long, and goes on with it:
        whoever posts may not be held up, and Slack gives it once.
        """
        saving = asyncio.create_task(self._save(rotated), name="save a token")
        self.saving.add(saving)
        saving.add_done_callback(self.saving.discard)
        await asyncio.wait((saving,), timeout=self.waits.total_seconds())
        if not saving.done():
            raise StoreUnavailable("it does not take a new token")
        return saving.result()

    async def _save(self, rotated: Installation) -> bool:
        """Saves it now, or once the database is back."""
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + SAVED_WITHIN.total_seconds()
        while loop.time() < ends_at:
            try:
                async with self.store.transaction() as tx:
                    return await tx.installations.renew(rotated)
            except StoreUnavailable:
                await asyncio.sleep(SAVED_AGAIN_AFTER.total_seconds())
        log.error("token_lost", workspace=rotated.workspace)
        return False

    async def _tried(self, workspace: WorkspaceId, *, ends_by: datetime) -> bool:
        """Whether to go on with others. Raises StoreUnavailable."""
        try:
            await self.rotate(workspace, ends_by=ends_by)
        except DeliveryFailed as failure:
            log.warning("token_not_rotated", workspace=workspace, reason=failure.reason)
            if failure.concerns_workspace:
                async with self.store.transaction() as tx:
                    await suspend(tx, workspace, failure, lease_now=self.clock.now())
            return failure.reason not in RATE_LIMITS
        return True
