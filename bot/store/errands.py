"""Errands: the best-effort queue of cards to delete, fold or draw."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, bindparam, case, delete, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ReminderId, WorkspaceId
from bot.ports import Errand
from bot.store.bundles import inserting, packed
from bot.store.schema import errands as errand_rows
from bot.store.schema import is_urgent
from bot.store.values import from_row, to_row

_row = errand_rows.c
_PLAN = ("due_at", "attempts", "is_urgent")

_DUE = (
    select(errand_rows)
    .where(_row.workspace == bindparam("workspace"), _row.due_at <= bindparam("now"))
    .order_by(_row.due_at, _row.reminder)
    .limit(bindparam("most"))
)
_ONE = select(errand_rows).where(_row.workspace == bindparam("workspace"), _row.reminder == bindparam("reminder"))
URGENT, IN_TIME = _DUE.where(is_urgent), _DUE.where(not_(_row.is_urgent))


class SqlErrands:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, *errands: Errand) -> None:
        if not errands:
            return
        last_first = sorted(errands, key=attrgetter("due_at"), reverse=True)
        soonest = {(errand.workspace, errand.reminder): errand for errand in last_first}
        rows = [to_row(errand) for errand in soonest.values()]
        adding = _adding(self._connection.dialect.name, tuple(rows[0]))
        await self._connection.execute(adding, {"bundle": packed(self._connection, errand_rows, rows)})

    async def due(self, workspace: WorkspaceId, *, now: datetime, limit: int) -> Sequence[Errand]:
        due = {"workspace": workspace, "now": now, "most": limit}
        urgent, in_time = await self._many(URGENT, due), await self._many(IN_TIME, due)
        return [*urgent[:1], *in_time[:1], *urgent[1:], *in_time[1:]][:limit]

    async def get(self, workspace: WorkspaceId, reminder: ReminderId) -> Errand | None:
        found = await self._many(_ONE, {"workspace": workspace, "reminder": reminder})
        return found[0] if found else None

    async def finish(self, errand: Errand) -> None:
        await self._connection.execute(delete(errand_rows).where(*_key(errand)))

    async def put_off(self, errand: Errand, *, until: datetime) -> None:
        later: dict[str, Any] = {"due_at": until, "attempts": errand.attempts, "is_urgent": errand.is_urgent}
        await self._connection.execute(update(errand_rows).where(*_key(errand)).values(later))

    async def _many(self, query: Select[Any], values: dict[str, Any]) -> list[Errand]:
        return [from_row(Errand, row) for row in (await self._connection.execute(query, values)).mappings()]


def _key(errand: Errand) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _row.workspace == errand.workspace, _row.reminder == errand.reminder


@cache
def _adding(dialect: str, keys: tuple[str, ...]) -> Executable:
    new = inserting(dialect, errand_rows, keys)
    is_sooner = new.excluded.due_at < _row.due_at
    sooner = {name: case((is_sooner, new.excluded[name]), else_=_row[name]) for name in _PLAN}
    return new.on_conflict_do_update(index_elements=[_row.workspace, _row.reminder], set_=sooner)
