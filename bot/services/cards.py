"""A reminder as its card shows it now, read from what is stored."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.card import Card, Hint, Progress
from bot.domain.ids import ReminderId
from bot.domain.member import Member, Style
from bot.domain.planner import snooze_fits
from bot.domain.reminder import MOST_SNOOZES, SNOOZE_CHOICES, Reminder, State, minutes
from bot.domain.scoring import own_week
from bot.domain.spread import Bounds
from bot.ports import Clock, Transaction
from bot.services.illustrating import Illustrating
from bot.services.planning import Planning, active_day
from bot.services.reopening import may_be_open

ENOUGH_WENT_BY = 2
"""So many untouched reminders in a row, and the next one says that half of it is fine."""
LOOKED_BACK_ON = ENOUGH_WENT_BY + 1
"""How many of the reminders before one decide that."""
OFFERED_FOR_A_CHOICE = 2
"""It is only said of a card that offers so many exercises: it speaks of one of the two."""


@dataclass(frozen=True, slots=True)
class Cards:
    clock: Clock
    planning: Planning
    illustrating: Illustrating = field(default_factory=Illustrating)

    async def with_history(self, tx: Transaction, member: Member, reminder: Reminder) -> Card:
        """The card with what is read from the member's history: the hint below the opener, or the summary."""
        card = await self.of(tx, member, reminder)
        if reminder.state is not State.DONE:
            return replace(card, hint=await self.hint(tx, reminder))
        offers_short = member.short_offered_on == reminder.id and member.style is not Style.SHORT
        return replace(card, progress=await self._progress(tx, member, card), offers_short=offers_short)

    async def hint(self, tx: Transaction, reminder: Reminder) -> Hint | None:
        """What the card says besides, the same whenever it is drawn."""
        sent_at = reminder.sent_at or self.clock.now()
        before = await tx.reminders.sent_before(reminder.workspace, reminder.member, sent_at, limit=LOOKED_BACK_ON)
        completions = await tx.reminders.completions(reminder.workspace, [one.id for one in before])
        return hint_after(before, reminder, touched={one.reminder for one in completions})

    async def of(self, tx: Transaction, member: Member, reminder: Reminder) -> Card:
        """The card of this reminder at this moment, without the member's history."""
        now = self.clock.now()
        bounds = (await tx.workspaces.ensure(member.workspace)).bounds
        await self.illustrating.load(tx, member.workspace)
        exercises = self.planning.exercises(reminder)
        done = {
            completion.exercise: completion.completed_at
            for completion in await tx.reminders.completions(reminder.workspace, [reminder.id])
        }
        return Card(
            reminder=reminder,
            exercises=exercises,
            done=done,
            zone=member.zone or "UTC",
            now=now,
            next_at=member.next_at,
            snoozes=self._snoozes(member, reminder, bounds, now=now),
            can_undo=await self._can_undo(tx, member, reminder, now=now),
            style=member.style,
            pictures=self.illustrating.of(member, exercises, reminder.guide_screen),
            has_sounds=member.guide_sounds,
            left_out=member.left_out,
        )

    def fresh(self, member: Member, reminder: Reminder, bounds: Bounds, *, hint: Hint | None) -> Card:
        """The card of a reminder that is about to be posted. The workspace's pictures are to be loaded before."""
        now = self.clock.now()
        exercises = self.planning.exercises(reminder)
        return Card(
            reminder=reminder,
            exercises=exercises,
            done={},
            zone=member.zone or "UTC",
            now=now,
            snoozes=self._snoozes(member, reminder, bounds, now=now),
            hint=hint,
            style=member.style,
            pictures=self.illustrating.of(member, exercises),
        )

    async def _can_undo(self, tx: Transaction, member: Member, reminder: Reminder, *, now: datetime) -> bool:
        if not can_be_undone(member, reminder, now=now):
            return False
        latest = await tx.reminders.latest(reminder.workspace, reminder.member)
        return latest is not None and latest.id == reminder.id

    def _snoozes(self, member: Member, reminder: Reminder, bounds: Bounds, *, now: datetime) -> tuple[int, ...]:
        """The minutes this reminder may be snoozed by, so that it still comes back inside the active hours."""
        if reminder.state not in {State.SENT, State.PENDING} or reminder.snoozes >= MOST_SNOOZES:
            return ()
        schedule = self.planning.schedule(member, bounds)
        return tuple(choice for choice in SNOOZE_CHOICES if snooze_fits(schedule, now + minutes(choice)))

    async def _progress(self, tx: Transaction, member: Member, card: Card) -> Progress:
        today = active_day(member, now=card.now).date()
        sent = await tx.reminders.since(member.workspace, member.id, active_on=today)
        logbooks = await tx.standings.logbooks(member.workspace, [member.id], today=today)
        week = own_week(logbooks[member.id], today=today)
        done = {reminder.origin for reminder in sent if reminder.state is State.DONE}
        counts_for_nobody = {one.origin for one in sent if one.is_withdrawn or one.state is State.MOVED} - done
        return Progress(
            done_today=len(done),
            sent_today=len({reminder.origin for reminder in sent} - counts_for_nobody),
            week_exercises=week.done,
            is_best_week=week.is_best and week.done - len(card.done) <= week.best_week,
            streak_days=week.streak.length,
        )


def hint_after(before: Sequence[Reminder], reminder: Reminder, *, touched: Collection[ReminderId]) -> Hint | None:
    """What the card of a reminder says besides, by the newest ones sent before it and those of them that were touched
    (at most `LOOKED_BACK_ON`, the newest first).
    """
    if not before:
        return Hint.FIRST_EVER
    if len(reminder.exercises) != OFFERED_FOR_A_CHOICE:
        return None
    gone_by = [one.state is State.MISSED and one.counted and one.id not in touched for one in before]
    has_just_become_enough = sum(gone_by) == ENOUGH_WENT_BY and all(gone_by[:ENOUGH_WENT_BY])
    return Hint.ONE_IS_ENOUGH if has_just_become_enough else None


def can_be_undone(member: Member, reminder: Reminder, *, now: datetime) -> bool:
    """Whether the message, while it is the newest, can still become the card it was."""
    if reminder.state not in {State.DONE, State.MOVED, State.SKIPPED} or reminder.removed:
        return False
    return reminder.closes_at is not None and now < reminder.closes_at and may_be_open(member, reminder, now=now)
