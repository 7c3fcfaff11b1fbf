"""The short card is offered once, in the summary of a routine by which somebody may know it by heart."""

from dataclasses import replace

from bot.domain.member import Member, Style
from bot.domain.reminder import Reminder, State
from bot.ports import Transaction

BY_HEART = 10
"""So many routines done."""


async def with_short_offer(tx: Transaction, member: Member, reminder: Reminder) -> Member:
    """The member, offered the short card in this reminder's summary, if it is done and the moment has come. Whoever
    calls this saves them.
    """
    if reminder.state is not State.DONE or member.short_offered_on is not None or member.style is Style.SHORT:
        return member
    if await tx.reminders.count_done(member.workspace, member.id, most=BY_HEART) < BY_HEART:
        return member
    return replace(member, short_offered_on=reminder.id)
