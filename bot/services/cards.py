"""A reminder as its card shows it now, read from what is stored."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.card import Card, Progress
from bot.domain.member import Member
from bot.domain.planner import snooze_fits
from bot.domain.reminder import MOST_SNOOZES, SNOOZE_CHOICES, Reminder, State, minutes
from bot.domain.scoring import own_week
from bot.ports import Clock, Transaction
from bot.services.planning import Planning, active_day
from routines.model import Exercise


@dataclass(frozen=True, slots=True)
class Cards:
    clock: Clock
    planning: Planning

    async def with_progress(self, tx: Transaction, member: Member, reminder: Reminder) -> Card:
        """The card with the sentence of its summary, which reads the member's history."""
        card = await self.of(tx, member, reminder)
        if reminder.state is not State.DONE:
            return card
        return replace(card, progress=await self._progress(tx, member, card))

    async def of(self, tx: Transaction, member: Member, reminder: Reminder) -> Card:
        """The card of this reminder at this moment, without the member's history."""
        now = self.clock.now()
        done = {
            completion.exercise: completion.completed_at
            for completion in await tx.reminders.completions(reminder.workspace, [reminder.id])
        }
        return Card(
            reminder=reminder,
            exercises=self._offered(reminder),
            done=done,
            zone=member.zone or "UTC",
            now=now,
            next_at=member.next_at,
            snoozes=await self._snoozes(tx, member, reminder, now=now),
            can_undo=can_be_undone(reminder, now=now),
        )

    def fresh(self, member: Member, reminder: Reminder, *, snoozes: tuple[int, ...]) -> Card:
        """The card of a reminder that is about to be posted."""
        return Card(
            reminder=reminder,
            exercises=self._offered(reminder),
            done={},
            zone=member.zone or "UTC",
            now=self.clock.now(),
            snoozes=snoozes,
        )

    async def snoozes(self, tx: Transaction, member: Member, reminder: Reminder) -> tuple[int, ...]:
        """The minutes this reminder may be snoozed by, so that it still comes back inside the active hours."""
        return await self._snoozes(tx, member, reminder, now=self.clock.now())

    def _offered(self, reminder: Reminder) -> tuple[Exercise, ...]:
        return tuple(exercise for exercise in self.planning.routine.exercises if exercise.id in reminder.exercises)

    async def _snoozes(self, tx: Transaction, member: Member, reminder: Reminder, *, now: datetime) -> tuple[int, ...]:
        if reminder.state not in {State.SENT, State.PENDING} or reminder.snoozes >= MOST_SNOOZES:
            return ()
        bounds = (await tx.workspaces.ensure(member.workspace)).bounds
        schedule = self.planning.schedule(member, bounds)
        return tuple(choice for choice in SNOOZE_CHOICES if snooze_fits(schedule, now + minutes(choice)))

    async def _progress(self, tx: Transaction, member: Member, card: Card) -> Progress:
        today = active_day(member, now=card.now).date()
        sent = await tx.reminders.since(member.workspace, member.id, active_on=today)
        days = (await tx.standings.days(member.workspace, [member.id])).get(member.id, ())
        week = own_week(days, today=today)
        return Progress(
            done_today=len({reminder.origin for reminder in sent if reminder.state is State.DONE}),
            sent_today=len({reminder.origin for reminder in sent}),
            week_exercises=week.done,
            is_best_week=week.is_best and week.done - len(card.done) <= week.best_week,
            streak_days=week.streak.length,
        )


def can_be_undone(reminder: Reminder, *, now: datetime) -> bool:
    """Whether the message can still become the card it was."""
    undoable = reminder.state in {State.DONE, State.MOVED, State.SKIPPED}
    return undoable and not reminder.removed and reminder.closes_at is not None and now < reminder.closes_at
