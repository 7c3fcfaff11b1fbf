"""Pictures into Slack: each file once a workspace, by whoever says so first, and aside where Slack refuses it."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.domain.ids import WorkspaceId
from bot.ports import Clock, DeliveryFailed, Messenger, Store, StoreUnavailable, Transaction, Upload
from bot.services.illustrating import Illustrating
from bot.services.timing import Timing
from routines.album import PictureFile

log = structlog.get_logger(__name__)

HELD_FOR = timedelta(minutes=5)
"""Somebody who uploads them has come to an end by then, or died."""
WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
"""How long a picture is left alone after each time that it was refused in a row."""
FORGIVEN_AFTER = timedelta(days=2)
"""One that was refused again so long after it was tried begins with the first wait."""
SAME_FILE = 1
"""So often a refused file is shown again as it is: Slack may merely not have been ready. Then it is uploaded anew."""
WORKSPACES_AT_ONCE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploading:
    store: Store
    clock: Clock
    """The real one, on which all who share the store agree."""
    messenger: Messenger
    illustrating: Illustrating
    timing: Timing
    draining: asyncio.Event
    _ringing: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_wanted(self) -> bool:
        """Whether there is something to do that nobody here is at."""
        return self.illustrating.has_wishes and not self._ringing.locked()

    async def ring(self) -> None:
        """Notes what Slack refused and uploads what cards were without. Safe at any moment, in any number of processes.
        What the database keeps it from is left undone: the next card without pictures wishes for it again.
        """
        async with self._ringing:
            for refusal in self.illustrating.take_refusals():
                await self._note(refusal.workspace, refusal.checksums, reason=refusal.reason, is_news=False)
            turns = asyncio.Semaphore(WORKSPACES_AT_ONCE)
            async with asyncio.TaskGroup() as group:
                for workspace, files in self.illustrating.take_wishes().items():
                    group.create_task(self._in_turn(turns, workspace, files))

    async def _in_turn(self, turns: asyncio.Semaphore, workspace: WorkspaceId, files: Collection[PictureFile]) -> None:
        async with turns:
            try:
                await self._upload(workspace, await self._claimed(workspace, files))
            except StoreUnavailable as problem:
                log.warning("pictures_not_uploaded", workspace=workspace, why=str(problem))

    async def _upload(self, workspace: WorkspaceId, files: Sequence[PictureFile]) -> None:
        for done, file in enumerate(files):
            if self.draining.is_set():
                await self._change(workspace, [one.checksum for one in files[done:]], self._let_go)
                return
            try:
                content = await asyncio.to_thread(file.path.read_bytes)
                taken = await self.messenger.upload_picture(workspace, content, name=file.path.name)
            except OSError as error:
                log.warning("picture_unreadable", picture=str(file.path), why=error.strerror)
                await self._note(workspace, [file.checksum], reason=type(error).__name__)
            except DeliveryFailed as failure:
                log.warning("picture_refused", workspace=workspace, picture=file.path.name, reason=failure.reason)
                if _concerns_this_file(failure):
                    await self._note(workspace, [file.checksum], reason=failure.reason)
                    continue
                await self._fail(workspace, [one.checksum for one in files[done:]], failure)
                return
            else:
                await self._keep(workspace, file, taken)

    async def _claimed(self, workspace: WorkspaceId, files: Collection[PictureFile]) -> Sequence[PictureFile]:
        """Those that nobody else uploads or has uploaded, ours from now on."""
        now = self.clock.now()
        async with self.store.transaction() as tx:
            row = await tx.workspaces.get(workspace, lock=True)
            if row is None or row.suspended_reason is not None:
                return ()
            known = await _known(tx, workspace)
            free = [file for file in files if file.checksum not in known or known[file.checksum].is_free(now)]
            held = [known.get(file.checksum) or _new(workspace, file.checksum, now=now) for file in free]
            await tx.pictures.put(*(replace(one, try_at=now + HELD_FOR) for one in held))
        if len(free) < len(files):  # somebody else has, or will have, what was missing here
            self.illustrating.forget(workspace)
        return free

    async def _keep(self, workspace: WorkspaceId, file: PictureFile, taken: str) -> None:
        now = self.clock.now()
        usable_at = now + self.timing.picture_usable_after

        def kept(upload: Upload) -> Upload:
            return replace(upload, file=taken, usable_at=usable_at, try_at=now, reason=None)

        await self._change(workspace, [file.checksum], kept)

    async def _fail(self, workspace: WorkspaceId, checksums: Collection[str], failure: DeliveryFailed) -> None:
        wait = failure.retry_after
        if wait is None:
            await self._note(workspace, checksums, reason=failure.reason)
            return
        again_at = self.clock.now() + wait
        await self._change(workspace, checksums, lambda upload: replace(upload, try_at=again_at))

    async def _note(
        self, workspace: WorkspaceId, checksums: Collection[str], *, reason: str, is_news: bool = True
    ) -> None:
        """Leaves these alone for a while. Where it may be no news, another process has noted it if they are already."""
        now = self.clock.now()

        def noted(upload: Upload) -> Upload:
            return set_aside(upload, reason=reason, now=now) if is_news or now >= upload.try_at else upload

        try:
            await self._change(workspace, checksums, noted)
        except StoreUnavailable as problem:
            log.warning("refused_pictures_not_noted", workspace=workspace, why=str(problem))

    def _let_go(self, upload: Upload) -> Upload:
        return replace(upload, try_at=self.clock.now())

    async def _change(
        self, workspace: WorkspaceId, checksums: Collection[str], change: Callable[[Upload], Upload]
    ) -> None:
        """Nothing, where the workspace was erased meanwhile."""
        now = self.clock.now()
        async with self.store.transaction() as tx:
            if await tx.workspaces.get(workspace, lock=True) is not None:
                known = await _known(tx, workspace)
                rows = [known.get(checksum) or _new(workspace, checksum, now=now) for checksum in checksums]
                await tx.pictures.put(*(change(row) for row in rows))
        self.illustrating.forget(workspace)


def set_aside(upload: Upload, *, reason: str, now: datetime) -> Upload:
    """Not to be tried before a while has passed, which is longer each time."""
    before = upload.setbacks if now < upload.try_at + FORGIVEN_AFTER else 0
    return replace(
        upload,
        reason=reason,
        setbacks=before + 1,
        try_at=now + WAITS[min(before, len(WAITS) - 1)],
        file=upload.file if before < SAME_FILE else None,
    )


def _concerns_this_file(failure: DeliveryFailed) -> bool:
    """Whether Slack may take another one all the same."""
    return not failure.permanent and not failure.outcome_unknown and failure.retry_after is None


async def _known(tx: Transaction, workspace: WorkspaceId) -> dict[str, Upload]:
    return {upload.checksum: upload for upload in await tx.pictures.of(workspace)}


def _new(workspace: WorkspaceId, checksum: str, *, now: datetime) -> Upload:
    return Upload(workspace=workspace, checksum=checksum, try_at=now)
