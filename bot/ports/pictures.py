"""Pictures in Slack: which of them each workspace holds, and what is done where Slack refuses some."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.card import CardPicture
from bot.domain.ids import WorkspaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What became of one picture file in one workspace. All moments are by the real clock."""

    workspace: WorkspaceId
    checksum: str
    """Of the file's content: what is drawn anew is another picture."""
    try_at: datetime
    """Until then somebody is uploading it, or it is left alone because Slack refused it."""
    file: str | None = None
    """Slack's id, once it has taken the file."""
    usable_at: datetime | None = None
    """From when on Slack can show it."""
    reason: str | None = None
    """Why it was refused last, if no newer file has taken its place since."""
    setbacks: int = 0
    """How often it was refused in a row."""

    def is_free(self, now: datetime) -> bool:
        """Whether it can be uploaded, by whoever is the first to say so."""
        return self.file is None and now >= self.try_at

    def is_usable(self, now: datetime) -> bool:
        """Whether a card can show the file."""
        return self.usable_at is not None and self.file is not None and now >= max(self.usable_at, self.try_at)


class Pictures(Protocol):
    async def of(self, workspace: WorkspaceId) -> Sequence[Upload]: ...

    async def put(self, *uploads: Upload) -> None:
        """Writes them, whether they are known or new. Whoever goes by what was read before holds the workspace's row
        from then on.
        """


class Refusals(Protocol):
    def refused(self, workspace: WorkspaceId, pictures: Collection[CardPicture], *, reason: str) -> None:
        """A card went out without these, because Slack refused it with them."""
