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
"""A drawing that nobody confirmed by then is made by the bell. What Slack was asked for so long ago is made by now, or
never will be.
"""
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
    due_at = _owed_at(reminder, reminder.closes_at, now=now, within=within)
    errand = Errand(workspace=reminder.workspace, reminder=reminder.id, due_at=due_at, is_urgent=True)
    await tx.errands.add(errand)
    if now >= reminder.closes_at and stays(reminder):
        await tx.errands.put_off(errand, until=due_at)  # the one of its day's end, which owes nothing, could be there
    await tx.workspaces.expect(reminder.workspace, due_at)


def owes_drawing(errand: Errand, reminder: Reminder) -> bool:
    """Whether nobody has confirmed yet that the message of this card shows what is stored."""
    return errand.due_at != reminder.closes_at


async def owe_anew(tx: Transaction, drawn: Reminder, *, now: datetime) -> None:
    """Nobody knows whether, or when, Slack makes a drawing of this state: it may yet cover a newer one. The bell has
    the last word then, whatever is drawn and settled before.
    """
    member = await tx.members.get(drawn.workspace, drawn.member, lock=True)
    current = await tx.reminders.get(drawn.workspace, drawn.id, lock=True)
    if member is None or current is None or current.closes_at is None:
        return
    if stays(current) if now >= current.closes_at else not _is_to_go(member, current, now=now):
        await _doubt(tx, current, closes_at=current.closes_at, now=now)
    else:
        await owe_drawing(tx, current, now=now)


async def _doubt(tx: Transaction, current: Reminder, *, closes_at: datetime, now: datetime) -> None:
    """Owes a drawing that nobody else's settles."""
    await owe_drawing(tx, current, now=now)
    due_at = _owed_at(current, closes_at, now=now, within=DRAWN_WITHIN)
    doubted = Errand(workspace=current.workspace, reminder=current.id, due_at=due_at, attempts=1, is_urgent=True)
    await tx.errands.put_off(doubted, until=due_at)


async def settle_drawing(tx: Transaction, drawn: Reminder, *, now: datetime, is_last_word: bool = False) -> None:
    """Notes that the message shows this state. If the card has changed since it was read, the drawing is owed anew:
    a newer one may have been made first, and this one have covered it, whichever of the two is noted first. So may a
    fold, if the day has ended meanwhile. A card that is to go goes when its errand says so. One that is in doubt stays
    owed; the bell has the last word.
    """
    member = await tx.members.get(drawn.workspace, drawn.member, lock=True)  # whoever writes reminders holds it first
    current = await tx.reminders.get(drawn.workspace, drawn.id, lock=True)
    if member is None or current is None or current.closes_at is None:
        return
    errand = Errand(workspace=current.workspace, reminder=current.id, due_at=now)
    is_over = now >= current.closes_at
    if is_over and not stays(current):
        await tx.errands.add(errand)
        await tx.workspaces.expect(current.workspace, now)
    elif not is_over and _is_to_go(member, current, now=now):
        return
    elif current.version != drawn.version:
        await _doubt(tx, current, closes_at=current.closes_at, now=now)
    elif is_last_word or not await _is_in_doubt(tx, current, now=now):
        await _rest_until_the_next_change(tx, errand, current, closes_at=current.closes_at, is_over=is_over)


async def _rest_until_the_next_change(
    tx: Transaction, errand: Errand, reminder: Reminder, *, closes_at: datetime, is_over: bool
) -> None:
    if is_over:
        await tx.errands.finish(errand)
        return
    until = _next_change(reminder, closes_at)
    moves_on = until != closes_at
    await tx.errands.put_off(replace(errand, is_urgent=moves_on), until=until)
    if moves_on:
        await tx.workspaces.expect(reminder.workspace, until)


async def _is_in_doubt(tx: Transaction, reminder: Reminder, *, now: datetime) -> bool:
    """Whether Slack may still make an older drawing of the card, be it one of another process."""
    errand = await tx.errands.get(reminder.workspace, reminder.id)
    return errand is not None and errand.attempts > 0 and errand.due_at > now


def _is_to_go(member: Member, reminder: Reminder, *, now: datetime) -> bool:
    """Whether the card goes before its day ends: one that a newer one follows, or that a pause or a stop takes away."""
    return reminder.state is State.MISSED or (reminder.is_withdrawn and not member.is_available(now))


async def stands(tx: Transaction, member: Member, reminder: Reminder, *, now: datetime) -> bool:
    """Whether the card is to stay for now, so that its errand can only be a drawing that is owed. A withdrawn one stays
    as a line, but not in a pause or after a stop: those take the card away.
    """
    if reminder.closes_at is None or now >= reminder.closes_at or _is_to_go(member, reminder, now=now):
        return False
    return reminder.state is not State.SNOOZED or await has_return_out(tx, reminder)


def _owed_at(reminder: Reminder, closes_at: datetime, *, now: datetime, within: timedelta) -> datetime:
    """When the bell is to draw it, if nobody else has."""
    return now + within if now >= closes_at else min(_next_change(reminder, now + within), closes_at - JUST_BEFORE)


def _next_change(reminder: Reminder, otherwise: datetime) -> datetime:
    """When the bell is to see to a card whose guide nobody moves on; not before that otherwise."""
    ends_at = reminder.guide_ends_at
    return otherwise if ends_at is None else min(otherwise, ends_at + MOVED_ON_WITHIN)
