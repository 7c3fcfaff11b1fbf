"""Leaving an exercise out, putting it back, and closing a card that is not to be done, whatever for.

What is left out, and until when, is all that is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.card import Card
from bot.domain.errors import NothingLeft, NothingOpen, NotOfTheRoutine, UnknownExercise, ZoneMissing
from bot.domain.ids import MemberId, MessageRef, ReminderId, WorkspaceId
from bot.domain.member import Member
from bot.domain.offer import LeftOut
from bot.domain.pauses import PauseRequest, PauseToday, PauseUntilDate, PauseUntilResumed, pause_end
from bot.domain.planner import DAYS_AHEAD
from bot.domain.reminder import Reminder, State
from bot.domain.selection import Change, HowLong, Selection, leaves_nothing, pruned, with_one, with_one_more, without
from bot.domain.status import Status
from bot.ports import Clock, Store, Transaction
from bot.services.cards import Cards
from bot.services.offering import Offering, today_of, working_days
from bot.services.planning import Planning, joined
from bot.services.statuses import Statuses
from bot.services.targets import Targets
from bot.services.withdrawal import close_uncounted, withdraw_card
from routines.model import Exercise


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """A member after a change, and what their reminders offer now."""

    status: Status
    selection: Selection
    card: Card | None = None
    """The card that was closed by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CareShown:
    """What the form starts from that closes a card."""

    selection: Selection
    reminder: ReminderId | None
    """The card that it is about; None: none is open."""


@dataclass(frozen=True, slots=True)
class Caring:
    """Every method is one transaction and idempotent. Each raises NotJoined."""

    store: Store
    clock: Clock
    planning: Planning
    cards: Cards
    statuses: Statuses
    targets: Targets
    offering: Offering

    def exercise(self, exercise: str) -> Exercise | None:
        """The exercise of that id, whichever routine it is of."""
        known = (one for routine in self.planning.routines for one in routine.exercises)
        return next((one for one in known if one.id == exercise), None)

    def offered_to(self, member: Member) -> tuple[Exercise, ...]:
        """The exercises that come to a member; all of them where that is none for now."""
        selection = self.offering.selection(member, now=self.clock.now())
        return selection.offered or selection.exercises

    async def selection(self, workspace: WorkspaceId, member: MemberId) -> Selection:
        """What the member's reminders offer."""
        async with self.store.transaction() as tx:
            return self.offering.selection(await joined(tx, workspace, member), now=self.clock.now())

    async def shown(
        self,
        workspace: WorkspaceId,
        member: MemberId,
        *,
        reminder: ReminderId | None = None,
        at: MessageRef | None = None,
    ) -> CareShown:
        """The same with the card that was pressed, or the open one. Raises CardClosed for a card that is not theirs."""
        async with self.store.transaction() as tx:
            try:
                target = await self.targets.find(tx, workspace, member, reminder=reminder, at=at)
            except NothingOpen:
                found, about = await joined(tx, workspace, member), None
            else:
                found, about = target.member, target.reminder.id
            return CareShown(selection=self.offering.selection(found, now=self.clock.now()), reminder=about)

    async def exercise_numbered(self, workspace: WorkspaceId, member: MemberId, number: int) -> str:
        """The id of that exercise of the member's routine, counted from 1. Raises NotOfTheRoutine."""
        exercises = (await self.selection(workspace, member)).exercises
        if not 1 <= number <= len(exercises):
            raise NotOfTheRoutine(word=str(number), suggestion="exercises")
        return exercises[number - 1].id

    async def leave_out(self, workspace: WorkspaceId, member: MemberId, wish: LeftOut) -> Selected:
        """Leaves an exercise out like this, however it was left out before. Raises NothingLeft where some day would
        offer nothing any more, and UnknownExercise.
        """
        return await self._select(workspace, member, lambda left_out: with_one(left_out, wish), known=wish.exercise)

    async def put_back(self, workspace: WorkspaceId, member: MemberId, exercise: str) -> Selected:
        """Offers the exercise again, every day."""
        return await self._select(workspace, member, lambda left_out: without(left_out, exercise))

    async def close(
        self, workspace: WorkspaceId, member: MemberId, change: Change, *, reminder: ReminderId | None = None
    ) -> Selected:
        """Closes the open card, if there is one, counted for and against nobody, and changes what is asked for. Where a
        reminder is given, only if the card is its own, or its return from a snooze.

        Raises NothingLeft where no reminder would ever come again, ZoneMissing for a pause, and UnknownExercise.
        """
        now = self.clock.now()
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            closed = await self._close_open(tx, found, reminder, now=now)
            if closed is not None:
                found = replace(found, skipped_at=now)
            if change.leave_out is not None:
                found = await self._left_out_as_well(tx, found, change.leave_out, change.how_long, now=now)
            if change.pauses:
                found = await self._paused(tx, found, change.how_long, now=now)
            planned = await self.planning.replan(tx, found, now=now, keep_snooze=closed is None and not change.pauses)
            return await self._selected(tx, planned, closed=closed, now=now)

    async def _select(
        self,
        workspace: WorkspaceId,
        member: MemberId,
        choose: Callable[[tuple[LeftOut, ...]], tuple[LeftOut, ...]],
        *,
        known: str | None = None,
    ) -> Selected:
        now = self.clock.now()
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            if known is not None:
                self._check_known(found, known)
            chosen = replace(found, left_out=choose(pruned(found.left_out, day=today_of(found, now))))
            self.offering.refuse_nothing_left(found, chosen, now=now)
            chosen, closed = await self.offering.apply(tx, found, chosen, now=now)
            planned = await self.planning.replan(tx, chosen, now=now, keep_snooze=True)
            return await self._selected(tx, planned, closed=closed, now=now)

    async def _left_out_as_well(
        self, tx: Transaction, member: Member, exercise: str, how_long: HowLong, *, now: datetime
    ) -> Member:
        """A day may become empty by it: then nothing comes on that day."""
        self._check_known(member, exercise)
        today = today_of(member, now)
        left_out = with_one_more(pruned(member.left_out, day=today), exercise, until=how_long.until(today))
        changed = replace(member, left_out=left_out)
        offer = self.planning.offer(changed)
        if leaves_nothing(offer, weekdays=working_days(member.week), since=today, days=DAYS_AHEAD):
            raise NothingLeft
        changed, _ = await self.offering.apply(tx, member, changed, now=now)
        return changed

    async def _paused(self, tx: Transaction, member: Member, how_long: HowLong, *, now: datetime) -> Member:
        if member.zone is None:
            raise ZoneMissing
        request = _pause(how_long, member, now=now)
        until = pause_end(request, now=now, week=member.week, zone=ZoneInfo(member.zone))
        await withdraw_card(tx, member, now=now)
        return replace(member, paused=True, paused_until=until)

    async def _close_open(
        self, tx: Transaction, member: Member, meant: ReminderId | None, *, now: datetime
    ) -> Reminder | None:
        try:
            target = await self.targets.find(tx, member.workspace, member.id, reminder=None)
        except NothingOpen:
            return None
        if target.reminder.state not in {State.SENT, State.SNOOZED}:
            return None
        if meant is not None and not await _is_same(tx, target.reminder, meant):
            return None
        return await close_uncounted(tx, target.reminder, now=now)

    async def _selected(self, tx: Transaction, member: Member, *, closed: Reminder | None, now: datetime) -> Selected:
        status = await self.statuses.of(tx, member)
        card = None if closed is None else await self.cards.of(tx, member, closed)
        return Selected(status=status, selection=self.offering.selection(member, now=now), card=card)

    def _check_known(self, member: Member, exercise: str) -> None:
        """The routine may have been changed since the form was opened."""
        if exercise not in {one.id for one in self.planning.routine_of(member).exercises}:
            raise UnknownExercise(word=exercise, suggestion="exercises")


async def _is_same(tx: Transaction, opened: Reminder, meant: ReminderId) -> bool:
    """Whether the open card is that reminder, or came of its snooze."""
    found = await tx.reminders.get(opened.workspace, meant)
    return found is not None and (found.member, found.origin) == (opened.member, opened.origin)


def _pause(how_long: HowLong, member: Member, *, now: datetime) -> PauseRequest:
    until = how_long.until(today_of(member, now))
    if until is None:
        return PauseUntilResumed()
    return PauseToday() if how_long is HowLong.TODAY else PauseUntilDate(until)
