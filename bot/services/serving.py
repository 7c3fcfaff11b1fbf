"""The turn of a leased workspace: rounds of look-ups and posts, the weekly posts, and errands last."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.board import ChannelPost
from bot.domain.ids import WorkspaceId
from bot.domain.reminder import Reminder
from bot.ports import Clock, Errand, Store, Transaction
from bot.services.attempts import Attempt, Attempts
from bot.services.claiming import Claiming
from bot.services.fitting import Fitting, needs_fitting
from bot.services.leaderboard import Leaderboard
from bot.services.leases import Lease, Leases
from bot.services.looking_up import LookingUp
from bot.services.outcomes import Outcome
from bot.services.posting import Posting
from bot.services.tidying import Tidying
from bot.services.timing import LARGEST_ROUND, Timing

NO_TIME = timedelta()
CATCHES_UP = timedelta(seconds=2)
"""What the pace would have let through in the time before, while a bell or a slow answer was waited for, may follow."""
BOARDS_A_ROUND = 1
"""A weekly post reads its whole channel, and the reminders of the next round wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What a round has to do, read and announced in one transaction."""

    paced_since: datetime
    """From when on the pace counts what is posted in this round, by the real clock."""
    look_ups: Sequence[Reminder] = ()
    attempts: Sequence[Attempt] = ()
    posts: Sequence[ChannelPost] = ()
    errands: Sequence[Errand] = ()
    has_settled: bool = False
    """Something that waited was looked at, even if none of it is to be posted any more."""
    fits: bool = False
    """Members are to be fitted into new bounds, or told of it."""

    @property
    def is_empty(self) -> bool:
        return not (self.look_ups or self.attempts or self.posts or self.errands or self.has_settled or self.fits)

    @property
    def has_reminders(self) -> bool:
        return bool(self.look_ups or self.attempts or self.has_settled)


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
    fitting: Fitting
    timing: Timing
    draining: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once nothing more may be begun."""

    async def serve(self, lease: Lease) -> bool:
        """Does what is due, as far as the pace lets it, and gives the lease back; False when nothing could be done.

        Raises LeaseLost and StoreUnavailable.
        """
        has_progressed, blocked_until = False, None
        try:
            for _ in range(self.timing.rounds_a_turn):
                agenda = await self._agenda(lease, paced_until=blocked_until)
                if agenda.is_empty:
                    break
                has_progressed = True
                blocked_until = await self._round(lease, agenda) or blocked_until
                if blocked_until is not None and blocked_until > self.lease_clock.now():
                    break
        finally:
            await self.leases.give_back(lease, blocked_until=blocked_until)
        return has_progressed

    async def _round(self, lease: Lease, agenda: Agenda) -> datetime | None:
        """Until when nothing more may be posted, if that is known here; a limit of Slack's is in the database."""
        delivered = asyncio.Event()
        posting = asyncio.create_task(self._deliver(lease, agenda, delivered))
        try:
            await self.looking_up.run(lease.workspace, agenda.look_ups)
            await self._tidy_up(lease, agenda, delivered)
            await self._post_boards(lease, agenda)
        except asyncio.CancelledError:
            posting.cancel()
            raise
        finally:
            outcomes = await posting
        told = 0
        if agenda.fits and not self.draining.is_set():
            told = await self.fitting.run(lease, may_tell=not agenda.has_reminders)
        return self._blocked_until(agenda, outcomes, told=told)

    async def _deliver(self, lease: Lease, agenda: Agenda, delivered: asyncio.Event) -> Sequence[Outcome]:
        try:
            return await self.posting.deliver(lease.workspace, agenda.attempts)
        finally:
            delivered.set()

    async def _agenda(self, lease: Lease, *, paced_until: datetime | None) -> Agenda:
        """In a round with something to look up one card alone is posted, which tells whether Slack is in trouble."""
        now, lease_now, workspace = self.clock.now(), self.lease_clock.now(), lease.workspace
        async with self.store.transaction() as tx:
            row = await tx.workspaces.ensure(workspace)
            is_blocked = row.wait(lease_now) > NO_TIME
            paced_since = paced_until or row.blocked_until or lease_now
            paced_since = min(max(paced_since, lease_now - CATCHES_UP), lease_now)
            nothing = Agenda(paced_since=paced_since)
            if self.draining.is_set() or is_blocked or row.suspended_reason is not None:
                return nothing
            look_ups = await tx.reminders.to_look_up(workspace, lease_now=lease_now, limit=self.timing.at_once)
            waiting = await self._waiting(tx, workspace, now=now)
            at_most = 1 if look_ups else self._size_of_round(lease_now - paced_since)
            attempts = await self.attempts.begin(tx, workspace, waiting, at_most=at_most)
            posts = () if look_ups else (await tx.posts.due(workspace, now=now))[:BOARDS_A_ROUND]
            may_tidy = not look_ups and (row.tidy_at is None or row.tidy_at <= lease_now)
            limit = self.timing.errands_at_once if may_tidy else 0
            errands = await tx.errands.due(workspace, now=now, limit=limit) if limit else ()
            await self.leases.keep(tx, lease)
            return replace(
                nothing,
                look_ups=look_ups,
                attempts=attempts,
                posts=posts,
                errands=errands,
                has_settled=bool(waiting),
                fits=needs_fitting(row, now=now),
            )

    async def _waiting(self, tx: Transaction, workspace: WorkspaceId, *, now: datetime) -> Sequence[Reminder]:
        """The intents that wait already, with as many more members as it takes to have enough for a round."""
        at_once, batch = self.timing.at_once, self.timing.batch
        most = LARGEST_ROUND * at_once
        waiting = await tx.reminders.to_post(workspace, due_by=now, limit=most)
        if len(waiting) < at_once and await self.claiming.claim(tx, workspace, now=now, limit=batch):
            waiting = await tx.reminders.to_post(workspace, due_by=now, limit=most)
        return waiting

    def _size_of_round(self, idle: timedelta) -> int:
        """How many may be posted at once: more where the pace would have let some through meanwhile."""
        at_once, gap = self.timing.at_once, self.timing.between_posts
        return min(LARGEST_ROUND * at_once, at_once + int(idle / gap)) if gap else at_once

    def _blocked_until(self, agenda: Agenda, outcomes: Sequence[Outcome], *, told: int) -> datetime | None:
        """Until when nothing more may be posted: the pace, and a pause where Slack has not answered at all."""
        if not outcomes and not told:
            return None
        if outcomes and not any(outcome.is_known for outcome in outcomes):
            return self.lease_clock.now() + self.timing.look_up_after
        return agenda.paced_since + (len(outcomes) + told) * self.timing.between_posts

    async def _post_boards(self, lease: Lease, agenda: Agenda) -> None:
        for post in agenda.posts:
            if self.draining.is_set():
                return
            await self._keep(lease)
            await self.leaderboard.post(post)

    async def _tidy_up(self, lease: Lease, agenda: Agenda, delivered: asyncio.Event) -> None:
        """Does errands as long as the posts of this round are under way, and a few at least."""
        if not agenda.errands:
            return
        began_at = self.lease_clock.now()
        enough = delivered if agenda.attempts else asyncio.Event()
        calls = await self.tidying.run(agenda.errands, stopping=self.draining, enough=enough)
        if calls and self.timing.between_errands:
            async with self.store.transaction() as tx:
                await tx.workspaces.rest(lease.workspace, until=began_at + calls * self.timing.between_errands)

    async def _keep(self, lease: Lease) -> None:
        async with self.store.transaction() as tx:
            await self.leases.keep(tx, lease)
