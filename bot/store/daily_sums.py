"""Daily sums: what each member's active days come to, kept true in the transaction that changes what they are made of.

They are never counted up or down. What a transaction touched is summed anew from the reminders and completions of the
day, in one statement before the commit, so a sum cannot drift. Whoever sends a reminder or ticks it off holds its
member, so no two do this for the same day at once.
"""

from collections.abc import Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from bot.domain.ids import MemberId, ReminderId, WorkspaceId
from bot.domain.reminder import WITHDRAWN, Reminder
from bot.store.among import among
from bot.store.inserts import insert_into
from bot.store.portions import portions
from bot.store.schema import completions, daily_sums, records, reminders

_row = reminders.c
_sum = daily_sums.c
_KEY = ["workspace", "member", "active_on"]
_COUNTS = ["delivered", "done"]

_ticks = (
    select(func.count())
    .where(completions.c.workspace == _row.workspace, completions.c.reminder == _row.id)
    .scalar_subquery()
)
_touched = (
    select(_row.workspace, _row.member, _row.active_on)
    .where(_row.workspace == bindparam("in_workspace"), among(_row.id, "touched"))
    .distinct()
    .cte("touched")
)
_of_touched_days = and_(
    _row.workspace == _touched.c.workspace,
    _row.member == _touched.c.member,
    _row.active_on == _touched.c.active_on,
)
_is_no_offer = and_(_row.reason == WITHDRAWN, _ticks == 0)
"""One of a chain that was closed uncounted, whatever for: the run stands still."""
_delivered = case((_is_no_offer, None), else_=_row.sent_at)
_ADDED_UP = (
    select(_row.workspace, _row.member, _row.active_on, func.count(_delivered), func.sum(_ticks))
    .join(_touched, _of_touched_days)
    .group_by(_row.workspace, _row.member, _row.active_on)
    .order_by(_row.member, _row.active_on)
)
_IS_RECORDED = text("""
    EXISTS (
        SELECT 1 FROM records
         WHERE records.workspace_id = daily_sums.workspace_id
           AND records.member_id = daily_sums.member_id
           AND records.until_on > daily_sums.active_on
    ) AS is_recorded
""")  # as text, because what SQLite returns SQLAlchemy writes without the names of the tables
_FORGET = delete(records).where(records.c.workspace == bindparam("workspace"), among(records.c.member, "members"))


class DailySums:
    """What one transaction touched, and the sums it owes for that."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._touched: set[tuple[WorkspaceId, ReminderId]] = set()

    def touch(self, *touched: Reminder) -> None:
        """Notes that these were sent, or that something on them was ticked off or taken back."""
        self._touched.update((reminder.workspace, reminder.id) for reminder in touched)

    async def settle(self) -> None:
        """Adds the touched days up. A record that holds one of them is dropped, to be made anew when it is read."""
        touched, self._touched = sorted(self._touched), set()
        for workspace, keys in groupby(touched, key=itemgetter(0)):
            for portion in portions([reminder for _, reminder in keys]):
                outdated = await self._add_up(workspace, portion)
                if outdated:
                    await self._connection.execute(_FORGET, {"workspace": workspace, "members": sorted(outdated)})

    async def _add_up(self, workspace: WorkspaceId, touched: Sequence[ReminderId]) -> set[MemberId]:
        """The members with a record of a day that was added up."""
        upsert = _upsert(self._connection.dialect.name)
        days = await self._connection.execute(upsert, {"in_workspace": workspace, "touched": touched})
        return {day.member for day in days if day.is_recorded}


@cache
def _upsert(dialect: str) -> ReturningInsert[Any]:
    new = insert_into(daily_sums, dialect).from_select(_KEY + _COUNTS, _ADDED_UP)
    return new.on_conflict_do_update(
        index_elements=[_sum[name] for name in _KEY], set_={name: new.excluded[name] for name in _COUNTS}
    ).returning(_sum.member, _IS_RECORDED)
