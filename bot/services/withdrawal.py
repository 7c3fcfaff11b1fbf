"""Taking an open card away because its member is not available: by a pause, or for good."""

from dataclasses import replace
from datetime import datetime

from bot.domain.member import Member
from bot.domain.reminder import State
from bot.ports import Errand, Transaction


async def withdraw_card(tx: Transaction, member: Member, *, now: datetime) -> None:
    """Closes the member's open card, counted for and against nobody, and plans its removal at once."""
    for reminder in await tx.reminders.open_ones(member.workspace, [member.id]):
        await tx.reminders.save(replace(reminder, state=State.MISSED, counted=False, closed_at=now))
        await tx.errands.add(Errand(workspace=member.workspace, reminder=reminder.id, due_at=now))
        await tx.workspaces.expect(member.workspace, now)
