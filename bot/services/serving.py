"""The turn of a leased workspace: rounds of look-ups first, then posts, the weekly posts, and old cards last."""

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
ROUNDS_A_TURN = 10
"""So many, and others have a turn before this workspace goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What a round has to do, read and announced in one transaction."""

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
        """Does what is due, as far as the pace lets it, and gives the lease back; False when nothing could be done.

        Raises LeaseLost and StoreUnavailable.
        """
        has_progressed, blocked_until = False, None
        try:
            for _ in range(ROUNDS_A_TURN):
                started = self.lease_clock.now()
                agenda = await self._agenda(lease)
                if agenda.is_empty:
                    break
                has_progressed = True
                blocked_until = await self._round(lease, agenda, started)
                if blocked_until is not None and blocked_until > self.lease_clock.now():
                    break
        finally:
            await self.leases.give_back(lease, blocked_until=blocked_until)
        return has_progressed

    async def _round(self, lease: Lease, agenda: Agenda, started: datetime) -> datetime | None:
        """Until when nothing more may be posted, if that is known here; a limit of Slack's is in the database."""
        if agenda.look_ups:
            could_be_asked = await self.looking_up.run(lease.workspace, agenda.look_ups)
            return None if could_be_asked else self.lease_clock.now() + self.timing.look_up_after
        outcomes = await self.posting.deliver(lease.workspace, agenda.attempts)
        if not any(outcome.stops_everything for outcome in outcomes):
            await self._post_boards(lease, agenda)
            await self._tidy_up(lease, agenda)
        return self._blocked_until(agenda, outcomes, started=started)

    async def _agenda(self, lease: Lease) -> Agenda:
        """Nothing is posted in a round that has something to look up: Slack may be in trouble."""
        now, lease_now, workspace = self.clock.now(), self.lease_clock.now(), lease.workspace
        async with self.store.transaction() as tx:
            row = await tx.workspaces.ensure(workspace)
            is_blocked = row.blocked_until is not None and row.blocked_until > lease_now
            if self.draining.is_set() or is_blocked or row.suspended_reason is not None:
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
        """The intents of this round: those that wait already, and as many more members as it takes."""
        workspace, limit = lease.workspace, self.timing.at_once
        waiting = await tx.reminders.to_post(workspace, due_by=now, limit=limit)
        if len(waiting) < limit and await self.claiming.claim(tx, workspace, now=now, limit=self.timing.batch):
            waiting = await tx.reminders.to_post(workspace, due_by=now, limit=limit)
        return await self.attempts.begin(tx, workspace, waiting)

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
