"""A workspace's lease: whoever holds it posts for that workspace, and nobody else."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from bot.domain.ids import WorkspaceId
from bot.ports import Clock, Store, StoreUnavailable, Transaction
from bot.services.timing import Timing


class LeaseLost(Exception):  # noqa: N818 - it reads as what happened
    """This process was away longer than its lease: another one posts for the workspace by now."""


@dataclass(slots=True, kw_only=True)
class Lease:
    """One that is held, until the moment at which somebody else may take it."""

    workspace: WorkspaceId
    owner: str
    """Who holds it: the process and this one taking, so that a turn which outlasts its lease cannot take it for new."""
    held_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Leases:
    """Those that this process takes and holds."""

    store: Store
    clock: Clock
    lease_clock: Clock
    """The real one, on which all processes agree: leases are not moved with the other."""
    timing: Timing
    owner: str
    """This process, as leases name it."""
    _kept: list[tuple[Lease, datetime | None]] = field(default_factory=list)
    """Those that could not be given back because the database was gone, each with its block."""
    _held: set[tuple[WorkspaceId, str]] = field(default_factory=set)
    _serial: Iterator[int] = field(default_factory=count)

    @property
    def held(self) -> int:
        """How many this process holds, as far as it knows."""
        return len(self._held)

    async def take(self, limit: int) -> list[Lease]:
        """Takes up to so many free workspaces with something due, the longest due first."""
        while self._kept:
            lease, blocked_until = self._kept.pop()
            await self.give_back(lease, blocked_until=blocked_until)
        if limit <= 0:
            return []
        lease_now, owner = self.lease_clock.now(), f"{self.owner}#{next(self._serial)}"
        async with self.store.transaction() as tx:
            taken = await tx.workspaces.lease_due(
                due_by=self.clock.now(),
                lease_now=lease_now,
                owner=owner,
                lease=self.timing.lease,
                limit=limit,
            )
        held_until = lease_now + self.timing.lease
        self._held.update((workspace, owner) for workspace in taken)
        return [Lease(workspace=workspace, owner=owner, held_until=held_until) for workspace in taken]

    async def keep(self, tx: Transaction, lease: Lease) -> None:
        """Prolongs a lease that has little left; the last statement of a transaction, for it locks the workspace.

        Raises LeaseLost.
        """
        lease_now = self.lease_clock.now()
        if lease_now + self.timing.renew_under < lease.held_until:
            return
        if not await tx.workspaces.renew(
            lease.workspace, owner=lease.owner, lease_now=lease_now, lease=self.timing.lease
        ):
            raise LeaseLost
        lease.held_until = lease_now + self.timing.lease

    async def give_back(self, lease: Lease, *, blocked_until: datetime | None = None) -> None:
        """Frees the workspace for its next work; nothing is posted before `blocked_until` (real clock).

        Raises StoreUnavailable; then it is given back as soon as the database is there again.
        """
        try:
            await self._give_back(lease, blocked_until=blocked_until)
        except StoreUnavailable:
            self._kept.append((lease, blocked_until))
            raise

    async def _give_back(self, lease: Lease, *, blocked_until: datetime | None) -> None:
        lease_now = self.lease_clock.now()
        async with self.store.transaction() as tx:
            if blocked_until is not None and blocked_until > lease_now:
                await tx.workspaces.block(lease.workspace, until=blocked_until)
            await tx.workspaces.release(lease.workspace, owner=lease.owner, now=self.clock.now())
        self._held.discard((lease.workspace, lease.owner))
