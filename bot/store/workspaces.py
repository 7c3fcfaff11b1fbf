"""Workspaces: who may send for them, and when there is something to do."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Text, bindparam, case, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate

from bot.domain.ids import WorkspaceId
from bot.domain.spread import DEFAULT_BOUNDS, Bounds
from bot.ports import LONGEST_BLOCK, Workspace
from bot.store.inserts import insert
from bot.store.members import can_be_reminded
from bot.store.schema import channel_posts, errands, is_pending, look_up_due, members, reminders, workspaces

NO_TIME = timedelta()
NEVER = datetime.max.replace(tzinfo=UTC)

_row = workspaces.c
_this = _row.id == bindparam("workspace")

_GET = select(workspaces).where(_this)
_LOCK = _GET.with_for_update(key_share=True)
_LOCK_DUE = select(_row.next_due_at, _row.wake_at).where(_this).with_for_update(key_share=True)
_LOCK_LEASE = select(_row.lease_owner, _row.tidy_at, _row.fit_at).where(_this).with_for_update(key_share=True)

_NOT_SUSPENDED = select(_row.next_due_at, _row.wake_at, _row.blocked_until).where(
    _row.suspended_reason.is_(None), or_(_row.next_due_at.is_not(None), _row.wake_at.is_not(None))
)

_due = (
    select(_row.id)
    .where(
        or_(_row.next_due_at <= bindparam("due_by"), _row.wake_at <= bindparam("lease_now")),
        or_(_row.lease_until.is_(None), _row.lease_until <= bindparam("lease_now")),
        or_(
            _row.blocked_until.is_(None),
            _row.blocked_until <= bindparam("lease_now"),
            _row.blocked_until > bindparam("longest_block"),  # set before the clock was set back
        ),
        _row.suspended_reason.is_(None),
    )
    # What is to be looked up comes first: few, and nothing else of theirs is posted before.
    .order_by(case((_row.wake_at <= bindparam("lease_now"), 0), else_=1), _row.next_due_at)
    .limit(bindparam("most"))
)


def _leasing(*, skip_locked: bool) -> ReturningUpdate[Any]:
    locked = _due.with_for_update(skip_locked=skip_locked, key_share=True)
    due = locked.cte("due")  # because PostgreSQL may run a limited subselect more than once
    return update(workspaces).where(_row.id.in_(select(due.c.id))).returning(_row.id, _row.next_due_at)


_LEASE = _leasing(skip_locked=True)
_LEASE_WAITING = _leasing(skip_locked=False)


_of_workspace = bindparam("workspace", type_=Text)
_PLANNED = select(
    select(func.min(members.c.next_at)).where(members.c.workspace == _of_workspace, can_be_reminded).label("member_at"),
    select(func.min(reminders.c.due_at))
    .where(reminders.c.workspace == _of_workspace, is_pending, reminders.c.attempted_at.is_(None))
    .label("reminder_at"),
    select(func.min(channel_posts.c.next_post_at)).where(channel_posts.c.workspace == _of_workspace).label("post_at"),
    select(func.min(errands.c.due_at)).where(errands.c.workspace == _of_workspace).label("errand_at"),
    select(func.min(look_up_due))
    .where(reminders.c.workspace == _of_workspace, is_pending, reminders.c.attempted_at.is_not(None))
    .label("look_up_at"),
)
"""When each kind of work of this workspace comes next; the look-ups go by the real clock."""

_RELEASE = (
    update(workspaces)
    .where(_row.id == bindparam("released"))
    .values(lease_owner=None, lease_until=None, next_due_at=bindparam("planned_at"), wake_at=bindparam("woken_at"))
)


class SqlWorkspaces:
    """What a transaction has read of a workspace it keeps: most ask for the same row three or four times."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._read: dict[WorkspaceId, Workspace] = {}
        self._expected: dict[WorkspaceId, datetime] = {}
        self._woken: dict[WorkspaceId, datetime] = {}

    async def ensure(self, workspace: WorkspaceId) -> Workspace:
        if workspace not in self._read:
            self._read[workspace] = await self._ensure(workspace)
        return self._read[workspace]

    async def get(self, workspace: WorkspaceId, *, lock: bool = False) -> Workspace | None:
        found = await self._get(workspace, lock=lock)
        if found is not None and lock:
            self._read[workspace] = found
        return found

    def forget(self, workspace: WorkspaceId) -> None:
        """Reads the workspace anew when it is next asked for."""
        self._read.pop(workspace, None)

    async def _ensure(self, workspace: WorkspaceId) -> Workspace:
        found = await self._get(workspace)
        if found is None:
            await self._connection.execute(_new(self._connection, workspace).on_conflict_do_nothing())
            found = await self._get(workspace)
        if found is None:
            raise LookupError(f"workspace {workspace} vanished while it was created")
        return found

    async def lease_due(
        self, *, due_by: datetime, lease_now: datetime, owner: str, lease: timedelta, limit: int
    ) -> Sequence[WorkspaceId]:
        wanted = {
            "due_by": due_by,
            "lease_now": lease_now,
            "longest_block": lease_now + LONGEST_BLOCK,
            "most": limit,
        }
        lease_row = {"lease_owner": owner, "lease_until": lease_now + lease}
        taken = (await self._connection.execute(_LEASE, wanted | lease_row)).all()
        if not taken and self._connection.dialect.name == "postgresql":
            # One that many people press in is nearly always locked by somebody, if only for a moment: wait for that.
            waiting = wanted | lease_row | {"most": min(limit, 1)}
            taken = (await self._connection.execute(_LEASE_WAITING, waiting)).all()
        return [row.id for row in sorted(taken, key=lambda row: row.next_due_at or NEVER)]

    async def renew(self, workspace: WorkspaceId, *, owner: str, lease_now: datetime, lease: timedelta) -> bool:
        renewed = await self._connection.execute(
            update(workspaces)
            .where(_row.id == workspace, _row.lease_owner == owner, _row.lease_until > lease_now)
            .values(lease_until=lease_now + lease)
        )
        return renewed.rowcount == 1

    async def release(self, workspace: WorkspaceId, *, owner: str, now: datetime) -> None:
        # The lock comes first and in a statement of its own. Whoever plans something locks the row too (`expect`): what
        # they planned is either committed before this lock is had, and then the next statement sees it, since under
        # READ COMMITTED every statement looks anew; or they wait for us, and lower what is written here.
        lease = (await self._connection.execute(_LOCK_LEASE, {"workspace": workspace})).one_or_none()
        if lease is None or lease.lease_owner != owner:
            return
        planned = (await self._connection.execute(_PLANNED, {"workspace": workspace})).one()
        by_plan = [planned.member_at, planned.reminder_at, planned.post_at, lease.fit_at]
        by_real_clock = [planned.look_up_at]
        if planned.errand_at is not None and planned.errand_at <= now and lease.tidy_at is not None:
            by_real_clock.append(lease.tidy_at)
        else:
            by_plan.append(planned.errand_at)
        await self._connection.execute(
            _RELEASE, {"released": workspace, "planned_at": _first(by_plan), "woken_at": _first(by_real_clock)}
        )
        self._expected.pop(workspace, None)
        self._woken.pop(workspace, None)

    async def break_leases(self) -> None:
        freed = update(workspaces).where(_row.lease_owner.is_not(None)).values(lease_owner=None, lease_until=None)
        await self._connection.execute(freed)

    async def expect(self, workspace: WorkspaceId, due_at: datetime) -> None:
        self._expected[workspace] = min(due_at, self._expected.get(workspace, due_at))

    async def wake(self, workspace: WorkspaceId, at: datetime) -> None:
        self._woken[workspace] = min(at, self._woken.get(workspace, at))

    async def settle(self) -> None:
        """Writes what was expected: late, so that whoever changes a plan holds up the others of a workspace shortly."""
        expected, woken = self._expected, self._woken
        self._expected, self._woken = {}, {}
        for workspace in sorted({*expected, *woken}):
            # Locked even where nothing is to be lowered: see `release`.
            row = (await self._connection.execute(_LOCK_DUE, {"workspace": workspace})).mappings().one_or_none()
            if row is None:
                continue
            sooner = {"next_due_at": expected.get(workspace), "wake_at": woken.get(workspace)}
            lowered = {
                name: at for name, at in sooner.items() if at is not None and (row[name] is None or at < row[name])
            }
            if lowered:
                await self._connection.execute(update(workspaces).where(_row.id == workspace).values(lowered))

    async def block(self, workspace: WorkspaceId, *, until: datetime) -> None:
        await self._connection.execute(
            update(workspaces)
            .where(
                _row.id == workspace,
                or_(
                    _row.blocked_until.is_(None),
                    _row.blocked_until < until,
                    _row.blocked_until > until + LONGEST_BLOCK,  # set before the clock was set back
                ),
            )
            .values(blocked_until=until)
        )
        self._read.pop(workspace, None)

    async def rest(self, workspace: WorkspaceId, *, until: datetime) -> None:
        await self._connection.execute(
            update(workspaces)
            .where(_row.id == workspace, or_(_row.tidy_at.is_(None), _row.tidy_at < until))
            .values(tidy_at=until)
        )
        self._read.pop(workspace, None)

    async def suspend(self, workspace: WorkspaceId, *, reason: str, erase_at: datetime | None = None) -> None:
        is_sooner = (
            _row.erase_at.is_(None) if erase_at is None else or_(_row.erase_at.is_(None), _row.erase_at > erase_at)
        )
        suspended = update(workspaces).where(_row.id == workspace, is_sooner)
        await self._connection.execute(suspended.values(suspended_reason=reason, erase_at=erase_at))
        self._read.pop(workspace, None)

    async def revive(self, workspace: WorkspaceId) -> None:
        # In one statement: one that is being erased at this moment is there no more when it is had.
        served = {"suspended_reason": None, "erase_at": None}
        new = _new(self._connection, workspace)
        await self._connection.execute(new.on_conflict_do_update(index_elements=[_row.id], set_=served))
        self._read.pop(workspace, None)

    async def earliest_due(self, *, now: datetime, lease_now: datetime) -> datetime | None:
        moments = []
        for row in await self._connection.execute(_NOT_SUSPENDED):
            woken_at = None if row.wake_at is None else now + (row.wake_at - lease_now)
            wait = NO_TIME if row.blocked_until is None else row.blocked_until - lease_now
            free_at = now + wait if wait <= LONGEST_BLOCK else now
            due_at = _first((row.next_due_at, woken_at))
            if due_at is not None:
                moments.append(max(due_at, free_at) if free_at > now else due_at)
        return min(moments, default=None)

    async def _get(self, workspace: WorkspaceId, *, lock: bool = False) -> Workspace | None:
        row = (await self._connection.execute(_LOCK if lock else _GET, {"workspace": workspace})).one_or_none()
        if row is None:
            return None
        return Workspace(
            id=row.id,
            bounds=Bounds(row.shortest_interval, row.longest_interval),
            blocked_until=row.blocked_until,
            tidy_at=row.tidy_at,
            suspended_reason=row.suspended_reason,
            fit_at=row.fit_at,
        )


def _new(connection: AsyncConnection, workspace: WorkspaceId) -> sqlite.Insert | postgresql.Insert:
    bounds = {"shortest_interval": DEFAULT_BOUNDS.shortest, "longest_interval": DEFAULT_BOUNDS.longest}
    return insert(connection, workspaces).values(id=workspace, **bounds)


def _first(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
