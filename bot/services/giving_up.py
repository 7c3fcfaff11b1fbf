"""Giving a pending reminder up, with the reason kept, and planning the member anew."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from bot.domain.member import Member
from bot.domain.reminder import Kind, Reminder, State
from bot.ports import Transaction
from bot.services.chains import uncount_chain
from bot.services.meter import Meter
from bot.services.planning import Planning

log = structlog.get_logger(__name__)

UNKNOWN_OUTCOME = "unknown outcome"
"""Nobody can say whether it was posted, and never doubled outranks never lost."""
INACTIVE = "inactive"
"""Its member has stopped, or cannot be reached."""


async def expire_all(
    tx: Transaction,
    given_up: Sequence[tuple[Member, Reminder, str]],
    *,
    planning: Planning,
    now: datetime,
    meter: Meter,
) -> None:
    """Expires these of one workspace, which is no anchor. What was snoozed and could not come back counts against
    nobody.
    """
    if not given_up:
        return
    await tx.reminders.save_all(
        [replace(reminder.become(State.EXPIRED), reason=reason) for _, reminder, reason in given_up]
    )
    for _, reminder, reason in given_up:
        log.info("reminder_expired", reminder=reminder.id, reason=reason)
        meter.expired(reason)
        if reminder.kind is Kind.SNOOZE:
            await uncount_chain(tx, reminder)
    for is_snooze in (True, False):  # one that was snoozed and is still out stays out
        members = [member for member, reminder, _ in given_up if (reminder.kind is Kind.SNOOZE) is is_snooze]
        await planning.replan_all(tx, members, now=now, keep_snooze=not is_snooze)


async def set_aside(tx: Transaction, member: Member, reminder: Reminder, *, reason: str) -> None:
    """Gives a reminder up whose member cannot be planned for, and plans nothing until they change something."""
    await tx.reminders.save(replace(reminder.become(State.FAILED), reason=reason))
    await tx.members.save(replace(member, next_at=None))
