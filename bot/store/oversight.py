"""A workspace as a whole: the numbers its admin sees, its bounds, and who is outside them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, case, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.board import ChannelPost
from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.spread import Bounds
from bot.ports import Census, Workspace
from bot.store.schema import channel_posts, members, notices, workspaces
from bot.store.values import from_row
from bot.store.workspaces import SqlWorkspaces

_plan, _member, _owed, _row = channel_posts.c, members.c, notices.c, workspaces.c


class SqlOversight:
    def __init__(self, connection: AsyncConnection, workspaces: SqlWorkspaces) -> None:
        self._connection = connection
        self._workspaces = workspaces

    async def census(self, workspace: WorkspaceId) -> Census:
        reason = _member.suspended_reason
        counted = select(reason, func.count()).where(_member.workspace == workspace, _member.stopped_at.is_(None))
        rows = (await self._connection.execute(counted.group_by(reason))).all()
        return Census(
            members=sum(count for _, count in rows),
            unreachable={str(reason): count for reason, count in rows if reason is not None},
        )

    async def posts(self, workspace: WorkspaceId) -> Sequence[ChannelPost]:
        query = select(channel_posts).where(_plan.workspace == workspace).order_by(_plan.channel)
        return [from_row(ChannelPost, row) for row in (await self._connection.execute(query)).mappings()]

    async def change_bounds(self, workspace: WorkspaceId, bounds: Bounds, *, fit_at: datetime) -> None:
        await self._workspaces.ensure(workspace)
        changed = update(workspaces).where(_row.id == workspace)
        values = {"shortest_interval": bounds.shortest, "longest_interval": bounds.longest, "fit_at": fit_at}
        await self._connection.execute(changed.values(values))
        self._workspaces.forget(workspace)

    async def outside(self, workspace: WorkspaceId, bounds: Bounds, *, limit: int) -> Sequence[MemberId]:
        shortest, longest = (
            literal(bounds.shortest, _owed.moved_from.type),
            literal(bounds.longest, _owed.moved_from.type),
        )
        wanted = case(
            (_owed.moved_from < shortest, shortest), (_owed.moved_from > longest, longest), else_=_owed.moved_from
        )
        is_moved_otherwise = and_(
            _owed.begun_at.is_(None),
            _owed.moved_to == _member.interval,
            wanted != _owed.moved_to,
        )
        same = and_(_owed.workspace == _member.workspace, _owed.member == _member.id)
        query = (
            select(_member.id)
            .select_from(members.outerjoin(notices, same))
            .where(_member.workspace == workspace, _member.stopped_at.is_(None))
            .where(or_(_member.interval < shortest, _member.interval > longest, is_moved_otherwise))
            .order_by(_member.id)
            .limit(limit)
        )
        return [MemberId(found) for found in await self._connection.scalars(query)]

    async def fitted(self, workspace: Workspace, *, next_at: datetime | None) -> None:
        unchanged = (
            _row.id == workspace.id,
            _row.fit_at == workspace.fit_at,
            _row.shortest_interval == workspace.bounds.shortest,
            _row.longest_interval == workspace.bounds.longest,
        )
        await self._connection.execute(update(workspaces).where(*unchanged).values(fit_at=next_at))
        self._workspaces.forget(workspace.id)
