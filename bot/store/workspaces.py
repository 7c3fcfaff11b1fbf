"""Workspaces: who may send for them, and when there is something to do."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, case, func, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import WorkspaceId
from bot.domain.spread import DEFAULT_BOUNDS, Bounds
from bot.ports import Workspace
from bot.store.inserts import insert
from bot.store.members import can_be_reminded
from bot.store.schema import channel_posts, errands, is_pending, members, reminders, workspaces

_row = workspaces.c


class SqlWorkspaces:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def ensure(self, workspace: WorkspaceId) -> Workspace:
        found = await self._get(workspace)
        if found is None:
            new = insert(self._connection, workspaces).values(
                id=workspace, shortest_interval=DEFAULT_BOUNDS.shortest, longest_interval=DEFAULT_BOUNDS.longest
            )
            await self._connection.execute(new.on_conflict_do_nothing())
            found = await self._get(workspace)
        if found is None:
            raise LookupError(f"workspace {workspace} vanished while it was created")
        return found

    async def lease_due(
        self, *, due_by: datetime, lease_now: datetime, owner: str, lease: timedelta, limit: int
    ) -> Sequence[WorkspaceId]:
        # A CTE, because PostgreSQL may run a limited subselect more than once.
        due = (
            select(_row.id)
            .where(
                _row.next_due_at <= due_by,
                or_(_row.lease_until.is_(None), _row.lease_until <= lease_now),
                or_(_row.blocked_until.is_(None), _row.blocked_until <= due_by),
                _row.suspended_reason.is_(None),
            )
            .order_by(_row.next_due_at)
            .limit(limit)
            .with_for_update(skip_locked=True, key_share=True)
            .cte("due")
        )
        taken = await self._connection.execute(
            update(workspaces)
            .where(_row.id.in_(select(due.c.id)))
            .values(lease_owner=owner, lease_until=lease_now + lease)
            .returning(_row.id, _row.next_due_at)
        )
        return [row.id for row in sorted(taken, key=attrgetter("next_due_at"))]

    async def renew(self, workspace: WorkspaceId, *, owner: str, lease_now: datetime, lease: timedelta) -> bool:
        renewed = await self._connection.execute(
            update(workspaces)
            .where(_row.id == workspace, _row.lease_owner == owner, _row.lease_until > lease_now)
            .values(lease_until=lease_now + lease)
        )
        return renewed.rowcount == 1

    async def release(self, workspace: WorkspaceId, *, owner: str) -> None:
        # The lock comes first and in a statement of its own. Whoever plans something locks the row too (`expect`): what
        # they planned is either committed before this lock is had, and then the UPDATE sees it, since under READ
        # COMMITTED every statement looks anew; or they wait for us, and lower what is written here. In one statement
        # the UPDATE would wait for the row, but look at the other tables as they were before it waited.
        if (await self._lock(workspace, _row.lease_owner)) != owner:
            return
        await self._connection.execute(
            update(workspaces)
            .where(_row.id == workspace)
            .values(lease_owner=None, lease_until=None, next_due_at=_earliest(workspace))
        )

    async def break_leases(self) -> None:
        freed = update(workspaces).where(_row.lease_owner.is_not(None)).values(lease_owner=None, lease_until=None)
        await self._connection.execute(freed)

    async def expect(self, workspace: WorkspaceId, due_at: datetime) -> None:
        # Locked even where nothing is to be lowered: see `release`.
        expected: datetime | None = await self._lock(workspace, _row.next_due_at)
        if expected is None or due_at < expected:
            await self._set(workspace, _row.next_due_at, due_at)

    async def block(self, workspace: WorkspaceId, *, until: datetime) -> None:
        await self._connection.execute(
            update(workspaces)
            .where(_row.id == workspace, or_(_row.blocked_until.is_(None), _row.blocked_until < until))
            .values(blocked_until=until)
        )

    async def suspend(self, workspace: WorkspaceId, *, reason: str) -> None:
        await self._set(workspace, _row.suspended_reason, reason)

    async def revive(self, workspace: WorkspaceId) -> None:
        await self._set(workspace, _row.suspended_reason, None)

    async def earliest_due(self) -> datetime | None:
        possible_at = case((_row.blocked_until > _row.next_due_at, _row.blocked_until), else_=_row.next_due_at)
        query = select(func.min(possible_at)).where(_row.suspended_reason.is_(None), _row.next_due_at.is_not(None))
        earliest: datetime | None = await self._connection.scalar(query)
        return earliest

    async def _get(self, workspace: WorkspaceId) -> Workspace | None:
        row = (await self._connection.execute(select(workspaces).where(_row.id == workspace))).one_or_none()
        if row is None:
            return None
        return Workspace(
            id=row.id,
            bounds=Bounds(row.shortest_interval, row.longest_interval),
            blocked_until=row.blocked_until,
            suspended_reason=row.suspended_reason,
        )

    async def _lock(self, workspace: WorkspaceId, column: ColumnElement[object]) -> Any:
        """The column's value, held against other writers until the transaction ends."""
        locked = select(column).where(_row.id == workspace).with_for_update(key_share=True)
        return await self._connection.scalar(locked)

    async def _set(self, workspace: WorkspaceId, column: ColumnElement[object], value: object) -> None:
        await self._connection.execute(update(workspaces).where(_row.id == workspace).values({column: value}))


def _earliest(workspace: WorkspaceId) -> ScalarSelect[datetime | None]:
    """When this workspace next has something to do; NULL when it never has."""
    planned = union_all(
        select(func.min(members.c.next_at).label("at")).where(members.c.workspace == workspace, can_be_reminded),
        select(func.min(reminders.c.due_at)).where(reminders.c.workspace == workspace, is_pending),
        select(func.min(errands.c.due_at)).where(errands.c.workspace == workspace),
        select(func.min(channel_posts.c.next_post_at)).where(channel_posts.c.workspace == workspace),
    ).subquery()
    return select(func.min(planned.c.at)).scalar_subquery()
