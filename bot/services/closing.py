"""Closing a card without doing it: moved on one's own, skipped, or snoozed."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.card import Card
from bot.domain.errors import CardClosed, NothingOpen, SnoozedTwice
from bot.domain.ids import MemberId, MessageRef, ReminderId, WorkspaceId, reminder_id
from bot.domain.member import Member
from bot.domain.planner import snooze_fits
from bot.domain.reminder import MOST_SNOOZES, Kind, Reminder, State, minutes
from bot.domain.status import Snoozed, Status
from bot.ports import Clock, Store, Transaction
from bot.services.cards import Cards
from bot.services.chains import uncount_chain
from bot.services.drawing import owe_drawing
from bot.services.offering import still_wanted
from bot.services.openers import next_opener
from bot.services.planning import Planning, joined
from bot.services.statuses import Statuses
from bot.services.targets import Target, Targets


@dataclass(frozen=True, slots=True)
class SnoozeOutcome:
    card: Card
    snoozed: Snoozed


@dataclass(frozen=True, slots=True)
class Closing:
    """Each method is one transaction and idempotent; the errors that `Targets.find` raises come through."""

    store: Store
    clock: Clock
    planning: Planning
    cards: Cards
    statuses: Statuses
    targets: Targets

    async def moved(
        self,
        workspace: WorkspaceId,
        member: MemberId,
        *,
        reminder: ReminderId | None = None,
        at: MessageRef | None = None,
    ) -> Card | Status:
        """Notes that the member moved on their own: the interval counts from now, and an open card is closed.

        Returns a Status when no card was open.
        """
        now = self.clock.now()
        async with self.store.transaction() as tx:
            try:
                target = await self.targets.find(tx, workspace, member, reminder=reminder, at=at)
            except NothingOpen:
                found = await joined(tx, workspace, member, lock=True)
                planned = await self.planning.replan(tx, replace(found, moved_at=now), now=now)
                return await self.statuses.of(tx, planned)
            moved = replace(target, member=replace(target.member, moved_at=now))
            return await self._close(tx, target, State.MOVED, after=moved)

    async def skip(
        self,
        workspace: WorkspaceId,
        member: MemberId,
        *,
        reminder: ReminderId | None = None,
        at: MessageRef | None = None,
    ) -> Card:
        """Leaves this one out: the next comes a whole interval from now."""
        async with self.store.transaction() as tx:
            target = await self.targets.find(tx, workspace, member, reminder=reminder, at=at)
            skipped = replace(target, member=replace(target.member, skipped_at=self.clock.now()))
            return await self._close(tx, target, State.SKIPPED, after=skipped)

    async def snooze(
        self,
        workspace: WorkspaceId,
        member: MemberId,
        count: int,
        *,
        reminder: ReminderId | None = None,
        at: MessageRef | None = None,
    ) -> SnoozeOutcome:
        """Brings the reminder back in `count` minutes; where that is outside the active hours, or in a pause, it
        becomes a skip.

        Raises SnoozedTwice.
        """
        async with self.store.transaction() as tx:
            target = await self.targets.find(tx, workspace, member, reminder=reminder, at=at)
            if target.reminder.state is not State.SNOOZED:
                target = await self._snooze(tx, target, count)
            status = await self.statuses.of(tx, target.member)
            snoozed = Snoozed(status=status, until=target.reminder.snoozed_until, asked=minutes(count))
            return SnoozeOutcome(await self.cards.of(tx, target.member, target.reminder), snoozed)

    async def _snooze(self, tx: Transaction, target: Target, count: int) -> Target:
        now = self.clock.now()
        until = now + minutes(count)
        member, reminder = target.member, target.reminder
        if reminder.state is not State.SENT:
            raise CardClosed
        if reminder.snoozes >= MOST_SNOOZES:
            raise SnoozedTwice(next_at=member.next_at, zone=member.zone or "UTC")
        bounds = (await tx.workspaces.ensure(member.workspace)).bounds
        if member.is_paused(until) or not snooze_fits(self.planning.schedule(member, bounds), until):
            reminder = await tx.reminders.save(replace(reminder.become(State.SKIPPED), closed_at=now))
            await owe_drawing(tx, reminder, now=now)
            return Target(await self.planning.replan(tx, replace(member, skipped_at=now), now=now), reminder)
        snoozed = replace(reminder.become(State.SNOOZED), snoozed_until=until, snoozes=reminder.snoozes + 1)
        reminder = await tx.reminders.save(replace(snoozed, closed_at=now))
        await owe_drawing(tx, reminder, now=now)
        await tx.reminders.add([await self._return_of(tx, member, reminder, until)])
        return Target(await self.planning.replan(tx, member, now=now, keep_snooze=True), reminder)

    async def _close(self, tx: Transaction, before: Target, state: State, *, after: Target) -> Card:
        """Closes an open or snoozed card; one the member has closed stays as it is. CardClosed: it went by."""
        if before.reminder.state is State.MISSED:
            raise CardClosed
        if before.reminder.state not in {State.SENT, State.SNOOZED}:
            return await self.cards.of(tx, before.member, before.reminder)
        now = self.clock.now()
        counted = after.reminder.counted and state is not State.MOVED
        folded = replace(after.reminder.become(state), counted=counted, closed_at=now, snoozed_until=None)
        closed = await tx.reminders.save(folded)
        await owe_drawing(tx, closed, now=now)
        if state is State.MOVED:
            await uncount_chain(tx, closed)
        planned = await self.planning.replan(tx, after.member, now=now)
        return await self.cards.of(tx, planned, closed)

    async def _return_of(self, tx: Transaction, member: Member, snoozed: Reminder, due_at: datetime) -> Reminder:
        done = {one.exercise for one in await tx.reminders.completions(snoozed.workspace, [snoozed.id])}
        still_open = tuple(exercise for exercise in snoozed.exercises if exercise not in done)
        wanted = tuple(exercise for exercise in still_open if exercise in still_wanted(member, snoozed))
        new_id = reminder_id(snoozed.workspace, snoozed.member, due_at)
        return Reminder(
            workspace=snoozed.workspace,
            member=snoozed.member,
            id=new_id,
            origin=snoozed.origin,
            kind=Kind.SNOOZE,
            due_at=due_at,
            active_on=snoozed.active_on,
            exercises=wanted or still_open,
            opener=next_opener(new_id),
            counted=False,
            snoozes=snoozed.snoozes,
        )
