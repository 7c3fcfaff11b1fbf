"""Folding and deleting old cards, as well as it can be done."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.card import Card
from bot.domain.reminder import Reminder, State
from bot.ports import Clock, DeliveryFailed, Errand, Messenger, Store
from bot.services.cards import Cards

PATIENCE = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""How long to wait after each failure; then the card is left as it is."""


@dataclass(frozen=True, slots=True)
class Tidying:
    store: Store
    clock: Clock
    messenger: Messenger
    cards: Cards

    async def run(self, errands: Sequence[Errand], *, stopping: asyncio.Event) -> None:
        """Does these errands until told to stop; one that Slack does not let us do is tried again, a few times."""
        for number, errand in enumerate(errands):
            if stopping.is_set():
                return None
            try:
                await self._do(errand)
            except DeliveryFailed as failure:
                if failure.retry_after is not None:
                    return await self._all_later(errands[number:], after=failure.retry_after)
                await self._later(errand, failure)
        return None

    async def _do(self, errand: Errand) -> None:
        card = await self._closed(errand)
        if card is None:
            return
        reminder = card.reminder
        if card.done:
            await self.messenger.redraw_card(replace(card, reminder=replace(reminder, state=State.MISSED)))
        elif reminder.ref is not None:
            await self.messenger.delete_card(reminder.workspace, reminder.ref)
            reminder = replace(reminder, removed=True)
        await self._finish(errand, reminder)

    async def _finish(self, errand: Errand, reminder: Reminder) -> None:
        async with self.store.transaction() as tx:
            current = await tx.reminders.get(reminder.workspace, reminder.id, lock=True)
            if current is not None and reminder.removed:
                await tx.reminders.save(replace(current, removed=True))
            await tx.errands.finish(errand)

    async def _closed(self, errand: Errand) -> Card | None:
        """The card to fold or delete, with its reminder gone by if it was open; None when it may stay as it is."""
        now = self.clock.now()
        async with self.store.transaction() as tx:
            reminder = await tx.reminders.get(errand.workspace, errand.reminder, lock=True)
            if reminder is not None and reminder.state is State.SENT:
                if reminder.closes_at is not None and now < reminder.closes_at:
                    await tx.errands.put_off(errand, until=reminder.closes_at)
                    return None
                reminder = await tx.reminders.save(replace(reminder.become(State.MISSED), closed_at=now))
            if reminder is None or reminder.state not in {State.MISSED, State.SNOOZED} or reminder.removed:
                await tx.errands.finish(errand)
                return None
            member = await tx.members.get(errand.workspace, reminder.member)
            return await self.cards.of(tx, member, reminder) if member is not None else None

    async def _later(self, errand: Errand, failure: DeliveryFailed) -> None:
        async with self.store.transaction() as tx:
            if failure.permanent or errand.attempts >= len(PATIENCE):
                await tx.errands.finish(errand)
                return
            failed = replace(errand, attempts=errand.attempts + 1)
            await tx.errands.put_off(failed, until=self.clock.now() + PATIENCE[errand.attempts])

    async def _all_later(self, errands: Sequence[Errand], *, after: timedelta) -> None:
        """Slack limits us, which is nobody's failure: what is left of the batch waits as long as it asks."""
        async with self.store.transaction() as tx:
            for errand in errands:
                await tx.errands.put_off(errand, until=self.clock.now() + after)
