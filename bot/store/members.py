"""Members: the people of a workspace who joined, and when each is next to be reminded."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.member import Member
from bot.store.among import among
from bot.store.bundles import update_all
from bot.store.inserts import insert
from bot.store.portions import portions
from bot.store.schema import members as member_rows
from bot.store.values import by_key, to_row

_row = member_rows.c

can_be_reminded: ColumnElement[bool] = and_(
    _row.next_at.is_not(None), _row.stopped_at.is_(None), _row.suspended_reason.is_(None)
)
"""Who is in the plan at all. What is claimed and what is waited for must agree, or the bell would ring in vain."""

_GET = select(member_rows).where(_row.workspace == bindparam("workspace"), _row.id == bindparam("member"))
_LOCK = _GET.with_for_update(key_share=True)
_OF = select(member_rows).where(_row.workspace == bindparam("workspace"), among(_row.id, "members"))
_LOCK_ALL = _OF.order_by(_row.id).with_for_update(key_share=True)
_HOLD = (
    select(_row.id)
    .where(_row.workspace == bindparam("workspace"), among(_row.id, "members"))
    .order_by(_row.id)
    .with_for_update(read=True, key_share=True, skip_locked=True)
)
_SAVE = update(member_rows).where(_row.workspace == bindparam("of_workspace"), _row.id == bindparam("of_member"))
_CLAIM = (
    select(member_rows)
    .where(_row.workspace == bindparam("workspace"), can_be_reminded, _row.next_at <= bindparam("now"))
    .order_by(_row.next_at, _row.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True)
)


class SqlMembers:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, workspace: WorkspaceId, member: MemberId, *, lock: bool = False) -> Member | None:
        key = {"workspace": workspace, "member": member}
        return next(iter(await self._many(_LOCK if lock else _GET, key)), None)

    async def of(self, workspace: WorkspaceId, members: Sequence[MemberId]) -> Sequence[Member]:
        found: list[Member] = []
        for portion in portions(members):
            found += await self._many(_OF, {"workspace": workspace, "members": portion})
        return found

    async def lock(self, workspace: WorkspaceId, members: Sequence[MemberId]) -> Sequence[Member]:
        return await self._many(_LOCK_ALL, {"workspace": workspace, "members": sorted(members)})

    async def hold(self, workspace: WorkspaceId, members: Collection[MemberId]) -> frozenset[MemberId]:
        found = await self._connection.scalars(_HOLD, {"workspace": workspace, "members": sorted(members)})
        return frozenset(found)

    async def all_active(self, workspace: WorkspaceId) -> Sequence[Member]:
        query = select(member_rows).where(_row.workspace == workspace, _row.stopped_at.is_(None))
        return await self._many(query)

    async def add(self, member: Member) -> bool:
        new = insert(self._connection, member_rows).on_conflict_do_nothing().returning(_row.id)
        return (await self._connection.execute(new, to_row(member))).first() is not None

    async def save(self, member: Member) -> None:
        await self._connection.execute(_SAVE, _values(member))

    async def save_all(self, members: Sequence[Member]) -> None:
        if members:
            await update_all(self._connection, member_rows, [to_row(member) for member in members])

    async def claim_due(self, workspace: WorkspaceId, *, now: datetime, limit: int) -> Sequence[Member]:
        return await self._many(_CLAIM, {"workspace": workspace, "now": now, "most": limit})

    async def save_plans(self, workspace: WorkspaceId, plans: Mapping[MemberId, datetime | None]) -> None:
        rows = [{"workspace": workspace, "id": member, "next_at": next_at} for member, next_at in plans.items()]
        if rows:
            await update_all(self._connection, member_rows, rows)

    async def _many(self, query: Select[Any], values: Mapping[str, Any] | None = None) -> list[Member]:
        return [Member(**row) for row in by_key(member_rows, await self._connection.execute(query, values))]


def _values(member: Member) -> dict[str, Any]:
    values = to_row(member)
    return values | {"of_workspace": values.pop("workspace"), "of_member": values.pop("id")}
