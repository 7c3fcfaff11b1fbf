"""Making a closed card the open one again."""

from dataclasses import replace
from datetime import datetime

from bot.domain.member import Member
from bot.domain.reminder import Kind, Reminder, State
from bot.ports import Errand, Transaction
from bot.services.drawing import owe_drawing


def may_be_open(member: Member, reminder: Reminder, *, now: datetime) -> bool:
    """Whether its card may stand open now: in a pause only one that was asked for, and none after a stop."""
    return member.stopped_at is None and (reminder.kind is Kind.NOW or member.is_available(now))


async def reopen(tx: Transaction, reminder: Reminder, *, now: datetime) -> Reminder:
    """Saves the reminder as sent. Its card goes when it was to go before, or at once where that has passed."""
    reopened = reminder if reminder.state is State.SENT else reminder.become(State.SENT)
    saved = await tx.reminders.save(replace(reopened, closed_at=None, snoozed_until=None, reason=None))
    goes_at = max(now, saved.closes_at or now)
    await tx.errands.add(Errand(workspace=saved.workspace, reminder=saved.id, due_at=goes_at))
    await tx.workspaces.expect(saved.workspace, goes_at)
    await owe_drawing(tx, saved, now=now)
    return saved
