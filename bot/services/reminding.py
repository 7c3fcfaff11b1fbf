"""The bell's work: claim what is due, post it, and tidy up behind it, one leased workspace at a time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.domain.ids import ReminderId, WorkspaceId, reminder_id
from bot.domain.member import Member
from bot.domain.periods import period_at
from bot.domain.reminder import Kind, Reminder, State
from bot.domain.spread import Bounds
from bot.ports import Clock, Store, StoreUnavailable, Transaction
from bot.services.leaderboard import Leaderboard
from bot.services.openers import next_opener
from bot.services.planning import Planning
from bot.services.posting import Posting
from bot.services.tidying import Tidying

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
BATCH = 50
"""Members claimed at once: about ten seconds of sending."""
ERRANDS = 20
"""Old cards tidied up after a batch, so that it never delays a reminder for long."""
WORKSPACES_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Reminding:
    store: Store
    clock: Clock
    lease_clock: Clock
    """The real clock: leases are not moved with the other one."""
    owner: str
    """This process, as leases name it."""
    planning: Planning
    posting: Posting
    tidying: Tidying
    leaderboard: Leaderboard
    _ringing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _draining: asyncio.Event = field(default_factory=asyncio.Event)

    async def tick(self) -> None:
        """Does everything that is due now, one ring at a time. Safe at any moment and again after any crash."""
        async with self._ringing:
            await self._tick()

    def drain(self) -> None:
        """Begins nothing more; what is being posted is finished."""
        self._draining.set()

    async def _tick(self) -> None:
        async with self.store.transaction() as tx:
            leased = await tx.workspaces.lease_due(
                due_by=self.clock.now(),
                lease_now=self.lease_clock.now(),
                owner=self.owner,
                lease=LEASE,
                limit=WORKSPACES_AT_ONCE,
            )
        outcomes = await asyncio.gather(*(self._serve(workspace) for workspace in leased), return_exceptions=True)
        for outcome in outcomes:  # one workspace's trouble leaves the others served; the bell reports it
            if isinstance(outcome, BaseException):
                raise outcome

    async def earliest_due(self) -> datetime | None:
        """The next moment the bell would find something to do; None when nothing is planned."""
        async with self.store.transaction() as tx:
            return await tx.workspaces.earliest_due()

    async def _serve(self, workspace: WorkspaceId) -> None:
        try:
            await self._post_due(workspace)
            async with self.store.transaction() as tx:
                posts = await tx.posts.due(workspace, now=self.clock.now())
                errands = await tx.errands.due(workspace, now=self.clock.now(), limit=ERRANDS)
            for post in posts:
                if not self._draining.is_set():
                    await self.leaderboard.post([post])
            await self.tidying.run(errands, stopping=self._draining)
        finally:
            async with self.store.transaction() as tx:
                await tx.workspaces.release(workspace, owner=self.owner)

    async def _post_due(self, workspace: WorkspaceId) -> None:
        seen: set[ReminderId] = set()
        while not self._draining.is_set():
            pending = await self._claim(workspace)
            fresh = [reminder for reminder in pending if reminder.id not in seen]
            for reminder in fresh:
                if self._draining.is_set() or not await self._deliver(reminder):
                    return
            seen.update(reminder.id for reminder in fresh)
            if not fresh or len(pending) < BATCH or not await self._still_leased(workspace):
                return

    async def _deliver(self, reminder: Reminder) -> bool:
        try:
            return await self.posting.deliver(reminder)
        except StoreUnavailable:
            raise
        except Exception as error:  # whatever is wrong with one reminder, the others are still sent
            log.exception("reminder_set_aside", reminder=reminder.id)
            await self.posting.set_aside(reminder, reason=type(error).__name__)
            return True

    async def _still_leased(self, workspace: WorkspaceId) -> bool:
        async with self.store.transaction() as tx:
            return await tx.workspaces.renew(workspace, owner=self.owner, lease_now=self.lease_clock.now(), lease=LEASE)

    async def _claim(self, workspace: WorkspaceId) -> Sequence[Reminder]:
        """The intent, in one transaction: due members get a pending reminder and a provisional plan, their open cards
        have gone by. Returns all that waits to be posted, also from before a crash.
        """
        now = self.clock.now()
        async with self.store.transaction() as tx:
            due = await tx.members.claim_due(workspace, now=now, limit=BATCH)
            if due:
                bounds = (await tx.workspaces.ensure(workspace)).bounds
                await self._close_open_cards(tx, workspace, due, now=now)
                await tx.reminders.add([self._intent(member) for member in due if member.next_at])
                await tx.members.save_plans(
                    workspace, {member.id: self._provisional(member, bounds, now=now) for member in due}
                )
            return await tx.reminders.pending(workspace, due_by=now, limit=BATCH)

    async def _close_open_cards(
        self, tx: Transaction, workspace: WorkspaceId, due: Sequence[Member], *, now: datetime
    ) -> None:
        for reminder in await tx.reminders.open_ones(workspace, [member.id for member in due]):
            await tx.reminders.save(replace(reminder.become(State.MISSED), closed_at=now))

    def _intent(self, member: Member) -> Reminder:
        due_at = member.next_at or self.clock.now()
        new_id = reminder_id(member.workspace, member.id, due_at)
        zone = ZoneInfo(member.zone or "UTC")
        period = period_at(member.week, zone, due_at)
        return Reminder(
            workspace=member.workspace,
            member=member.id,
            id=new_id,
            origin=new_id,
            kind=Kind.PLANNED,
            due_at=due_at,
            active_on=period.active_on if period else due_at.astimezone(zone).date(),
            exercises=tuple(exercise.id for exercise in self.planning.routine.exercises),
            opener=next_opener(new_id),
        )

    def _provisional(self, member: Member, bounds: Bounds, *, now: datetime) -> datetime | None:
        """The plan if this one is sent now; sending replaces it by the true one."""
        return self.planning.planned_at(replace(member, last_sent_at=now), bounds, now=now)
