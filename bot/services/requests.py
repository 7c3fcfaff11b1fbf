"""Cards that members ask for: posted at once, without waiting for the bell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.errors import DmClosed, NothingOffered, OnItsWay
from bot.domain.ids import MemberId, WorkspaceId, reminder_id
from bot.domain.member import Member
from bot.domain.planner import GRACE
from bot.domain.reminder import Kind, Reminder
from bot.domain.status import Status
from bot.ports import Clock, DeliveryFailed, Store, StoreUnavailable, Transaction
from bot.services.attempts import Attempt, Attempts
from bot.services.chains import uncount_chain
from bot.services.offering import still_wanted
from bot.services.openers import next_opener
from bot.services.planning import Planning, active_day, joined
from bot.services.posting import Posting
from bot.services.statuses import Statuses
from bot.services.timing import Timing

LONGEST_PACE = timedelta(seconds=5)
"""A whole round of posts takes up about three seconds of a workspace's share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    store: Store
    clock: Clock
    lease_clock: Clock
    planning: Planning
    statuses: Statuses
    attempts: Attempts
    posting: Posting
    timing: Timing

    async def now(self, workspace: WorkspaceId, member: MemberId) -> Status:
        """Posts a card that was asked for; asked twice at once, one comes. One that Slack limits still comes, with the
        bell, as long as it is not late.

        Raises NotJoined, ZoneMissing, NothingOffered, OnItsWay, DmClosed, DeliveryFailed, and StoreUnavailable, of
        unknown outcome once the card may stand.
        """
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            wait = await self._wait(tx, workspace)
            intent = await self._under_way(tx, found) or await self._asked_for(tx, found)
            if wait:
                await tx.workspaces.expect(workspace, intent.due_at)
            attempts = () if wait else await self._begin(tx, found, intent)
        if wait:
            raise DeliveryFailed("ratelimited", retry_after=wait)
        if not attempts:
            raise OnItsWay
        try:
            return await self._deliver(workspace, member, attempts)
        except StoreUnavailable as problem:
            raise StoreUnavailable(str(problem), outcome_unknown=True) from problem

    async def _deliver(self, workspace: WorkspaceId, member: MemberId, attempts: Sequence[Attempt]) -> Status:
        for outcome in await self.posting.deliver(workspace, attempts):
            failure = outcome.failure
            if failure is not None:
                raise DmClosed if failure.permanent and not failure.concerns_workspace else failure
        async with self.store.transaction() as tx:
            return await self.statuses.of(tx, await joined(tx, workspace, member))

    async def _begin(self, tx: Transaction, member: Member, intent: Reminder) -> Sequence[Attempt]:
        """Announces the post. Nothing, if it is on its way already."""
        attempts = await self.attempts.begin(tx, member.workspace, [intent], at_most=1)
        # Should this process die in between, somebody finds out what became of it.
        await tx.workspaces.wake(member.workspace, self.lease_clock.now() + self.timing.look_up_after)
        return attempts

    async def _wait(self, tx: Transaction, workspace: WorkspaceId) -> timedelta | None:
        """How long Slack wants to be left alone, if for longer than the pace of posting would ever come to. Raises
        DeliveryFailed where it refuses the workspace altogether.
        """
        row = await tx.workspaces.ensure(workspace)
        if row.suspended_reason is not None:
            raise DeliveryFailed(row.suspended_reason, permanent=True, concerns_workspace=True)
        wait = row.wait(self.lease_clock.now())
        return wait if wait > LONGEST_PACE else None

    async def _under_way(self, tx: Transaction, member: Member) -> Reminder | None:
        """A card that is being posted already, or was asked for and still waits and is not late."""
        earliest = self.clock.now() - GRACE
        for waiting in await tx.reminders.unsent(member.workspace, member.id):
            is_waiting = waiting.kind is Kind.NOW and waiting.due_at >= earliest
            if is_waiting or waiting.attempted_at is not None:
                return waiting
        return None

    async def _asked_for(self, tx: Transaction, member: Member) -> Reminder:
        now = self.clock.now()
        new_id = reminder_id(member.workspace, member.id, now)
        active_on = active_day(member, now=now).date()
        origin, exercises = new_id, self.planning.offered(member, active_on)
        for opened in await tx.reminders.open_ones(member.workspace, [member.id]):
            if self._is_of_another_routine(member, opened):
                await uncount_chain(tx, opened)
                continue
            done = {one.exercise for one in await tx.reminders.completions(member.workspace, [opened.id])}
            exercises = tuple(exercise for exercise in still_wanted(member, opened) if exercise not in done)
            origin = opened.origin
        if not exercises:
            raise NothingOffered
        intent = Reminder(
            workspace=member.workspace,
            member=member.id,
            id=new_id,
            origin=origin,
            kind=Kind.NOW,
            due_at=now,
            active_on=active_on,
            exercises=exercises,
            opener=next_opener(new_id),
            counted=False,
        )
        await tx.reminders.add([intent])
        return intent

    def _is_of_another_routine(self, member: Member, opened: Reminder) -> bool:
        """Whether the member has chosen another routine since that card came."""
        return {one.id for one in self.planning.routine_of(member).exercises}.isdisjoint(opened.exercises)
