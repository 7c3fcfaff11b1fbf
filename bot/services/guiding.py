"""The guide: the open card a screen at a time. Where it stands is stored, so that a restart loses no screen."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.card import Card
from bot.domain.errors import CardClosed, NothingOpen, NotInGuide
from bot.domain.guide import Guide, Place
from bot.domain.ids import MemberId, MessageRef, ReminderId, WorkspaceId
from bot.domain.member import Member
from bot.domain.phrases import GuideStep
from bot.domain.reminder import Reminder, State
from bot.ports import Clock, Store, Transaction
from bot.services.cards import Cards
from bot.services.drawing import owe_drawing
from bot.services.planning import Planning
from bot.services.targets import Target, Targets
from routines.screens import ScreenTimer

_STEPS: dict[GuideStep, Callable[[Guide], Reminder]] = {
    GuideStep.NEXT: Guide.next,
    GuideStep.BACK: Guide.back,
    GuideStep.START: Guide.started,
    GuideStep.LEAVE: Guide.left,
}


@dataclass(frozen=True, slots=True)
class TimeUp:
    """The end of a timer: the card as it then is, and what is to be told."""

    card: Card
    timer: ScreenTimer | None
    """The timer whose end a message tells; None for a member who does not want to hear of it."""


@dataclass(frozen=True, slots=True)
class Guiding:
    """Every method is one transaction; the errors that `Targets.find` raises come through. All of it may be asked for
    twice but typed steps, each of which is one step more.
    """

    store: Store
    clock: Clock
    planning: Planning
    cards: Cards
    targets: Targets

    async def open(
        self,
        workspace: WorkspaceId,
        member: MemberId,
        *,
        reminder: ReminderId | None = None,
        at: MessageRef | None = None,
    ) -> Card:
        """The guide at the first screen of what is still open; one that is open stays where it is."""
        async with self.store.transaction() as tx:
            target = await self._target(tx, workspace, member, reminder=reminder, at=at)
            guide = await self._guide(tx, target.reminder)
            if target.reminder.state is State.SENT and guide.place is None:
                target = await self._save(tx, target, guide.opened())
            return await self.cards.of(tx, target.member, target.reminder)

    async def move(
        self,
        workspace: WorkspaceId,
        member: MemberId,
        step: GuideStep,
        *,
        reminder: ReminderId | None = None,
        on: Place | None = None,
        at: MessageRef | None = None,
    ) -> Card:
        """A step from one screen to another. A press that was made on another one than the guide is `on` changes
        nothing; typed words (without a reminder) mean the screen it is on. Raises NotInGuide.
        """
        async with self.store.transaction() as tx:
            target = await self._target(tx, workspace, member, reminder=reminder, at=at)
            guide = await self._guide(tx, target.reminder)
            if guide.place is None and reminder is None:
                raise NotInGuide
            if guide.place is not None and (reminder is None or guide.place == on):
                target = await self._save(tx, target, _STEPS[step](guide))
            return await self.cards.of(tx, target.member, target.reminder)

    async def time_up(self, workspace: WorkspaceId, reminder: ReminderId, *, ends_at: datetime) -> TimeUp | None:
        """Moves on once a timer has ended. None where it is not the one that runs: somebody has moved on already."""
        async with self.store.transaction() as tx:
            found = await tx.reminders.get(workspace, reminder)
            member = found and await tx.members.get(workspace, found.member, lock=True)
            found = await tx.reminders.get(workspace, reminder, lock=True)
            if not found or not member or found.guide_ends_at != ends_at or found.state is not State.SENT:
                return None
            return await self.end_timer(tx, member, found)

    async def end_timer(self, tx: Transaction, member: Member, reminder: Reminder) -> TimeUp:
        """The same within a transaction that holds both."""
        guide = await self._guide(tx, reminder)
        moved = await self._save(tx, Target(member, reminder), guide.timed_out())
        timer = guide.screen.timer if guide.screen is not None and member.guide_sounds else None
        return TimeUp(await self.cards.of(tx, moved.member, moved.reminder), timer)

    async def _guide(self, tx: Transaction, reminder: Reminder) -> Guide:
        return await guide_of(tx, self.planning, reminder, now=self.clock.now())

    async def _save(self, tx: Transaction, target: Target, moved: Reminder) -> Target:
        if moved == target.reminder:
            return target
        saved = await tx.reminders.save(moved)
        await owe_drawing(tx, saved, now=self.clock.now())
        return replace(target, reminder=saved)

    async def _target(
        self,
        tx: Transaction,
        workspace: WorkspaceId,
        member: MemberId,
        *,
        reminder: ReminderId | None,
        at: MessageRef | None,
    ) -> Target:
        """Raises CardClosed for a card that went by, and NothingOpen where words can only mean a folded one."""
        target = await self.targets.find(tx, workspace, member, reminder=reminder, at=at)
        if target.reminder.state is State.MISSED:
            raise CardClosed
        if reminder is None and target.reminder.state is not State.SENT:
            raise NothingOpen(next_at=target.member.next_at, zone=target.member.zone or "UTC")
        return target


async def guide_of(tx: Transaction, planning: Planning, reminder: Reminder, *, now: datetime) -> Guide:
    """The reminder's guide, with what of it is done by now."""
    done = {one.exercise for one in await tx.reminders.completions(reminder.workspace, [reminder.id])}
    return Guide(reminder=reminder, exercises=planning.exercises(reminder), done=done, now=now)
