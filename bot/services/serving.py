"""One turn of a leased workspace: look-ups first, then posts, the channels' weekly posts, and old cards last."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.board import ChannelPost
from bot.domain.reminder import Reminder
from bot.ports import Clock, Errand, Store, Transaction, Workspace
from bot.services.attempts import Attempt, Attempts
from bot.services.claiming import Claiming
from bot.services.leaderboard import Leaderboard
from bot.services.leases import Lease, Leases
from bot.services.looking_up import LookingUp
from bot.services.outcomes import Outcome
from bot.services.posting import Posting
from bot.services.tidying import Tidying
from bot.services.timing import Timing

CATCHES_UP = timedelta(seconds=1)
"""A turn that the bell began this much late is not held against the workspace's pace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What a turn has to do, read and announced in one transaction."""

    workspace: Workspace
    look_ups: Sequence[Reminder] = ()
    attempts: Sequence[Attempt] = ()
    posts: Sequence[ChannelPost] = ()
    errands: Sequence[Errand] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.look_ups or self.attempts or self.posts or self.errands)


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    store: Store
    clock: Clock
    lease_clock: Clock
    leases: Leases
    claiming: Claiming
    attempts: Attempts
    posting: Posting
    looking_up: LookingUp
    leaderboard: Leaderboard
    tidying: Tidying
    timing: Timing
    draining: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once nothing more may be begun."""

    async def serve(self, lease: Lease) -> bool:
        """Does one turn of what is due and gives the lease back; False when there was nothing that could be done.

        Raises LeaseLost and StoreUnavailable.
        """
        started = self.lease_clock.now()
        blocked_until = None
        try:
            agenda = await self._agenda(lease)
            if agenda.look_ups:
                blocked_until = await self._look_up(lease, agenda)
            else:
                outcomes = await self.posting.deliver(lease.workspace, agenda.attempts)
                blocked_until = self._blocked_until(agenda, outcomes, started=started)
                if not any(outcome.stops_everything for outcome in outcomes):
                    await self._post_boards(lease, agenda)
                    await self._tidy_up(lease, agenda)
        finally:
            await self.leases.give_back(lease, blocked_until=blocked_until)
        return not agenda.is_empty

    async def _agenda(self, lease: Lease) -> Agenda:
        """Nothing is posted in a turn that has something to look up: Slack may be in trouble."""
        now, lease_now, workspace = self.clock.now(), self.lease_clock.now(), lease.workspace
        async with self.store.transaction() as tx:
            row = await tx.workspaces.ensure(workspace)
            if self.draining.is_set():
                return Agenda(workspace=row)
            look_ups = await tx.reminders.to_look_up(workspace, lease_now=lease_now, limit=self.timing.at_once)
            if look_ups:
                await self.leases.keep(tx, lease)
                return Agenda(workspace=row, look_ups=look_ups)
            attempts = await self._announce(tx, lease, now=now)
            posts = await tx.posts.due(workspace, now=now)
            may_tidy = row.tidy_at is None or row.tidy_at <= lease_now
            limit = self.timing.errands_at_once if may_tidy else 0
            errands = await tx.errands.due(workspace, now=now, limit=limit) if limit else ()
            await self.leases.keep(tx, lease)
            return Agenda(workspace=row, attempts=attempts, posts=posts, errands=errands)

    async def _announce(self, tx: Transaction, lease: Lease, *, now: datetime) -> Sequence[Attempt]:
        """The intents of this turn: those that wait already, and as many more members as it takes."""
        workspace, limit = lease.workspace, self.timing.at_once
        waiting = await tx.reminders.to_post(workspace, due_by=now, limit=limit)
        if len(waiting) < limit and await self.claiming.claim(tx, workspace, now=now, limit=self.timing.batch):
            waiting = await tx.reminders.to_post(workspace, due_by=now, limit=limit)
        return await self.attempts.begin(tx, workspace, waiting)

    async def _look_up(self, lease: Lease, agenda: Agenda) -> datetime | None:
        could_be_asked = await self.looking_up.run(lease.workspace, agenda.look_ups)
        return None if could_be_asked else self.lease_clock.now() + self.timing.look_up_after

    def _blocked_until(self, agenda: Agenda, outcomes: Sequence[Outcome], *, started: datetime) -> datetime | None:
        """Until when nothing more may be posted: the pace, and a pause where Slack has not answered at all."""
        if not outcomes:
            return None
        if not any(outcome.is_known for outcome in outcomes):
            return self.lease_clock.now() + self.timing.look_up_after
        since = max(agenda.workspace.blocked_until or started, started - CATCHES_UP)
        return since + len(outcomes) * self.timing.between_posts

    async def _post_boards(self, lease: Lease, agenda: Agenda) -> None:
        for post in agenda.posts:
            if self.draining.is_set():
                return
            await self._keep(lease)
            await self.leaderboard.post([post])

    async def _tidy_up(self, lease: Lease, agenda: Agenda) -> None:
        if not agenda.errands:
            return
        until = self.lease_clock.now() + len(agenda.errands) * self.timing.between_errands
        await self.tidying.run(agenda.errands, stopping=self.draining)
        async with self.store.transaction() as tx:
            await tx.workspaces.rest(lease.workspace, until=until)

    async def _keep(self, lease: Lease) -> None:
        async with self.store.transaction() as tx:
            await self.leases.keep(tx, lease)
