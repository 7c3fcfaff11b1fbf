"""What a member does with a reminder: tick it off, move on their own, skip, snooze, undo."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.card import Card
from bot.domain.errors import CardClosed, NothingOpen, NothingToUndo, SnoozedTwice, UnknownExercise
from bot.domain.ids import MemberId, MessageRef, ReminderId, WorkspaceId, reminder_id
from bot.domain.member import Member
from bot.domain.planner import closes_at, snooze_fits
from bot.domain.reminder import MOST_SNOOZES, Kind, Reminder, State, minutes
from bot.domain.status import Snoozed, Status
from bot.ports import Clock, Errand, Store, Transaction
from bot.services.cards import Cards, can_be_undone
from bot.services.openers import next_opener
from bot.services.planning import Planning, is_waiting_snooze, joined
from bot.services.posting import Posting
from bot.services.statuses import Statuses


@dataclass(frozen=True, slots=True)
class SnoozeOutcome:
    card: Card
    snoozed: Snoozed


@dataclass(frozen=True, slots=True)
class Completions:
    """Every method is one transaction, idempotent, and raises NotJoined for somebody who has not joined.

    The cards that come back say what is open and what is done; `card` adds the summary, after the ack.

    `reminder` None means the member's open card, and NothingOpen is raised when there is none. A reminder that is not
    the member's, or can no longer be changed, raises CardClosed.
    """

    store: Store
    clock: Clock
    planning: Planning
    cards: Cards
    statuses: Statuses
    posting: Posting

    async def now(self, workspace: WorkspaceId, member: MemberId) -> Status:
        """Posts a card at once, whatever the hours and pauses; an open one moves down to it. Calls Slack.

        Raises ZoneMissing, DmClosed, DeliveryFailed.
        """
        return await self.posting.now(workspace, member)

    async def done(
        self,
        workspace: WorkspaceId,
        member: MemberId,
        *,
        reminder: ReminderId | None = None,
        exercise: str | None = None,
        number: int | None = None,
        at: MessageRef | None = None,
    ) -> Card:
        """Ticks off one exercise (by id, or by its number on the card), or all that is open.

        `at` is the message pressed: a reminder whose post was never recorded is adopted from it. Raises
        UnknownExercise.
        """
        now = self.clock.now()
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            target = await self._target(tx, found, reminder)
            if target.state is State.PENDING:
                target, found = await self._adopt(tx, found, target, at=at, now=now)
            if target.state in {State.DONE, State.MOVED}:
                return await self.cards.of(tx, found, target)
            if not target.can_be_ticked(now):
                raise CardClosed
            target, found = await self._tick_off(tx, found, target, _wanted(target, exercise, number), now=now)
            return await self.cards.of(tx, found, target)

    async def moved(
        self, workspace: WorkspaceId, member: MemberId, *, reminder: ReminderId | None = None
    ) -> Card | Status:
        """Notes that the member moved on their own: the interval counts from now, and an open card is closed.

        Returns a Status when no card was open.
        """
        now = self.clock.now()
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            try:
                target = await self._target(tx, found, reminder)
            except NothingOpen:
                planned = await self.planning.replan(tx, replace(found, moved_at=now), now=now)
                return await self.statuses.of(tx, planned)
            closed = replace(target, counted=False, closed_at=now)
            return await self._close(tx, closed, State.MOVED, replace(found, moved_at=now))

    async def skip(self, workspace: WorkspaceId, member: MemberId, *, reminder: ReminderId | None = None) -> Card:
        """Leaves this one out: the next comes a whole interval from now."""
        now = self.clock.now()
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            target = await self._target(tx, found, reminder)
            closed = replace(target, closed_at=now)
            return await self._close(tx, closed, State.SKIPPED, replace(found, skipped_at=now))

    async def snooze(
        self, workspace: WorkspaceId, member: MemberId, count: int, *, reminder: ReminderId | None = None
    ) -> SnoozeOutcome:
        """Brings the reminder back in `count` minutes; where that is outside the active hours it becomes a skip.

        Raises SnoozedTwice.
        """
        now = self.clock.now()
        until = now + minutes(count)
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            target = await self._target(tx, found, reminder)
            if target.state is State.SNOOZED:
                return await self._snoozed(tx, found, target, asked=count)
            if target.state is not State.SENT:
                raise CardClosed
            if target.snoozes >= MOST_SNOOZES:
                raise SnoozedTwice(next_at=found.next_at, zone=found.zone or "UTC")
            bounds = (await tx.workspaces.ensure(workspace)).bounds
            if not snooze_fits(self.planning.schedule(found, bounds), until):
                target = await tx.reminders.save(replace(target.become(State.SKIPPED), closed_at=now))
                found = await self.planning.replan(tx, replace(found, skipped_at=now), now=now)
                return await self._snoozed(tx, found, target, asked=count)
            target = await tx.reminders.save(
                replace(target.become(State.SNOOZED), closed_at=now, snoozed_until=until, snoozes=target.snoozes + 1)
            )
            await tx.reminders.add([await self._return_of(tx, target, due_at=until)])
            found = await self.planning.replan(tx, found, now=now, keep_snooze=True)
            return await self._snoozed(tx, found, target, asked=count)

    async def unsnooze(self, workspace: WorkspaceId, member: MemberId, *, reminder: ReminderId | None = None) -> Card:
        """Makes the snoozed message the open card again and calls its return off."""
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            target = await self._target(tx, found, reminder)
            if target.state is State.SENT:
                return await self.cards.of(tx, found, target)
            waiting = [one for one in await tx.reminders.unsent(workspace, member) if is_waiting_snooze(one)]
            if target.state is not State.SNOOZED or not waiting:
                raise CardClosed
            return await self._reopen(tx, found, target)

    async def undo(self, workspace: WorkspaceId, member: MemberId, *, reminder: ReminderId | None = None) -> Card:
        """Takes the last press back: the card is as it was before. Raises NothingToUndo."""
        now = self.clock.now()
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            latest = await tx.reminders.latest(workspace, member, lock=True)
            if latest is None or (reminder is not None and latest.id != reminder):
                raise NothingToUndo
            if latest.state is State.SNOOZED and any(
                is_waiting_snooze(one) for one in await tx.reminders.unsent(workspace, member)
            ):
                return await self._reopen(tx, found, latest)
            if latest.state is not State.SENT and not can_be_undone(latest, now=now):
                raise NothingToUndo
            if not await self._take_back_last(tx, latest) and latest.state is State.SENT:
                raise NothingToUndo
            return await self._reopen(tx, found, latest)

    async def card(self, workspace: WorkspaceId, member: MemberId, reminder: ReminderId) -> Card:
        """The stored state of a card with all that its summary says, for a redraw."""
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member)
            target = await tx.reminders.get(workspace, reminder)
            if target is None or target.member != member:
                raise CardClosed
            return await self.cards.with_progress(tx, found, target)

    async def _target(self, tx: Transaction, member: Member, reminder: ReminderId | None) -> Reminder:
        if reminder is None:
            latest = await tx.reminders.latest(member.workspace, member.id, lock=True)
            workable = {State.SENT, State.SNOOZED, State.SKIPPED}
            if latest is None or latest.state not in workable or not latest.can_be_ticked(self.clock.now()):
                raise NothingOpen(next_at=member.next_at, zone=member.zone or "UTC")
            return latest
        found = await tx.reminders.get(member.workspace, reminder, lock=True)
        if found is None or found.member != member.id or found.state in {State.EXPIRED, State.FAILED}:
            raise CardClosed
        return found

    async def _adopt(
        self, tx: Transaction, member: Member, reminder: Reminder, *, at: MessageRef | None, now: datetime
    ) -> tuple[Reminder, Member]:
        """A press on a card proves that it was posted, whatever became of the answer."""
        if at is None:
            raise CardClosed
        bounds = (await tx.workspaces.ensure(member.workspace)).bounds
        sent_at = reminder.attempted_at or now
        goes_at = closes_at(self.planning.schedule(member, bounds), sent_at)
        adopted = replace(reminder.become(State.SENT), ref=at, sent_at=sent_at, closes_at=goes_at)
        await tx.errands.add(Errand(workspace=member.workspace, reminder=reminder.id, due_at=goes_at))
        return await tx.reminders.save(adopted), replace(member, last_sent_at=sent_at)

    async def _tick_off(
        self, tx: Transaction, member: Member, reminder: Reminder, wanted: tuple[str, ...], *, now: datetime
    ) -> tuple[Reminder, Member]:
        ticked = [exercise for exercise in wanted if await tx.reminders.complete(reminder, exercise, at=now)]
        if not ticked:
            return reminder, member
        done = {one.exercise for one in await tx.reminders.completions(reminder.workspace, [reminder.id])}
        if done >= set(reminder.exercises):
            reminder = replace(reminder.become(State.DONE), closed_at=now)
        elif reminder.state in {State.SKIPPED, State.SNOOZED}:
            reminder = replace(reminder.become(State.SENT), closed_at=None, snoozed_until=None)
        reminder = await tx.reminders.save(reminder)
        return reminder, await self.planning.replan(tx, replace(member, last_completed_at=now), now=now)

    async def _close(self, tx: Transaction, closed: Reminder, state: State, member: Member) -> Card:
        """Closes an open or snoozed card; one that is closed already stays as it is."""
        if closed.state not in {State.SENT, State.SNOOZED}:
            unchanged = await joined(tx, member.workspace, member.id)
            stored = await tx.reminders.get(member.workspace, closed.id)
            return await self.cards.of(tx, unchanged, stored or closed)
        saved = await tx.reminders.save(replace(closed.become(state), snoozed_until=None))
        planned = await self.planning.replan(tx, member, now=self.clock.now())
        return await self.cards.of(tx, planned, saved)

    async def _return_of(self, tx: Transaction, snoozed: Reminder, *, due_at: datetime) -> Reminder:
        done = {one.exercise for one in await tx.reminders.completions(snoozed.workspace, [snoozed.id])}
        new_id = reminder_id(snoozed.workspace, snoozed.member, due_at)
        return Reminder(
            workspace=snoozed.workspace,
            member=snoozed.member,
            id=new_id,
            origin=snoozed.origin,
            kind=Kind.SNOOZE,
            due_at=due_at,
            active_on=snoozed.active_on,
            exercises=tuple(exercise for exercise in snoozed.exercises if exercise not in done),
            opener=next_opener(new_id),
            counted=False,
            snoozes=snoozed.snoozes,
        )

    async def _snoozed(self, tx: Transaction, member: Member, reminder: Reminder, *, asked: int) -> SnoozeOutcome:
        status = await self.statuses.of(tx, member)
        snoozed = Snoozed(status=status, until=reminder.snoozed_until, asked=minutes(asked))
        return SnoozeOutcome(await self.cards.of(tx, member, reminder), snoozed)

    async def _take_back_last(self, tx: Transaction, reminder: Reminder) -> bool:
        """Takes back what the last press ticked off: everything with the latest moment."""
        completions = await tx.reminders.completions(reminder.workspace, [reminder.id])
        if not completions or reminder.state in {State.MOVED, State.SKIPPED}:
            return False
        last = max(completion.completed_at for completion in completions)
        for completion in completions:
            if completion.completed_at == last:
                await tx.reminders.take_back(reminder, exercise=completion.exercise)
        return True

    async def _reopen(self, tx: Transaction, member: Member, reminder: Reminder) -> Card:
        reopened = await tx.reminders.save(
            replace(
                reminder if reminder.state is State.SENT else reminder.become(State.SENT),
                closed_at=None,
                snoozed_until=None,
                counted=reminder.kind is Kind.PLANNED,
            )
        )
        restored = await _restored(tx, member, was=reminder.state)
        planned = await self.planning.replan(tx, restored, now=self.clock.now())
        return await self.cards.of(tx, planned, reopened)


def _wanted(reminder: Reminder, exercise: str | None, number: int | None) -> tuple[str, ...]:
    if number is not None:
        if not 1 <= number <= len(reminder.exercises):
            raise UnknownExercise(word=str(number), suggestion="done")
        return (reminder.exercises[number - 1],)
    if exercise is None:
        return reminder.exercises
    if exercise not in reminder.exercises:
        raise CardClosed
    return (exercise,)


async def _restored(tx: Transaction, member: Member, *, was: State) -> Member:
    """The member with the anchor that the press being taken back had set as it was before."""
    key = member.workspace, member.id
    if was is State.MOVED:
        return replace(member, moved_at=await tx.reminders.last_closed_at(*key, state=State.MOVED))
    if was is State.SKIPPED:
        return replace(member, skipped_at=await tx.reminders.last_closed_at(*key, state=State.SKIPPED))
    return replace(member, last_completed_at=await tx.reminders.last_completed_at(*key))
