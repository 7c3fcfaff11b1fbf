"""A chain of snoozes: a reminder and its returns, which count as one. Only its first is ever in a denominator."""

from dataclasses import replace

from bot.domain.reminder import WITHDRAWN, Kind, Reminder
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


async def withdraw_chain(tx: Transaction, reminder: Reminder) -> None:
    """Takes the chain out of every denominator and every run. The reminder's own row was saved before."""
    for one in await _chain(tx, reminder):
        if one.counted or one.reason != WITHDRAWN:
            await tx.reminders.save(replace(one, counted=False, reason=WITHDRAWN))


async def count_chain(tx: Transaction, reminder: Reminder) -> None:
    """Takes that back: the chain counts as it did when its first was sent."""
    for one in await _chain(tx, reminder):
        is_first = one.id == reminder.origin and one.kind is Kind.PLANNED
        if one.reason == WITHDRAWN or (is_first and not one.counted):
            await tx.reminders.save(replace(one, counted=one.counted or is_first, reason=None))


async def _chain(tx: Transaction, reminder: Reminder) -> list[Reminder]:
    """What was sent of it, the reminder itself included; its member is held."""
    first = await tx.reminders.get(reminder.workspace, reminder.origin, lock=True) or reminder
    sent = await tx.reminders.since(reminder.workspace, reminder.member, active_on=first.active_on)
    return [one for one in sent if one.origin == reminder.origin]
