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
"""Somebody who uploads as many as are claimed at once has come to an end by then, or died."""
AT_ONCE = 8
"""So many are claimed at once: three calls each, of at most ten seconds."""
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
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(WORKSPACES_AT_ONCE))
    _at_work: set[WorkspaceId] = field(default_factory=set)
    """The workspaces whose pictures are being uploaded, or wait for their turn: what they lack besides comes next."""

    @property
    def is_wanted(self) -> bool:
        """Whether there is something to do that nobody here is at."""
        return self.illustrating.has_refusals or self.illustrating.has_wishes(beyond=self._at_work)

    async def ring(self) -> None:
        """Notes what Slack refused and uploads what cards were without. Safe at any moment, in any number of processes.
        What the database keeps it from is left undone: the next card without pictures wishes for it again.
        """
        for refusal in self.illustrating.take_refusals():
            await self._note(refusal.workspace, refusal.checksums, reason=refusal.reason, is_news=False)
        wishes = self.illustrating.take_wishes(beyond=self._at_work)
        self._at_work.update(wishes)
        async with asyncio.TaskGroup() as group:
            for workspace, files in wishes.items():
                group.create_task(self._in_turn(workspace, tuple(files)))

    async def _in_turn(self, workspace: WorkspaceId, files: Sequence[PictureFile]) -> None:
        try:
            async with self._turns:
                await self._upload_all(workspace, files)
        except StoreUnavailable as problem:
            log.warning("pictures_not_uploaded", workspace=workspace, why=str(problem))
        finally:
            self._at_work.discard(workspace)

    async def _upload_all(self, workspace: WorkspaceId, files: Sequence[PictureFile]) -> None:
        """A few at a time, so that nobody holds what another process could upload meanwhile."""
        for start in range(0, len(files), AT_ONCE):
            claimed = await self._claimed(workspace, files[start : start + AT_ONCE])
            failure = await self._upload(workspace, claimed)
            if failure is not None:
                await self._fail(workspace, [file.checksum for file in files[start + AT_ONCE :]], failure)
            if failure is not None or self.draining.is_set():
                return

    async def _upload(self, workspace: WorkspaceId, files: Sequence[PictureFile]) -> DeliveryFailed | None:
        """What keeps the workspace from being given any more of them, if anything does."""
        told: set[str] = set()
        for done, file in enumerate(files):
            if self.draining.is_set():
                await self._change(workspace, [one.checksum for one in files[done:]], self._let_go)
                return None
            try:
                content = await asyncio.to_thread(file.path.read_bytes)
                taken = await self.messenger.upload_picture(workspace, content, name=file.path.name)
            except OSError as error:
                log.warning("picture_unreadable", picture=str(file.path), why=error.strerror)
                await self._note(workspace, [file.checksum], reason=type(error).__name__)
            except DeliveryFailed as failure:
                is_news = failure.retry_after is None and failure.reason not in told
                told.add(failure.reason)
                say = log.warning if is_news else log.debug  # eight pictures with one fault are one piece of news
                say("picture_refused", workspace=workspace, picture=file.path.name, reason=failure.reason)
                if _concerns_this_file(failure):
                    await self._note(workspace, [file.checksum], reason=failure.reason)
                    continue
                await self._fail(workspace, [one.checksum for one in files[done:]], failure, is_ours=True)
                return failure
            else:
                await self._keep(workspace, file, taken)
        return None

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

    async def _fail(
        self, workspace: WorkspaceId, checksums: Collection[str], failure: DeliveryFailed, *, is_ours: bool = False
    ) -> None:
        """Leaves these alone for a while. Those that are not ours may be somebody else's, who knows better."""
        wait, now = failure.retry_after, self.clock.now()

        def failed(upload: Upload) -> Upload:
            if not is_ours and not upload.is_free(now):
                return upload
            if wait is None:
                return set_aside(upload, reason=failure.reason, now=now)
            return replace(upload, try_at=now + wait)

        await self._change(workspace, checksums, failed)

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
