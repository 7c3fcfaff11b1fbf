"""One live card: what becomes of a member's other cards once a newer one stands, or is about to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.reminder import Reminder, State
from bot.ports import Errand, Transaction


async def close_open(
    tx: Transaction, workspace: WorkspaceId, members: Sequence[MemberId], *, but: Sequence[Reminder] = (), now: datetime
) -> None:
    """The open cards of these members, which the transaction holds, have gone by; those in `but` stay."""
    stay = {one.id for one in but}
    opened = [one.id for one in await tx.reminders.open_ones(workspace, members) if one.id not in stay]
    if opened:
        held = [one for one in await tx.reminders.lock(workspace, opened) if one.state is State.SENT]
        await tx.reminders.save_all([replace(one.become(State.MISSED), closed_at=now) for one in held])


async def others_gone(
    tx: Transaction, workspace: WorkspaceId, posted: Sequence[Reminder], *, now: datetime
) -> list[Errand]:
    """Every other card of these members has gone by, now that theirs stands; what comes back removes those cards."""
    whose, stay = list({one.member for one in posted}), {one.id for one in posted}
    await close_open(tx, workspace, whose, but=posted, now=now)
    since = min(one.active_on for one in posted) - timedelta(days=1)
    old = [one for one in await tx.reminders.standing(workspace, whose, since=since) if one.id not in stay]
    return [Errand(workspace=workspace, reminder=one.id, due_at=now) for one in old]
