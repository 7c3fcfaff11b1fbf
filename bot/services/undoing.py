"""Taking a press back: the card is as it was before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.card import Card
from bot.domain.errors import CardClosed, NothingToUndo, TooLateToUndo
from bot.domain.ids import MemberId, MessageRef, ReminderId, WorkspaceId
from bot.domain.member import Member
from bot.domain.reminder import WITHDRAWN, Completion, Kind, Reminder, State
from bot.ports import Clock, Store, Transaction
from bot.services.cards import Cards, can_be_undone
from bot.services.chains import count_chain, has_return_out
from bot.services.drawing import owe_drawing
from bot.services.guiding import guide_of
from bot.services.offering import still_wanted
from bot.services.planning import Planning, joined
from bot.services.reopening import reopen
from bot.services.targets import Target, Targets


@dataclass(frozen=True, slots=True)
class Undoing:
    """Each method is one transaction; the errors that `Targets.find` raises come through."""

    store: Store
    clock: Clock
    planning: Planning
    cards: Cards
    targets: Targets

    async def undo(self, workspace: WorkspaceId, member: MemberId, *, reminder: ReminderId | None = None) -> Card:
        """Takes the last press back: the card is as it was before. Raises NothingToUndo.

        A given reminder is one whose folded card was pressed: it is opened again once, however often the press comes.
        Raises TooLateToUndo for one that is not the newest, or whose day is over.
        """
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            latest = await tx.reminders.latest(workspace, member, lock=True)
            if reminder is None:
                return await self._undo_last(tx, found, latest)
            if latest is None or latest.id != reminder:
                raise TooLateToUndo
            if latest.state is State.SENT:
                return await self.cards.of(tx, found, latest)
            if not can_be_undone(found, latest, now=self.clock.now()):
                raise TooLateToUndo
            return await self._undo_last(tx, found, latest)

    async def unsnooze(
        self,
        workspace: WorkspaceId,
        member: MemberId,
        *,
        reminder: ReminderId | None = None,
        at: MessageRef | None = None,
    ) -> Card:
        """Makes the snoozed message the open card again, without what was left out since, and calls its return off."""
        async with self.store.transaction() as tx:
            target = await self.targets.find(tx, workspace, member, reminder=reminder, at=at)
            if target.reminder.state is State.SENT:
                return await self.cards.of(tx, target.member, target.reminder)
            if not await _is_out(tx, target.reminder):
                raise CardClosed
            return await self._reopen(tx, target.member, await _as_it_would_return(tx, target))

    async def _undo_last(self, tx: Transaction, member: Member, latest: Reminder | None) -> Card:
        if latest is None:
            raise NothingToUndo
        if await _is_out(tx, latest):
            return await self._reopen(tx, member, latest)
        if latest.state is not State.SENT and not can_be_undone(member, latest, now=self.clock.now()):
            raise NothingToUndo
        if latest.reason == WITHDRAWN:
            return await self._undo_withdrawn(tx, member, latest)
        taken_back = await self._take_back_last(tx, latest)
        if not taken_back and latest.state is State.SENT:
            raise NothingToUndo
        guide = await guide_of(tx, self.planning, latest, now=self.clock.now())
        return await self._reopen(tx, member, guide.taken_back(taken_back))

    async def _undo_withdrawn(self, tx: Transaction, member: Member, closed: Reminder) -> Card:
        """What was ticked off on a card that had been closed early is taken back, and it stays closed. Without that it
        is as it was before it was closed.
        """
        now = self.clock.now()
        completions = await tx.reminders.completions(closed.workspace, [closed.id])
        closed_at = closed.closed_at or now
        if closed.state is not State.DONE and all(one.completed_at <= closed_at for one in completions):
            return await self._reopen(tx, member, closed)
        await self._take_back(tx, closed, completions)
        still = closed.become(State.SKIPPED) if closed.state is State.DONE else closed
        saved = await tx.reminders.save(replace(still, closed_at=now, counted=False))
        await owe_drawing(tx, saved, now=now)
        restored = await _restored(tx, member, was=State.DONE)
        return await self.cards.of(tx, await self.planning.replan(tx, restored, now=now), saved)

    async def _take_back_last(self, tx: Transaction, reminder: Reminder) -> frozenset[str]:
        """Takes back what the last press ticked off: everything with the latest moment. Says which exercises."""
        completions = await tx.reminders.completions(reminder.workspace, [reminder.id])
        if not completions or reminder.state in {State.MOVED, State.SKIPPED}:
            return frozenset()
        return await self._take_back(tx, reminder, completions)

    async def _take_back(
        self, tx: Transaction, reminder: Reminder, completions: Sequence[Completion]
    ) -> frozenset[str]:
        last = max(completion.completed_at for completion in completions)
        taken_back = frozenset(completion.exercise for completion in completions if completion.completed_at == last)
        for exercise in taken_back:
            await tx.reminders.take_back(reminder, exercise=exercise)
        return taken_back

    async def _reopen(self, tx: Transaction, member: Member, reminder: Reminder) -> Card:
        now = self.clock.now()
        reopened = await reopen(tx, replace(reminder, counted=reminder.kind is Kind.PLANNED), now=now)
        await count_chain(tx, reopened)
        restored = await _restored(tx, member, was=reminder.state)
        planned = await self.planning.replan(tx, restored, now=now)
        return await self.cards.of(tx, planned, reopened)


async def _is_out(tx: Transaction, snoozed: Reminder) -> bool:
    """Whether the return of the snoozed reminder still waits."""
    return snoozed.state is State.SNOOZED and await has_return_out(tx, snoozed)


async def _as_it_would_return(tx: Transaction, target: Target) -> Reminder:
    done = {one.exercise for one in await tx.reminders.completions(target.reminder.workspace, [target.reminder.id])}
    kept = done.union(still_wanted(target.member, target.reminder))
    return replace(target.reminder, exercises=tuple(one for one in target.reminder.exercises if one in kept))


async def _restored(tx: Transaction, member: Member, *, was: State) -> Member:
    """The member with the anchor that the press being taken back had set as it was before."""
    key = member.workspace, member.id
    if was is State.MOVED:
        return replace(member, moved_at=await tx.reminders.last_closed_at(*key, state=State.MOVED))
    if was is State.SKIPPED:
        return replace(member, skipped_at=await tx.reminders.last_closed_at(*key, state=State.SKIPPED))
    return replace(member, last_completed_at=await tx.reminders.last_completed_at(*key))
