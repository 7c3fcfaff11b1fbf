"""Erasures: whole workspaces that are gone, deleted a few hundred rows in a transaction.

Each batch locks what it deletes in the order that everybody keeps, then the workspace's row, and looks there whether
the erasure still stands: an installation that came in between wins, and whatever is left then stays.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, delete, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import MemberId, ReminderId, WorkspaceId
from bot.store.among import among
from bot.store.schema import (
    archives,
    board_posts,
    channel_posts,
    completions,
    daily_sums,
    errands,
    members,
    notices,
    pictures,
    records,
    reminders,
    workspaces,
)

MEMBERS_AT_ONCE = 20
"""Held at a time, until nothing of theirs is left."""

_row = workspaces.c
_is_due = and_(
    _row.erase_at.is_not(None),
    _row.erase_at <= bindparam("now"),
    _row.suspended_reason.is_not(None),  # an earlier version, beside this one, revives it without a thought of the rest
    or_(_row.lease_until.is_(None), _row.lease_until <= bindparam("now")),  # whoever serves it still ends that first
)
_DUE = select(_row.id).where(_is_due).order_by(_row.erase_at).limit(bindparam("most"))
_of_workspace: ColumnElement[str] = bindparam("workspace")
_PEOPLE = (
    select(members.c.id)
    .where(members.c.workspace == _of_workspace)
    .order_by(members.c.id)
    .limit(MEMBERS_AT_ONCE)
    .with_for_update()
)
_REMINDERS = (
    select(reminders.c.id)
    .where(reminders.c.workspace == _of_workspace, among(reminders.c.member, "members"))
    .order_by(reminders.c.id)
    .limit(bindparam("most"))
    .with_for_update()
)
_ERRANDS = (
    select(errands.c.reminder)
    .where(errands.c.workspace == _of_workspace, among(errands.c.reminder, "reminders"))
    .order_by(errands.c.reminder)
    .with_for_update()
)
_STANDS = select(_row.id).where(_row.id == _of_workspace, _is_due).with_for_update()


class SqlErasures:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def due(self, *, now: datetime, limit: int) -> Sequence[WorkspaceId]:
        return list(await self._connection.scalars(_DUE, {"now": now, "most": limit}))

    async def erase_some(self, workspace: WorkspaceId, *, now: datetime, limit: int) -> bool:
        whose: dict[str, Any] = {"workspace": workspace}
        people: list[MemberId] = list(await self._connection.scalars(_PEOPLE, whose))
        wanted = whose | {"members": people, "most": limit}
        theirs: list[ReminderId] = list(await self._connection.scalars(_REMINDERS, wanted)) if people else []
        if theirs:
            await self._connection.execute(_ERRANDS, whose | {"reminders": theirs})
        if await self._connection.scalar(_STANDS, whose | {"now": now}) is None:
            return False
        if theirs:
            await self._erase_reminders(workspace, theirs)
        elif people:
            await self._erase_people(workspace, people, limit=limit)
        elif not await self._erase_what_is_nobodys(workspace, limit=limit):
            await self._connection.execute(delete(workspaces).where(_row.id == workspace))
            return False
        return True

    async def _erase_reminders(self, workspace: WorkspaceId, theirs: Sequence[ReminderId]) -> None:
        for table, own in (
            (errands, errands.c.reminder),
            (completions, completions.c.reminder),
            (reminders, reminders.c.id),
        ):
            await self._delete(table, own, workspace, theirs)

    async def _erase_people(self, workspace: WorkspaceId, people: Sequence[MemberId], *, limit: int) -> None:
        """The sums of their days first, of which there may be years; they themselves once there are none."""
        some = select(*daily_sums.primary_key).where(
            daily_sums.c.workspace == workspace, daily_sums.c.member.in_(people)
        )
        if await self._delete_some(daily_sums, some, limit=limit):
            return
        for table, own in (
            (notices, notices.c.member),
            (records, records.c.member),
            (archives, archives.c.member),
            (members, members.c.id),
        ):
            await self._delete(table, own, workspace, people)

    async def _erase_what_is_nobodys(self, workspace: WorkspaceId, *, limit: int) -> int:
        """Leaves the installation to go with the workspace's own row, which it refers to."""
        return sum(
            [
                await self._delete_some(
                    table, select(*table.primary_key).where(table.c.workspace == workspace), limit=limit
                )
                for table in (channel_posts, board_posts, pictures)
            ]
        )

    async def _delete(self, table: Table, own: ColumnElement[Any], workspace: WorkspaceId, ids: Sequence[str]) -> None:
        gone = delete(table).where(table.c.workspace == bindparam("of_workspace"), among(own, "ids"))
        await self._connection.execute(gone, {"of_workspace": workspace, "ids": ids})

    async def _delete_some(self, table: Table, keys: Select[Any], *, limit: int) -> int:
        chosen = keys.order_by(*table.primary_key).limit(limit)
        gone = await self._connection.execute(delete(table).where(tuple_(*table.primary_key).in_(chosen)))
        return gone.rowcount
