"""Workspaces: who may send for them, and when there is something to do."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from sqlalchemy import ColumnElement, ScalarSelect, Text, bindparam, case, func, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import WorkspaceId
from bot.domain.spread import DEFAULT_BOUNDS, Bounds
from bot.ports import Workspace
from bot.store.inserts import insert
from bot.store.members import can_be_reminded
from bot.store.schema import channel_posts, errands, is_pending, members, reminders, workspaces

_row = workspaces.c
_this = _row.id == bindparam("workspace")

_GET = select(workspaces).where(_this)
_LOCK_DUE = select(_row.next_due_at).where(_this).with_for_update(key_share=True)
_LOCK_LEASE = select(_row.lease_owner).where(_this).with_for_update(key_share=True)

_possible_at = case((_row.blocked_until > _row.next_due_at, _row.blocked_until), else_=_row.next_due_at)
_EARLIEST_DUE = select(func.min(_possible_at)).where(_row.suspended_reason.is_(None), _row.next_due_at.is_not(None))

_due = (
    select(_row.id)
    .where(
        _row.next_due_at <= bindparam("due_by"),
        or_(_row.lease_until.is_(None), _row.lease_until <= bindparam("lease_now")),
        or_(_row.blocked_until.is_(None), _row.blocked_until <= bindparam("due_by")),
        _row.suspended_reason.is_(None),
    )
    .order_by(_row.next_due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True)
    .cte("due")  # because PostgreSQL may run a limited subselect more than once
)
_LEASE = update(workspaces).where(_row.id.in_(select(_due.c.id))).returning(_row.id, _row.next_due_at)


def _earliest(workspace: ColumnElement[str]) -> ScalarSelect[datetime | None]:
    """When this workspace next has something to do; NULL when it never has."""
    planned = union_all(
        select(func.min(members.c.next_at).label("at")).where(members.c.workspace == workspace, can_be_reminded),
        select(func.min(reminders.c.due_at)).where(reminders.c.workspace == workspace, is_pending),
        select(func.min(errands.c.due_at)).where(errands.c.workspace == workspace),
        select(func.min(channel_posts.c.next_post_at)).where(channel_posts.c.workspace == workspace),
    ).subquery()
    return select(func.min(planned.c.at)).scalar_subquery()


_RELEASE = (
    update(workspaces)
    .where(_this)
    .values(lease_owner=None, lease_until=None, next_due_at=_earliest(bindparam("workspace", type_=Text)))
)


class SqlWorkspaces:
    """What a transaction has read of a workspace it keeps: most ask for the same row three or four times."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._read: dict[WorkspaceId, Workspace] = {}
        self._expected: dict[WorkspaceId, datetime | None] = {}

    async def ensure(self, workspace: WorkspaceId) -> Workspace:
        if workspace not in self._read:
            self._read[workspace] = await self._ensure(workspace)
        return self._read[workspace]

    async def _ensure(self, workspace: WorkspaceId) -> Workspace:
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
        wanted = {"due_by": due_by, "lease_now": lease_now, "most": limit}
        lease_row = {"lease_owner": owner, "lease_until": lease_now + lease}
        taken = await self._connection.execute(_LEASE, wanted | lease_row)
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
        if await self._connection.scalar(_LOCK_LEASE, {"workspace": workspace}) == owner:
            await self._connection.execute(_RELEASE, {"workspace": workspace})
            self._expected.pop(workspace, None)

    async def break_leases(self) -> None:
        freed = update(workspaces).where(_row.lease_owner.is_not(None)).values(lease_owner=None, lease_until=None)
        await self._connection.execute(freed)

    async def expect(self, workspace: WorkspaceId, due_at: datetime) -> None:
        # Locked even where nothing is to be lowered: see `release`. From then on nobody else changes it.
        if workspace not in self._expected:
            self._expected[workspace] = await self._connection.scalar(_LOCK_DUE, {"workspace": workspace})
        expected = self._expected[workspace]
        if expected is None or due_at < expected:
            await self._set(workspace, _row.next_due_at, due_at)
            self._expected[workspace] = due_at

    async def block(self, workspace: WorkspaceId, *, until: datetime) -> None:
        await self._connection.execute(
            update(workspaces)
            .where(_row.id == workspace, or_(_row.blocked_until.is_(None), _row.blocked_until < until))
            .values(blocked_until=until)
        )
        self._read.pop(workspace, None)

    async def suspend(self, workspace: WorkspaceId, *, reason: str) -> None:
        await self._set(workspace, _row.suspended_reason, reason)

    async def revive(self, workspace: WorkspaceId) -> None:
        await self._set(workspace, _row.suspended_reason, None)

    async def earliest_due(self) -> datetime | None:
        earliest: datetime | None = await self._connection.scalar(_EARLIEST_DUE)
        return earliest

    async def _get(self, workspace: WorkspaceId) -> Workspace | None:
        row = (await self._connection.execute(_GET, {"workspace": workspace})).one_or_none()
        if row is None:
            return None
        return Workspace(
            id=row.id,
            bounds=Bounds(row.shortest_interval, row.longest_interval),
            blocked_until=row.blocked_until,
            suspended_reason=row.suspended_reason,
        )

    async def _set(self, workspace: WorkspaceId, column: ColumnElement[object], value: object) -> None:
        await self._connection.execute(update(workspaces).where(_row.id == workspace).values({column: value}))
        self._read.pop(workspace, None)
