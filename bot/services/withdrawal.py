"""Taking an open card out of the way of a member who is not available: by a pause, or for good."""

from dataclasses import replace
from datetime import datetime

from bot.domain.member import Member
from bot.domain.reminder import WITHDRAWN, Reminder, State
from bot.ports import Errand, Transaction
from bot.services.chains import uncount_chain, withdraw_chain
from bot.services.drawing import owe_drawing


async def withdraw_card(tx: Transaction, member: Member, *, now: datetime) -> None:
    """Closes the member's open card, counted for and against nobody, and plans its removal at once.

    A snoozed one goes too: the return it announces is called off by whoever replans.
    """
    for reminder in await tx.reminders.open_ones(member.workspace, [member.id]):
        await withdraw(tx, reminder, now=now)
    latest = await tx.reminders.latest(member.workspace, member.id, lock=True)
    if latest is not None and latest.state is State.SNOOZED:
        await uncount_chain(tx, latest)
        if not latest.removed:
            await remove_soon(tx, latest, now=now)


async def withdraw(tx: Transaction, reminder: Reminder, *, now: datetime) -> None:
    """The same for one card."""
    await tx.reminders.save(replace(reminder.become(State.MISSED), counted=False, closed_at=now, reason=WITHDRAWN))
    await uncount_chain(tx, reminder)
    await remove_soon(tx, reminder, now=now)


async def close_uncounted(tx: Transaction, reminder: Reminder, *, now: datetime) -> Reminder:
    """Closes an open or snoozed card that stays as a line, counted for and against nobody."""
    closed = replace(reminder.become(State.SKIPPED), closed_at=now, snoozed_until=None)
    saved = await tx.reminders.save(replace(closed, counted=False, reason=WITHDRAWN))
    await withdraw_chain(tx, saved)
    await owe_drawing(tx, saved, now=now)
    return saved


async def remove_soon(tx: Transaction, reminder: Reminder, *, now: datetime) -> None:
    """Plans the removal of a card for the next ring of the bell."""
    await tx.errands.add(Errand(workspace=reminder.workspace, reminder=reminder.id, due_at=now))
    await tx.workspaces.expect(reminder.workspace, now)
