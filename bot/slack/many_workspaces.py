"""The installations of a bot that any workspace may install, over the database."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from slack_bolt.authorization import AuthorizeResult

from bot.domain.ids import WorkspaceId
from bot.domain.installation import Installation
from bot.ports import Clock, DeliveryFailed, Store, StoreUnavailable
from bot.ports.installations import UnreadableSecret
from bot.slack.client import Identity
from bot.slack.failures import DEFAULT_RETRY_AFTER
from bot.slack.installations import Installed, authorized, not_installed
from bot.slack.rotation import Rotation

log = structlog.get_logger(__name__)

WORKSPACES_IN_MIND = 50_000
"""Some 60 MB; who has been quiet for longest is read again when they speak."""
READ_WITHIN = timedelta(seconds=1)
"""An ack waits for it. A reading that takes longer goes on, and the next payload finds it."""
ENDS_SOON = timedelta(minutes=5)
"""A token that ends within that is changed before it is used; most are long before."""


@dataclass(slots=True)
class ManyWorkspaces:
    """Keeps in mind who was heard of. What has changed elsewhere shows when Slack refuses what is in mind, or when a
    token is about to end.
    """

    store: Store
    rotation: Rotation
    clock: Clock
    """The one that all processes agree on."""
    read_within: timedelta = READ_WITHIN
    _known: OrderedDict[WorkspaceId, Installed] = field(default_factory=OrderedDict)
    _reading: dict[WorkspaceId, asyncio.Task[Installed | None]] = field(default_factory=dict)

    async def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        """From memory, but for the first time."""
        if not team_id:
            return None
        installed = await self._found(WorkspaceId(team_id))
        return None if installed is None else authorized(installed, enterprise_id)

    async def of(self, workspace: WorkspaceId) -> Installed:
        """Its token is good for a while yet. Raises DeliveryFailed."""
        installed = await self._asked(workspace)
        if installed is None:
            raise not_installed()
        if not self._ends_soon(installed):
            return installed
        self.forget(workspace)  # another process may have changed it
        installed = await self._asked(workspace)
        if installed is None:
            raise not_installed()
        return await self._rotated(installed) if self._ends_soon(installed) else installed

    async def renewed(self, refused: Installed) -> Installed | None:
        workspace = refused.identity.workspace
        if self._known.get(workspace) == refused:
            self.forget(workspace)
        installed = await self._asked(workspace)
        if installed is None:
            return None
        if installed.token != refused.token:
            return installed
        if installed.expires_at is None:
            return None
        return await self._rotated_after(installed, ends_by=installed.expires_at)

    def forget(self, workspace: WorkspaceId) -> None:
        self._known.pop(workspace, None)
        self._reading.pop(workspace, None)  # what it finds is told to whoever waits, and not kept

    def is_before(self, workspace: WorkspaceId, at: datetime) -> bool:
        """The database knows better, and is asked."""
        del workspace, at
        return False

    async def _found(self, workspace: WorkspaceId) -> Installed | None:
        """What is in mind or else in the database. Raises StoreUnavailable."""
        if (known := self._known.get(workspace)) is not None:
            self._known.move_to_end(workspace)
            return known
        reading = self._reading.get(workspace)
        if reading is None:  # many may ask at once, in the first seconds
            reading = asyncio.create_task(self._read(workspace), name="read an installation")
            reading.add_done_callback(heard)
            self._reading[workspace] = reading
        await asyncio.wait((reading,), timeout=self.read_within.total_seconds())
        if not reading.done():
            raise StoreUnavailable("it does not answer in time")
        return reading.result()

    async def _read(self, workspace: WorkspaceId) -> Installed | None:
        reading = asyncio.current_task()
        try:
            async with self.store.transaction() as tx:
                found = await tx.installations.get(workspace)
        except UnreadableSecret as problem:
            log.warning("token_unreadable", workspace=workspace, why=str(problem))
            raise StoreUnavailable("a stored token cannot be read") from None
        else:
            installed = None if found is None else as_installed(found)
            if installed is not None and self._reading.get(workspace) is reading:
                self._kept(installed)
            return installed
        finally:
            if self._reading.get(workspace) is reading:
                del self._reading[workspace]

    def _kept(self, installed: Installed) -> Installed:
        self._known[installed.identity.workspace] = installed
        if len(self._known) > WORKSPACES_IN_MIND:
            self._known.popitem(last=False)
        return installed

    async def _asked(self, workspace: WorkspaceId) -> Installed | None:
        """As whoever calls Slack asks: a database that is away is a reason to call later."""
        try:
            return await self._found(workspace)
        except StoreUnavailable:
            raise DeliveryFailed("installation_unread", retry_after=DEFAULT_RETRY_AFTER) from None

    async def _rotated(self, ending: Installed) -> Installed:
        """With another token; with this one while it lasts, where none is to be had now. Raises DeliveryFailed."""
        try:
            rotated = await self.rotation.rotate(ending.identity.workspace, ends_by=self.clock.now() + ENDS_SOON)
        except DeliveryFailed as failure:  # the bell will tell
            if failure.concerns_workspace:
                raise
            rotated = None
        if rotated is not None:
            return self._kept(as_installed(rotated))
        if ending.expires_at is not None and ending.expires_at <= self.clock.now():
            raise rotates_later()
        return ending

    async def _rotated_after(self, refused: Installed, *, ends_by: datetime) -> Installed | None:
        """None where Slack does not take the refresh token either: then the workspace has taken back everything."""
        try:
            rotated = await self.rotation.rotate(refused.identity.workspace, ends_by=ends_by)
        except DeliveryFailed as failure:
            if not failure.permanent:
                raise rotates_later() from None
            return None
        if rotated is None:
            raise rotates_later()
        return self._kept(as_installed(rotated))

    def _ends_soon(self, installed: Installed) -> bool:
        return installed.expires_at is not None and installed.expires_at <= self.clock.now() + ENDS_SOON


def heard(reading: asyncio.Task[Installed | None]) -> None:
    """Takes note of what it raised: nobody else does where all who asked have stopped waiting."""
    if not reading.cancelled():
        reading.exception()


def rotates_later() -> DeliveryFailed:
    """Nothing was done, and the workspace is not to blame."""
    return DeliveryFailed("token_expired", retry_after=DEFAULT_RETRY_AFTER)


def as_installed(installation: Installation) -> Installed:
    """What of it the calls need."""
    return Installed(
        identity=Identity(workspace=installation.workspace, bot_user=installation.bot_user, bot_id=installation.bot_id),
        token=installation.token,
        expires_at=installation.expires_at,
    )
