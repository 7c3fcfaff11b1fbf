"""Taking a press back: the card is as it was before."""

from dataclasses import dataclass, replace

from bot.domain.card import Card
from bot.domain.errors import CardClosed, NothingToUndo
from bot.domain.ids import MemberId, MessageRef, ReminderId, WorkspaceId
from bot.domain.member import Member
from bot.domain.reminder import Kind, Reminder, State
from bot.ports import Clock, Store, Transaction
from bot.services.cards import Cards, can_be_undone
from bot.services.planning import Planning, is_waiting_snooze, joined
from bot.services.targets import Targets


@dataclass(frozen=True, slots=True)
class Undoing:
    """Each method is one transaction; the errors that `Targets.find` raises come through."""

    store: Store
    clock: Clock
    planning: Planning
    cards: Cards
    targets: Targets

    async def undo(self, workspace: WorkspaceId, member: MemberId, *, reminder: ReminderId | None = None) -> Card:
        """Takes the last press back: the card is as it was before. Raises NothingToUndo."""
        now = self.clock.now()
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            latest = await tx.reminders.latest(workspace, member, lock=True)
            if latest is None or (reminder is not None and latest.id != reminder):
                raise NothingToUndo
            if await self._is_out(tx, latest):
                return await self._reopen(tx, found, latest)
            if latest.state is not State.SENT and not can_be_undone(latest, now=now):
                raise NothingToUndo
            if not await self._take_back_last(tx, latest) and latest.state is State.SENT:
                raise NothingToUndo
            return await self._reopen(tx, found, latest)

    async def unsnooze(
        self,
        workspace: WorkspaceId,
        member: MemberId,
        *,
        reminder: ReminderId | None = None,
        at: MessageRef | None = None,
    ) -> Card:
        """Makes the snoozed message the open card again and calls its return off."""
        async with self.store.transaction() as tx:
            target = await self.targets.find(tx, workspace, member, reminder=reminder, at=at)
            if target.reminder.state is State.SENT:
                return await self.cards.of(tx, target.member, target.reminder)
            if not await self._is_out(tx, target.reminder):
                raise CardClosed
            return await self._reopen(tx, target.member, target.reminder)

    async def _is_out(self, tx: Transaction, snoozed: Reminder) -> bool:
        """Whether the return of the snoozed reminder still waits."""
        if snoozed.state is not State.SNOOZED:
            return False
        unsent = await tx.reminders.unsent(snoozed.workspace, snoozed.member)
        return any(is_waiting_snooze(one) for one in unsent)

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


async def _restored(tx: Transaction, member: Member, *, was: State) -> Member:
    """The member with the anchor that the press being taken back had set as it was before."""
    key = member.workspace, member.id
    if was is State.MOVED:
        return replace(member, moved_at=await tx.reminders.last_closed_at(*key, state=State.MOVED))
    if was is State.SKIPPED:
        return replace(member, skipped_at=await tx.reminders.last_closed_at(*key, state=State.SKIPPED))
    return replace(member, last_completed_at=await tx.reminders.last_completed_at(*key))
