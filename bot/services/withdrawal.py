"""Taking an open card away because its member is not available: by a pause, or for good."""

from dataclasses import replace
from datetime import datetime

from bot.domain.member import Member
from bot.domain.reminder import Reminder, State
from bot.ports import Errand, Transaction
from bot.services.chains import uncount_chain


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
    await tx.reminders.save(replace(reminder.become(State.MISSED), counted=False, closed_at=now))
    await uncount_chain(tx, reminder)
    await remove_soon(tx, reminder, now=now)


async def remove_soon(tx: Transaction, reminder: Reminder, *, now: datetime) -> None:
    """Plans the removal of a card for the next ring of the bell."""
    await tx.errands.add(Errand(workspace=reminder.workspace, reminder=reminder.id, due_at=now))
    await tx.workspaces.expect(reminder.workspace, now)
