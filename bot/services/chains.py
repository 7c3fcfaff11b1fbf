"""A chain of snoozes: a reminder and its returns, which count as one. Only its first is ever in a denominator."""

from dataclasses import replace

from bot.domain.reminder import Kind, Reminder
from bot.ports import Transaction
from bot.services.planning import is_waiting_snooze


async def has_return_out(tx: Transaction, reminder: Reminder) -> bool:
    """Whether a return of the reminder's chain still waits to be posted."""
    unsent = await tx.reminders.unsent(reminder.workspace, reminder.member)
    return any(is_waiting_snooze(one) and one.origin == reminder.origin for one in unsent)


async def uncount_chain(tx: Transaction, reminder: Reminder) -> None:
    """Takes the chain out of every denominator. The reminder's own row was saved before, and may be the first."""
    first = await tx.reminders.get(reminder.workspace, reminder.origin, lock=True)
    if first is not None and first.counted:
        await tx.reminders.save(replace(first, counted=False))


async def count_chain(tx: Transaction, reminder: Reminder) -> None:
    """Takes that back: the chain counts as it did when its first was sent."""
    first = await tx.reminders.get(reminder.workspace, reminder.origin, lock=True)
    if first is not None and not first.counted and first.kind is Kind.PLANNED:
        await tx.reminders.save(replace(first, counted=True))
