"""Taking an open card out of the way of a member who is not available: by a pause, or for good."""

from dataclasses import replace
from datetime import datetime

from bot.domain.member import Member
from bot.domain.reminder import WITHDRAWN, Reminder, State
from bot.ports import Errand, Transaction
from bot.services.chains import uncount_chain, withdraw_chain
from bot.services.drawing import owe_drawing


async def withdraw_card(tx: Transaction, member: Member, *, now: datetime) -> bool:
    """Closes the member's open card, counted for and against nobody, and plans its removal at once. Says whether there
    was one.

    A snoozed one goes too: the return it announces is called off by whoever replans.
    """
    closed = list(await tx.reminders.open_ones(member.workspace, [member.id]))
    latest = await tx.reminders.latest(member.workspace, member.id, lock=True)
    if latest is not None and latest.state is State.SNOOZED:
        if latest.removed:
            await uncount_chain(tx, latest)
        else:
            closed.append(latest)
    for reminder in closed:
        await withdraw(tx, reminder, now=now)
    return bool(closed)


async def withdraw(tx: Transaction, reminder: Reminder, *, now: datetime) -> None:
    """The same for one card."""
    await remove_soon(tx, await close_uncounted(tx, reminder, now=now), now=now)


async def close_uncounted(tx: Transaction, reminder: Reminder, *, now: datetime) -> Reminder:
    """Closes an open or snoozed card, counted for and against nobody. It stays as a line for the rest of its day,
    unless its member is not available.
    """
    closed = replace(reminder.become(State.SKIPPED), closed_at=now, snoozed_until=None)
    saved = await tx.reminders.save(replace(closed, counted=False, reason=WITHDRAWN))
    await withdraw_chain(tx, saved)
    await owe_drawing(tx, saved, now=now)
    return saved


async def remove_soon(tx: Transaction, reminder: Reminder, *, now: datetime) -> None:
    """Plans the removal of a card for the next ring of the bell."""
    await tx.errands.add(Errand(workspace=reminder.workspace, reminder=reminder.id, due_at=now))
    await tx.workspaces.expect(reminder.workspace, now)
