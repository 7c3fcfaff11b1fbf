"""Old rows: what is older than anything is kept, added up for good and deleted a little at a time.

A member's days are folded into their archive before they go, so best week and runs stay true. Nothing can bring a
folded day back: a logbook begins where the archive ends, whatever is ticked off on a reminder that is still there.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.reminder import State
from bot.domain.scoring import NO_RECORD, Day, Logbook, Record
from bot.store.among import among
from bot.store.records import record_of, save_records
from bot.store.schema import (
    archives,
    board_posts,
    completions,
    daily_sums,
    errands,
    members,
    records,
    reminders,
    workspaces,
)

_row = reminders.c
_sum = daily_sums.c
_person = members.c

_of_workspace: ColumnElement[str] = bindparam("workspace")
_is_settled = and_(not_(_row.state.in_([State.PENDING, State.SENT])), _row.active_on < bindparam("before"))
"""What is open still belongs to whoever closes it."""
_old_days = exists().where(
    _sum.workspace == _person.workspace, _sum.member == _person.id, _sum.active_on < bindparam("before")
)
_old_reminders = exists().where(_row.workspace == _person.workspace, _row.member == _person.id, _is_settled)
_PAGE = (
    select(_person.id, or_(_old_days, _old_reminders).label("has_old_rows"))
    .where(_person.workspace == _of_workspace, _person.id > bindparam("after"))
    .order_by(_person.id)
    .limit(bindparam("most"))
)
_HOLD = (
    select(_person.id)
    .where(_person.workspace == _of_workspace, among(_person.id, "members"))
    .order_by(_person.id)
    .with_for_update(key_share=True, skip_locked=True)
)
_ARCHIVES = select(archives).where(archives.c.workspace == _of_workspace, among(archives.c.member, "members"))
_DAYS = (
    select(_sum.member, _sum.active_on, _sum.delivered, _sum.done)
    .where(_sum.workspace == _of_workspace, among(_sum.member, "members"), _sum.active_on < bindparam("before"))
    .order_by(_sum.active_on)
)
_OLD = (
    select(_row.id)
    .where(_row.workspace == _of_workspace, among(_row.member, "members"), _is_settled)
    .order_by(_row.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


class SqlOldRows:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def workspaces(self, *, after: WorkspaceId | None, limit: int) -> Sequence[WorkspaceId]:
        query = select(workspaces.c.id).where(workspaces.c.id > (after or "")).order_by(workspaces.c.id).limit(limit)
        return list(await self._connection.scalars(query))

    async def members(
        self, workspace: WorkspaceId, *, after: MemberId | None, before: date, limit: int
    ) -> Sequence[tuple[MemberId, bool]]:
        page = {"workspace": workspace, "after": after or "", "before": before, "most": limit}
        return [(member, has_old_rows) for member, has_old_rows in await self._connection.execute(_PAGE, page)]

    async def hold(self, workspace: WorkspaceId, members: Sequence[MemberId]) -> Sequence[MemberId]:
        return list(await self._connection.scalars(_HOLD, {"workspace": workspace, "members": members}))

    async def fold(self, workspace: WorkspaceId, members: Sequence[MemberId], *, before: date) -> None:
        whose = {"workspace": workspace, "members": members}
        known = dict.fromkeys(members, NO_RECORD)
        known |= {row.member: record_of(row) for row in await self._connection.execute(_ARCHIVES, whose)}
        days: dict[MemberId, list[Day]] = {member: [] for member in members}
        for member, active_on, delivered, done in await self._connection.execute(_DAYS, whose | {"before": before}):
            if active_on >= known[member].until:  # an earlier one was added up already
                days[member].append(Day(active_on=active_on, delivered=delivered, done=done))
        made = {member: _archived(known[member], days[member], before=before) for member in members if days[member]}
        await save_records(self._connection, archives, workspace, made)
        for outdated in (
            delete(daily_sums).where(_sum.active_on < before, *_whose(_sum.workspace, _sum.member)),
            delete(records).where(records.c.until < before, *_whose(records.c.workspace, records.c.member)),
        ):
            await self._connection.execute(outdated, {"of_workspace": workspace, "members": members})

    async def delete_reminders(
        self, workspace: WorkspaceId, members: Sequence[MemberId], *, before: date, limit: int
    ) -> int:
        wanted = {"workspace": workspace, "members": members, "before": before, "most": limit}
        old = list(await self._connection.scalars(_OLD, wanted))
        for table, own in ((errands, errands.c.reminder), (completions, completions.c.reminder), (reminders, _row.id)):
            gone = delete(table).where(table.c.workspace == bindparam("of_workspace"), among(own, "reminders"))
            await self._connection.execute(gone, {"of_workspace": workspace, "reminders": old})
        return len(old)

    async def delete_posts(self, workspace: WorkspaceId, *, before: date) -> None:
        old = board_posts.c.workspace == workspace, board_posts.c.monday < before
        await self._connection.execute(delete(board_posts).where(*old))


def _whose(workspace: ColumnElement[Any], member: ColumnElement[Any]) -> tuple[ColumnElement[bool], ...]:
    return workspace == bindparam("of_workspace"), among(member, "members")


def _archived(archive: Record, days: Sequence[Day], *, before: date) -> Record:
    return Logbook(record=archive, days=tuple(days)).recorded(before).record
