"""How much waits: counted workspace by workspace where something is due, by indexes alone, never over a whole table."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Table, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.members import can_be_reminded
from bot.store.schema import errands, is_pending, members, reminders, workspaces

_now = bindparam("now", type_=workspaces.c.next_due_at.type)
_EVER = datetime.fromtimestamp(0, UTC)  # for an index SQLite wants a comparison: it does not take "is not null" for one
_has_work = or_(workspaces.c.next_due_at <= _now, workspaces.c.wake_at > _EVER)


def _sum(rows: Table, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    of_one = select(func.count()).where(rows.c.workspace == workspaces.c.id, *conditions).scalar_subquery()
    return func.coalesce(func.sum(of_one), 0)


LENGTHS = select(
    _sum(members, can_be_reminded, members.c.next_at <= _now).label("members"),
    _sum(reminders, is_pending, reminders.c.attempted_at.is_(None), reminders.c.due_at <= _now).label("reminders"),
    _sum(reminders, is_pending, reminders.c.attempted_at.is_not(None)).label("look_ups"),
    _sum(errands, errands.c.due_at <= _now).label("errands"),
).where(_has_work, workspaces.c.suspended_reason.is_(None))
"""Members who are due, reminders to be posted, attempts to be looked up, and old cards to be seen to."""


async def lengths(connection: AsyncConnection, *, now: datetime) -> Mapping[str, int]:
    """How long each queue is, by its name."""
    counted = (await connection.execute(LENGTHS, {"now": now})).mappings().one()
    return {name: int(count) for name, count in counted.items()}
