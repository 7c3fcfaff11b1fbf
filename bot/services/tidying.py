"""Folding and deleting old cards, drawing what a press left undrawn, and deleting sounds, as well as it can be done."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto

import structlog

from bot.domain.card import Card
from bot.domain.ids import WorkspaceId
from bot.domain.member import Member
from bot.domain.reminder import Reminder, State
from bot.ports import Clock, DeliveryFailed, Errand, Messenger, Store, StoreUnavailable, Transaction
from bot.services.cards import Cards
from bot.services.drawing import DRAWN_WITHIN, owes_drawing, settle_drawing, stands, stays
from bot.services.guiding import Guiding
from bot.services.sounds import Sounds
from bot.services.timing import Timing
from routines.screens import ScreenTimer

log = structlog.get_logger(__name__)

PATIENCE = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""How long to wait after each failure; then the card is left as it is."""
AT_LEAST = 2
"""Errands a round: one that is urgent, and one old card."""


class Wish(Enum):
    """What an errand wants done: a drawing that is owed, the fold of what was partly done, the card gone, or only what
    told of the end of its guide's timer. That goes with the other three, too.
    """

    DRAW = auto()
    FOLD = auto()
    DELETE = auto()
    HUSH = auto()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an errand comes to."""

    wish: Wish
    card: Card
    ended: ScreenTimer | None = None
    """The guide's timer whose end is to be told."""

    @property
    def calls(self) -> int:
        """How often it asks something of Slack."""
        has_sound = self.card.reminder.guide_sound is not None
        return 1 if self.wish is Wish.HUSH else 1 + has_sound


@dataclass(frozen=True, slots=True)
class Tidying:
    store: Store
    clock: Clock
    lease_clock: Clock
    messenger: Messenger
    cards: Cards
    guiding: Guiding
    sounds: Sounds
    timing: Timing

    async def run(self, errands: Sequence[Errand], *, stopping: asyncio.Event, enough: asyncio.Event) -> int:
        """Does the first two of these errands, an urgent one and another, and more of them until it is enough; none
        once it is told to stop. One that cannot be done is tried again, a few times. Returns how often Slack was asked.

        Where Slack limits us, or does not answer, the workspace's other errands wait too; but the limit of one method
        keeps the other of the first two from nothing.
        """
        calls = 0
        is_limited = False
        for number, errand in enumerate(errands):
            if stopping.is_set() or (number >= AT_LEAST and (is_limited or (calls and enough.is_set()))):
                break
            wanted = await self._wanted_if_well(errand)
            if wanted is None:
                continue
            calls += wanted.calls
            failure = await self._try(errand, wanted)
            if failure is not None and (failure.retry_after is not None or failure.outcome_unknown):
                await self._rest(errand.workspace, failure.retry_after or self.timing.look_up_after)
                is_limited = True
                if failure.outcome_unknown:
                    break
        return calls

    async def _try(self, errand: Errand, wanted: Wanted) -> DeliveryFailed | None:
        try:
            await self._do(errand, wanted)
        except DeliveryFailed as failure:
            if failure.retry_after is None:
                await self._later(errand, goes_at=self._goes_at(wanted), is_hopeless=_is_hopeless(failure))
            return failure
        except StoreUnavailable:
            raise
        except Exception:  # whatever is wrong with one card, the others are still seen to
            log.exception("card_left", reminder=errand.reminder)
            await self._later(errand, goes_at=self._goes_at(wanted), is_hopeless=True)
        return None

    async def _do(self, errand: Errand, wanted: Wanted) -> None:
        card, reminder = wanted.card, wanted.card.reminder
        match wanted.wish:
            case Wish.DRAW:
                try:
                    await self._draw(card)
                finally:  # the timer has ended, whatever became of the drawing
                    await self.sounds.make(card, wanted.ended)
            case Wish.FOLD:
                await self.messenger.redraw_card(replace(card, reminder=replace(reminder, state=State.MISSED)))
                await self.sounds.delete(reminder)
                await self._finish_fold(errand, card)
            case Wish.DELETE:
                if reminder.ref is not None:
                    await self.messenger.delete_card(reminder.workspace, reminder.ref)
                await self.sounds.delete(reminder)
                await self._finish_removal(errand)
            case Wish.HUSH:
                await self.sounds.delete(reminder)
                async with self.store.transaction() as tx:
                    await tx.errands.finish(errand)

    async def _draw(self, card: Card) -> None:
        """What told of a timer's end was heard before the drawing became due, and goes."""
        await self.sounds.delete(card.reminder)
        await self.messenger.redraw_card(card)
        async with self.store.transaction() as tx:
            await settle_drawing(tx, card.reminder, now=self.clock.now(), is_last_word=True)

    async def _finish_fold(self, errand: Errand, card: Card) -> None:
        """Where a press came meanwhile, the errand stays, and the next round sees what the card is to show now. After a
        tick of a moment ago it is folded once more: what the press drew may still be on its way, and cover the fold.
        """
        now = self.clock.now()
        async with self.store.transaction() as tx:
            current = await tx.reminders.get(errand.workspace, errand.reminder, lock=True)
            if current is not None and current.version != card.reminder.version:
                return
            if now < max(card.done.values()) + DRAWN_WITHIN:
                await _put_off(tx, errand, until=now + DRAWN_WITHIN)
            else:
                await tx.errands.finish(errand)

    async def _finish_removal(self, errand: Errand) -> None:
        async with self.store.transaction() as tx:
            current = await tx.reminders.get(errand.workspace, errand.reminder, lock=True)
            if current is not None and current.state is State.SENT:  # undone while it went: there is nothing to open
                now = self.clock.now()
                current = replace(current.become(State.MISSED), closed_at=now, counted=False)
            if current is not None:
                await tx.reminders.save(replace(current, removed=True))
            await tx.errands.finish(errand)

    async def _wanted_if_well(self, errand: Errand) -> Wanted | None:
        """The same as `_wanted`; None, and tried again later, where the card cannot even be read."""
        try:
            return await self._wanted(errand)
        except StoreUnavailable:
            raise
        except Exception:  # whatever is wrong with one card, the others are still seen to
            log.exception("card_not_read", reminder=errand.reminder)
        async with self.store.transaction() as tx:
            reminder = await tx.reminders.get(errand.workspace, errand.reminder)
        goes_at = reminder.closes_at if reminder is not None else None
        is_still_to_go = goes_at is not None and goes_at > self.clock.now()
        await self._later(errand, goes_at=goes_at if is_still_to_go else None, is_hopeless=False)
        return None

    async def _wanted(self, errand: Errand) -> Wanted | None:
        """What is to be done with which card, its reminder gone by if its day is over; None: it may stay as it is."""
        now = self.clock.now()
        async with self.store.transaction() as tx:
            reminder = await tx.reminders.get(errand.workspace, errand.reminder, lock=True)
            member = reminder and await tx.members.get(errand.workspace, reminder.member)
            if not reminder or not member or reminder.removed:
                await tx.errands.finish(errand)
                return None
            if await stands(tx, member, reminder, now=now):
                return await self._drawing(tx, member, reminder, now=now)
            if reminder.state is State.SENT:
                reminder = await tx.reminders.save(replace(reminder.become(State.MISSED), closed_at=now))
            if reminder.state not in {State.MISSED, State.SNOOZED} and not reminder.is_withdrawn:
                if stays(reminder) and owes_drawing(errand, reminder):
                    return await self._drawing(tx, member, reminder, now=now)
                if reminder.guide_sound is not None:
                    return Wanted(Wish.HUSH, await self.cards.of(tx, member, reminder))
                await tx.errands.finish(errand)
                return None
            card = await self.cards.of(tx, member, reminder)
            return Wanted(Wish.FOLD if card.done else Wish.DELETE, card)

    async def _drawing(self, tx: Transaction, member: Member, reminder: Reminder, *, now: datetime) -> Wanted:
        """The card as it is; its guide moved on first where a timer has ended and whoever followed it is gone."""
        ended = None
        if reminder.guide_ends_at is not None and reminder.guide_ends_at <= now:
            time_up = await self.guiding.end_timer(tx, member, reminder)
            reminder, ended = time_up.card.reminder, time_up.timer
        return Wanted(Wish.DRAW, await self.cards.with_history(tx, member, reminder), ended)

    async def _later(self, errand: Errand, *, goes_at: datetime | None, is_hopeless: bool) -> None:
        """Tries it again after a while, or leaves the card as it is; one that is still to go, goes then."""
        async with self.store.transaction() as tx:
            if not is_hopeless and errand.attempts < len(PATIENCE):
                failed = replace(errand, attempts=errand.attempts + 1)
                await _put_off(tx, failed, until=self.clock.now() + PATIENCE[errand.attempts])
            elif goes_at is not None:
                await _put_off(tx, replace(errand, attempts=0, is_urgent=False), until=goes_at)
            else:
                await tx.errands.finish(errand)

    def _goes_at(self, wanted: Wanted) -> datetime | None:
        """When a card that is left as it is for now is to go: one that was to be drawn, and one that a pause was to
        take away. None: its day is over.
        """
        closes_at = wanted.card.reminder.closes_at
        is_ahead = closes_at is not None and closes_at > self.clock.now()
        return closes_at if wanted.wish is Wish.DRAW or is_ahead else None

    async def _rest(self, workspace: WorkspaceId, span: timedelta) -> None:
        async with self.store.transaction() as tx:
            await tx.workspaces.rest(workspace, until=self.lease_clock.now() + span)


async def _put_off(tx: Transaction, errand: Errand, *, until: datetime) -> None:
    """Has the bell ring for it as well: this process may have stood still, and another one have seen to the card and
    planned the workspace's next turn for later.
    """
    await tx.errands.put_off(errand, until=until)
    await tx.workspaces.expect(errand.workspace, until)


def _is_hopeless(failure: DeliveryFailed) -> bool:
    """Whether another try is in vain. A workspace that does not let us in may do so again."""
    return failure.permanent and not failure.concerns_workspace
