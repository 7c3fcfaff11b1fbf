"""One live card: what becomes of a member's other cards once a newer one stands, or is about to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.planner import GRACE
from bot.domain.reminder import Reminder, State
from bot.ports import Errand, Transaction

STANDS_FOR = timedelta(days=3)
"""How many dates ago a card that still stands may have been due: its period may end on the day after, and its member
have travelled west to east since, by two dates at most.
"""


async def close_open(
    tx: Transaction, workspace: WorkspaceId, members: Sequence[MemberId], *, but: Sequence[Reminder] = (), now: datetime
) -> None:
    """The open cards of these members, which the transaction holds, have gone by; those in `but` stay. They are removed
    once a newer one stands (`others_gone`), or when the one that was to come is too late.
    """
    stay = {one.id for one in but}
    opened = [one.id for one in await tx.reminders.open_ones(workspace, members) if one.id not in stay]
    if opened:
        held = [one for one in await tx.reminders.lock(workspace, opened) if one.state is State.SENT]
        await tx.reminders.save_all([replace(one.become(State.MISSED), closed_at=now) for one in held])
        go_at = now + GRACE
        await tx.errands.add(*[Errand(workspace=workspace, reminder=one.id, due_at=go_at) for one in held])
        await tx.workspaces.expect(workspace, go_at)


async def others_gone(
    tx: Transaction, workspace: WorkspaceId, posted: Sequence[Reminder], *, now: datetime
) -> list[Errand]:
    """Only the newest card of each of these members stays open, now that these stand: as a rule theirs, but for one of
    which is known only now that it was posted before. What comes back removes the others.
    """
    whose = list({one.member for one in posted})
    newest = _newest([*await tx.reminders.open_ones(workspace, whose), *posted])
    stay = {one.id for one in newest}
    await close_open(tx, workspace, whose, but=newest, now=now)
    since = min(one.active_on for one in posted) - STANDS_FOR
    old = [one for one in await tx.reminders.standing(workspace, whose, since=since) if one.id not in stay]
    return [Errand(workspace=workspace, reminder=one.id, due_at=now) for one in old]


def _newest(sent: Sequence[Reminder]) -> list[Reminder]:
    """Each member's."""
    newest: dict[MemberId, Reminder] = {}
    for one in sent:
        if one.sent_at is not None and (one.member not in newest or _is_newer(one, than=newest[one.member])):
            newest[one.member] = one
    return list(newest.values())


def _is_newer(one: Reminder, *, than: Reminder) -> bool:
    return one.sent_at is not None and (than.sent_at is None or one.sent_at >= than.sent_at)
