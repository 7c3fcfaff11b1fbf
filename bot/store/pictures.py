"""Pictures: what became of their files in each workspace."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import WorkspaceId
from bot.ports import Upload
from bot.store.inserts import insert
from bot.store.schema import pictures
from bot.store.values import from_row, to_row

_row = pictures.c
_OF = select(pictures).where(_row.workspace == bindparam("workspace")).order_by(_row.checksum)


class SqlPictures:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, workspace: WorkspaceId) -> Sequence[Upload]:
        rows = await self._connection.execute(_OF, {"workspace": workspace})
        return [from_row(Upload, row) for row in rows.mappings()]

    async def put(self, *uploads: Upload) -> None:
        for upload in sorted(uploads, key=lambda one: one.checksum):
            values = to_row(upload)
            new = insert(self._connection, pictures).values(values)
            instead = new.on_conflict_do_update(index_elements=[_row.workspace, _row.checksum], set_=values)
            await self._connection.execute(instead)
