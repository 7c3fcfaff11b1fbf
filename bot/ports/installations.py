"""Installations, and what is left when one ends: tokens to keep secret, workspaces to erase."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.ids import WorkspaceId
from bot.domain.installation import Installation


class UnreadableSecret(Exception):  # noqa: N818 - it reads as what is the case
    """Stored tokens cannot be read, or not be kept: the key is missing or another one. The sentence says what to do."""


class Installations(Protocol):
    """Tokens are stored encrypted. Whatever reads or writes one raises UnreadableSecret where the key is not right."""

    async def get(self, workspace: WorkspaceId) -> Installation | None: ...

    async def installed_at(self, workspace: WorkspaceId) -> datetime | None:
        """When it was installed; None where no installation is stored. Needs no key."""

    async def put(self, installation: Installation) -> None:
        """Inserts it, or replaces the workspace's one, and ends a rotation. Changes nothing where a newer one (by
        `installed_at`) is stored already.
        """

    async def renew(self, installation: Installation) -> bool:
        """Writes rotated tokens and ends the rotation; False, and nothing is written, when the workspace was
        uninstalled or installed anew since the installation was read.
        """

    async def remove(self, workspace: WorkspaceId) -> None:
        """Deletes it, tokens and all."""

    async def begin_rotation(
        self, workspace: WorkspaceId, *, ends_by: datetime, now: datetime, until: datetime
    ) -> Installation | None:
        """The installation, whose tokens nobody else rotates until then (or until it is put or renewed); None when
        another process does, or when there is nothing to rotate: no token that ends by `ends_by`.
        """

    async def due_for_rotation(self, ends_by: datetime, *, now: datetime, limit: int) -> Sequence[WorkspaceId]:
        """Whose token ends by then and can be rotated, the soonest first; left out are suspended ones, and those that
        somebody rotates now.
        """

    async def ungreeted(self, *, limit: int) -> Sequence[WorkspaceId]:
        """Whose installer is known and was not told yet; suspended ones are left out."""

    async def greeted(self, workspace: WorkspaceId, *, at: datetime) -> None:
        """The installer was told; who it was is needed no more, and forgotten."""


class Erasures(Protocol):
    """Whole workspaces to be erased, a few hundred rows in a transaction."""

    async def due(self, *, now: datetime, limit: int) -> Sequence[WorkspaceId]:
        """Workspaces whose `erase_at` has come (real clock) and that nobody serves any more."""

    async def erase_some(self, workspace: WorkspaceId, *, now: datetime, limit: int) -> bool:
        """Erases up to about so many reminders, or as much of other rows, and at last the workspace itself. True while
        there is more. Erases nothing where the erasure was called off: until the end of the transaction nobody can.
        """
