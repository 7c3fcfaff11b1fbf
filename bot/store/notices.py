"""Notices: what members are owed to be told of new bounds, until it is posted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.notice import Notice
from bot.store.among import among
from bot.store.inserts import insert
from bot.store.schema import notices as notice_rows
from bot.store.values import from_row, to_row

_row = notice_rows.c

_DUE = (
    select(notice_rows)
    .where(_row.workspace == bindparam("workspace"), _row.due_at <= bindparam("now"))
    .order_by(_row.due_at, _row.member)
    .limit(bindparam("most"))
)
_LOCK = (
    select(notice_rows)
    .where(_row.workspace == bindparam("workspace"), among(_row.member, "members"))
    .order_by(_row.member)
    .with_for_update()
)
_NEXT = select(func.min(_row.due_at)).where(_row.workspace == bindparam("workspace"))


class SqlNotices:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def owe(self, notices: Sequence[Notice]) -> None:
        for notice in sorted(notices, key=lambda one: one.member):
            values = to_row(notice)
            new = insert(self._connection, notice_rows).values(values)
            instead = new.on_conflict_do_update(index_elements=[_row.workspace, _row.member], set_=values)
            await self._connection.execute(instead)

    async def lock(self, workspace: WorkspaceId, members: Sequence[MemberId]) -> Sequence[Notice]:
        rows = await self._connection.execute(_LOCK, {"workspace": workspace, "members": sorted(members)})
        return [from_row(Notice, row) for row in rows.mappings()]

    async def due(self, workspace: WorkspaceId, *, now: datetime, limit: int) -> Sequence[Notice]:
        rows = await self._connection.execute(_DUE, {"workspace": workspace, "now": now, "most": limit})
        return [from_row(Notice, row) for row in rows.mappings()]

    async def save(self, notice: Notice) -> None:
        tried = {name: getattr(notice, name) for name in ("due_at", "begun_at", "looks", "attempts")}
        await self._connection.execute(update(notice_rows).where(*_same(notice)).values(tried))

    async def settle(self, *notices: Notice) -> None:
        for notice in notices:
            await self._connection.execute(delete(notice_rows).where(*_same(notice)))

    async def next_at(self, workspace: WorkspaceId) -> datetime | None:
        found: datetime | None = await self._connection.scalar(_NEXT, {"workspace": workspace})
        return found


def _same(notice: Notice) -> tuple[ColumnElement[bool], ...]:
    return (
        _row.workspace == notice.workspace,
        _row.member == notice.member,
        _row.owed_at == notice.owed_at,
        _row.moved_to == notice.moved_to,
    )
