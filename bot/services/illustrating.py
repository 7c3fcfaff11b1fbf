"""Pictures for cards: which there are in a workspace, by the look that is a member's. Never in the way: what Slack does
not hold yet, or refused, is missing.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.domain.card import CardPicture
from bot.domain.ids import WorkspaceId
from bot.domain.member import Member, Style
from bot.ports import Clock, Transaction, Upload
from routines.album import Album, PictureFile, look_for
from routines.model import Exercise, Picture, Routine
from routines.screens import screens_of

log = structlog.get_logger(__name__)

FRESH_FOR = timedelta(minutes=1)
"""Others may upload pictures, too; their cards have them a little earlier than ours."""
MOST_WORKSPACES = 1_000
"""Of which it is known what they hold, the last ones that had a card."""
PATH = "/slack/pictures"
"""Where they lie below the address at which they are served: where proxies let Slack in already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """Everything there is to show, and where Slack finds it."""

    routines: Sequence[Routine]
    album: Album
    clock: Clock
    """The real one."""
    served_at: str | None = None
    """The public address at which they are served; None: each workspace is given the files."""

    def all_for(self, member: Member, exercises: Sequence[Exercise]) -> Iterator[tuple[Picture, PictureFile]]:
        """The pictures of the routines that these exercises are of, in the look that is the member's."""
        look = look_for(f"{member.workspace}/{member.id}")
        ids = {exercise.id for exercise in exercises}
        for routine in self.routines:
            if ids.isdisjoint(exercise.id for exercise in routine.exercises):
                continue
            for picture in routine.pictures:
                file = self.album.file(routine.id, picture.id, look)
                if file is not None:
                    yield picture, file

    def address(self, file: PictureFile) -> str:
        return f"{self.served_at}{PATH}/{served_name(file)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Slack refused a card because of these files."""

    workspace: WorkspaceId
    checksums: Collection[str]
    reason: str


@dataclass(slots=True, kw_only=True)
class _Held:
    """What is known of a workspace, and when it was read."""

    uploads: dict[str, Upload]
    read_at: datetime
    is_stale: bool = False


@dataclass(slots=True)
class Illustrating:
    """Without a gallery cards have no pictures."""

    gallery: Gallery | None = None
    _held: OrderedDict[WorkspaceId, _Held] = field(default_factory=OrderedDict)
    _wishes: dict[WorkspaceId, dict[str, PictureFile]] = field(default_factory=lambda: defaultdict(dict))
    _refusals: list[Refusal] = field(default_factory=list)

    async def load(self, tx: Transaction, workspace: WorkspaceId) -> None:
        """Reads which pictures the workspace holds, unless that is known. What is asked of it then goes by that."""
        if self.gallery is None:
            return
        now, held = self.gallery.clock.now(), self._held.get(workspace)
        if held is not None and not held.is_stale and abs(now - held.read_at) < FRESH_FOR:
            self._held.move_to_end(workspace)
            return
        uploads = {upload.checksum: upload for upload in await tx.pictures.of(workspace)}
        self._held[workspace] = _Held(uploads=uploads, read_at=now)
        self._held.move_to_end(workspace)
        if len(self._held) > MOST_WORKSPACES:
            self._held.popitem(last=False)

    def of(self, member: Member, exercises: Sequence[Exercise], screen: int | None = None) -> Mapping[str, CardPicture]:
        """The pictures of these exercises' key poses, or those of one screen of the guide, by their ids. What is
        missing is wished for.
        """
        held = self._held.get(member.workspace)
        wanted = _wanted(exercises, screen) if member.style is Style.PICTURES or screen is not None else ()
        if self.gallery is None or held is None or not wanted:
            return {}
        shown, now = {}, self.gallery.clock.now()
        for picture, file in self.gallery.all_for(member, exercises):
            upload = held.uploads.get(file.checksum)
            if self.gallery.served_at is None and (upload is None or upload.is_free(now)):
                self._wishes[member.workspace][file.checksum] = file
            if picture.id in wanted and (found := self._shown(picture, file, upload, now=now)) is not None:
                shown[picture.id] = found
        return shown

    def expect(self, member: Member, exercises: Sequence[Exercise]) -> None:
        """Wishes for what the member's cards will show."""
        if self.gallery is not None and self.gallery.served_at is None:
            files = (file for _, file in self.gallery.all_for(member, exercises))
            self._wishes[member.workspace] |= {file.checksum: file for file in files}

    def refused(self, workspace: WorkspaceId, pictures: Collection[CardPicture], *, reason: str) -> None:
        """Cards of the workspace do without these from now on; until when, is for whoever takes the refusals."""
        held = self._held.get(workspace)
        if held is None or self.gallery is None:
            return
        checksums = self._checksums(held, pictures)
        log.warning("pictures_refused", workspace=workspace, reason=reason, count=len(checksums))
        self._refusals.append(Refusal(workspace=workspace, checksums=checksums, reason=reason))
        aside = self.gallery.clock.now() + FRESH_FOR
        for checksum in checksums:
            upload = held.uploads.get(checksum) or Upload(workspace=workspace, checksum=checksum, try_at=aside)
            held.uploads[checksum] = replace(upload, try_at=aside)

    @property
    def has_refusals(self) -> bool:
        return bool(self._refusals)

    def has_wishes(self, *, beyond: Collection[WorkspaceId] = ()) -> bool:
        """Whether a workspace other than these lacks something."""
        return not self._wishes.keys() <= set(beyond)

    def take_wishes(self, *, beyond: Collection[WorkspaceId] = ()) -> Mapping[WorkspaceId, Collection[PictureFile]]:
        """What workspaces other than these lack, each once."""
        free = [workspace for workspace in self._wishes if workspace not in beyond]
        return {workspace: tuple(self._wishes.pop(workspace).values()) for workspace in free}

    def take_refusals(self) -> Sequence[Refusal]:
        refusals = tuple(self._refusals)
        self._refusals.clear()
        return refusals

    def forget(self, workspace: WorkspaceId) -> None:
        """Has what the workspace holds read anew by whoever next loads it. Until then cards go by what is known."""
        if (held := self._held.get(workspace)) is not None:
            held.is_stale = True

    def _shown(
        self, picture: Picture, file: PictureFile, upload: Upload | None, *, now: datetime
    ) -> CardPicture | None:
        if self.gallery is not None and self.gallery.served_at is not None:
            is_aside = upload is not None and now < upload.try_at
            return None if is_aside else CardPicture(alt_text=picture.alt_text, address=self.gallery.address(file))
        if upload is None or not upload.is_usable(now):
            return None
        return CardPicture(alt_text=picture.alt_text, file=upload.file)

    def _checksums(self, held: _Held, pictures: Collection[CardPicture]) -> Collection[str]:
        files = {picture.file for picture in pictures if picture.file is not None}
        found = {upload.checksum for upload in held.uploads.values() if upload.file in files}
        addresses = {picture.address for picture in pictures if picture.address is not None}
        if self.gallery is not None and addresses:
            found |= {file.checksum for file in self.gallery.album.files if self.gallery.address(file) in addresses}
        return found


def served_name(file: PictureFile) -> str:
    """The last part of its address; another content has another one."""
    return f"{file.checksum}.{file.media_type.removeprefix('image/')}"


def _wanted(exercises: Sequence[Exercise], screen: int | None) -> frozenset[str]:
    if screen is None:
        return frozenset(exercise.picture for exercise in exercises if exercise.picture)
    found = [one for one in screens_of(exercises) if one.no == screen]
    timers = [one.timer.picture for one in found if one.timer is not None]
    return frozenset(picture for picture in (*(one.picture for one in found), *timers) if picture)
