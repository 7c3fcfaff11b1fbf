"""Drawings that are owed: a card was changed, and its message must follow even if this process dies before.

The card's errand is brought forward until somebody says that the message shows what is stored.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.member import Member
from bot.domain.reminder import Reminder, State
from bot.ports import Errand, Transaction
from bot.services.chains import has_return_out

DRAWN_WITHIN = timedelta(minutes=1)
"""A drawing that nobody confirmed by then is made by the bell."""
MOVED_ON_WITHIN = timedelta(seconds=10)
"""So long after the end of a guide's timer the bell moves on, if whoever followed it has not."""

JUST_BEFORE = timedelta.resolution
"""An errand of a card that stays, due when its day ends, owes no drawing; one that is due at another moment does."""
STAY = frozenset({State.DONE, State.MOVED, State.SKIPPED})
"""Cards in these states are left as they are when their day ends, unless they were withdrawn."""


def stays(reminder: Reminder) -> bool:
    """Whether its card is left as it is when its day ends."""
    return reminder.state in STAY and not reminder.is_withdrawn


async def owe_drawing(tx: Transaction, reminder: Reminder, *, now: datetime, within: timedelta = DRAWN_WITHIN) -> None:
    """To be called in the transaction that changed what the card shows. Whoever is to draw it has so long."""
    if reminder.ref is None or reminder.removed or reminder.closes_at is None:
        return
    is_over = now >= reminder.closes_at
    due_at = now + within if is_over else min(_next_change(reminder, now + within), reminder.closes_at - JUST_BEFORE)
    errand = Errand(workspace=reminder.workspace, reminder=reminder.id, due_at=due_at, is_urgent=True)
    await tx.errands.add(errand)
    if is_over and stays(reminder):
        await tx.errands.put_off(errand, until=due_at)  # the one of its day's end, which owes nothing, could be there
    await tx.workspaces.expect(reminder.workspace, due_at)


def owes_drawing(errand: Errand, reminder: Reminder) -> bool:
    """Whether nobody has confirmed yet that the message of this card shows what is stored."""
    return errand.due_at != reminder.closes_at


async def owe_anew(tx: Transaction, drawn: Reminder, *, now: datetime) -> None:
    """Nobody knows whether, or when, Slack makes a drawing of this state: it may yet cover a newer one."""
    await tx.members.get(drawn.workspace, drawn.member, lock=True)
    current = await tx.reminders.get(drawn.workspace, drawn.id, lock=True)
    if current is not None:
        await owe_drawing(tx, current, now=now)


async def settle_drawing(tx: Transaction, drawn: Reminder, *, now: datetime) -> None:
    """Notes that the message shows this state. If the card has changed since it was read, the drawing is owed anew:
    a newer one may have been made first, and this one have covered it. So may a fold, if the day has ended meanwhile.
    A card that is to go goes all the same.
    """
    member = await tx.members.get(drawn.workspace, drawn.member, lock=True)  # whoever writes reminders holds it first
    current = await tx.reminders.get(drawn.workspace, drawn.id, lock=True)
    if member is None or current is None or current.closes_at is None:
        return
    errand = Errand(workspace=current.workspace, reminder=current.id, due_at=now)
    is_standing = await stands(tx, member, current, now=now)
    if current.version != drawn.version:
        await owe_drawing(tx, current, now=now)
    elif is_standing:
        until = _next_change(current, current.closes_at)
        moves_on = until != current.closes_at
        await tx.errands.put_off(replace(errand, is_urgent=moves_on), until=until)
        if moves_on:
            await tx.workspaces.expect(current.workspace, until)
    elif stays(current):
        await tx.errands.finish(errand)
    if not is_standing and not stays(current):
        await tx.errands.add(errand)
        await tx.workspaces.expect(current.workspace, now)


async def stands(tx: Transaction, member: Member, reminder: Reminder, *, now: datetime) -> bool:
    """Whether the card is to stay for now, so that its errand can only be a drawing that is owed. A withdrawn one stays
    as a line, but not in a pause or after a stop: those take the card away.
    """
    if reminder.closes_at is None or now >= reminder.closes_at or reminder.state is State.MISSED:
        return False
    if reminder.is_withdrawn:
        return member.is_available(now)
    return reminder.state is not State.SNOOZED or await has_return_out(tx, reminder)


def _next_change(reminder: Reminder, otherwise: datetime) -> datetime:
    """When the bell is to see to a card whose guide nobody moves on; not before that otherwise."""
    ends_at = reminder.guide_ends_at
    return otherwise if ends_at is None else min(otherwise, ends_at + MOVED_ON_WITHIN)
