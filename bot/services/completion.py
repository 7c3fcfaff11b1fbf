"""Ticking off what a reminder offers."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.card import Card
from bot.domain.errors import CardClosed, UnknownExercise
from bot.domain.guide import Guide
from bot.domain.ids import MemberId, MessageRef, ReminderId, WorkspaceId
from bot.domain.member import Member
from bot.domain.reminder import Reminder, State
from bot.ports import Clock, Store, Transaction
from bot.services.cards import Cards
from bot.services.chains import has_return_out
from bot.services.drawing import owe_anew, owe_drawing, settle_drawing
from bot.services.offering import still_wanted
from bot.services.planning import Planning, joined
from bot.services.reopening import may_be_open, reopen
from bot.services.short_offer import with_short_offer
from bot.services.targets import Targets


@dataclass(frozen=True, slots=True)
class Completions:
    """Every method is one transaction and idempotent; the errors that `Targets.find` raises come through.

    The cards that come back say what is open and what is done; `card` adds the summary, after the ack.
    """

    store: Store
    clock: Clock
    planning: Planning
    cards: Cards
    targets: Targets

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
        """Ticks off one exercise (by id, or by its number on the card), or all that is open. Raises UnknownExercise."""
        now = self.clock.now()
        async with self.store.transaction() as tx:
            target = await self.targets.find(tx, workspace, member, reminder=reminder, at=at)
            found, offered = target.member, target.reminder
            if offered.state in {State.DONE, State.MOVED}:
                return await self.cards.of(tx, found, offered)
            if not offered.can_be_ticked(now):
                raise CardClosed
            offered, found = await self._tick_off(
                tx, found, offered, _wanted(found, offered, exercise, number), now=now
            )
            return await self.cards.of(tx, found, offered)

    async def card(self, workspace: WorkspaceId, member: MemberId, reminder: ReminderId) -> Card:
        """The stored state of a card with all that its summary says, for a redraw."""
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member)
            target = await tx.reminders.get(workspace, reminder)
            if target is None or target.member != member:
                raise CardClosed
            return await self.cards.with_history(tx, found, target)

    async def drawn(self, card: Card) -> None:
        """Notes that the card's message shows it as it is here; until then the bell would draw it."""
        async with self.store.transaction() as tx:
            await settle_drawing(tx, card.reminder, now=self.clock.now())

    async def doubted(self, card: Card) -> None:
        """Notes that nobody knows whether its message shows it: the bell draws it once no late drawing can come."""
        async with self.store.transaction() as tx:
            await owe_anew(tx, card.reminder, now=self.clock.now())

    async def _tick_off(
        self, tx: Transaction, member: Member, reminder: Reminder, wanted: tuple[str, ...], *, now: datetime
    ) -> tuple[Reminder, Member]:
        ticked = [exercise for exercise in wanted if await tx.reminders.complete(reminder, exercise, at=now)]
        if not ticked:
            return reminder, member
        done = {one.exercise for one in await tx.reminders.completions(reminder.workspace, [reminder.id])}
        calls_off_its_return = await has_return_out(tx, reminder)
        if done >= set(reminder.exercises):
            reminder = await tx.reminders.save(replace(reminder.become(State.DONE), closed_at=now))
        elif await self._comes_back(tx, member, reminder, now=now):
            reminder = await reopen(tx, reminder, now=now)
        else:
            guide = Guide(reminder=reminder, exercises=self.planning.exercises(reminder), done=done, now=now)
            reminder = await tx.reminders.save(guide.ticked())
        await owe_drawing(tx, reminder, now=now)
        ticked_off = await with_short_offer(tx, replace(member, last_completed_at=now), reminder)
        return reminder, await self.planning.replan(tx, ticked_off, now=now, keep_snooze=not calls_off_its_return)

    async def _comes_back(self, tx: Transaction, member: Member, reminder: Reminder, *, now: datetime) -> bool:
        """Whether half of it done makes a skipped or snoozed card the open one again: only while it still stands, and
        none came after it. A withdrawn one stays closed: what is left of it may be what is not to be done.
        """
        if reminder.state not in {State.SKIPPED, State.SNOOZED} or reminder.removed or reminder.is_withdrawn:
            return False
        if not may_be_open(member, reminder, now=now):
            return False
        latest = await tx.reminders.latest(reminder.workspace, reminder.member)
        return latest is not None and latest.id == reminder.id


def _wanted(member: Member, reminder: Reminder, exercise: str | None, number: int | None) -> tuple[str, ...]:
    if number is not None:
        if not 1 <= number <= len(reminder.exercises):
            raise UnknownExercise(word=str(number), suggestion="done")
        return (reminder.exercises[number - 1],)
    if exercise is None:
        rest = still_wanted(member, reminder) if reminder.is_withdrawn else ()
        return rest or reminder.exercises
    if exercise not in reminder.exercises:
        raise CardClosed
    return (exercise,)
