"""Errands: the best-effort queue of old cards to delete or fold."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import WorkspaceId
from bot.ports import Errand
from bot.store.inserts import insert
from bot.store.schema import errands
from bot.store.values import from_row, to_row

_row = errands.c

_DUE = (
    select(errands)
    .where(_row.workspace == bindparam("workspace"), _row.due_at <= bindparam("now"))
    .order_by(_row.due_at, _row.reminder)
    .limit(bindparam("most"))
)


class SqlErrands:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, errand: Errand) -> None:
        new = insert(self._connection, errands)
        earlier = case((new.excluded.due_at < _row.due_at, new.excluded.due_at), else_=_row.due_at)
        key = [_row.workspace, _row.reminder]
        sooner = new.on_conflict_do_update(index_elements=key, set_={"due_at": earlier})
        await self._connection.execute(sooner, to_row(errand))

    async def due(self, workspace: WorkspaceId, *, now: datetime, limit: int) -> Sequence[Errand]:
        rows = await self._connection.execute(_DUE, {"workspace": workspace, "now": now, "most": limit})
        return [from_row(Errand, row) for row in rows.mappings()]

    async def finish(self, errand: Errand) -> None:
        await self._connection.execute(delete(errands).where(*_key(errand)))

    async def put_off(self, errand: Errand, *, until: datetime) -> None:
        later: dict[str, Any] = {"due_at": until, "attempts": errand.attempts}
        await self._connection.execute(update(errands).where(*_key(errand)).values(later))


def _key(errand: Errand) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _row.workspace == errand.workspace, _row.reminder == errand.reminder
