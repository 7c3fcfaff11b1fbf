"""Records as rows: of the days that may still change, and in the archive of those that are no longer kept."""

from collections.abc import Mapping

from sqlalchemy import Row, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.scoring import Record
from bot.domain.streak import Streak
from bot.store.inserts import insert


def record_of(row: Row[tuple[object, ...]]) -> Record:
    """The record that a row of either table holds."""
    streak = Streak(length=row.run, best=row.best_run, free_days=row.free_days)
    return Record(until=row.until, best_week=row.best_week, streak=streak)


async def save_records(
    connection: AsyncConnection, table: Table, workspace: WorkspaceId, made: Mapping[MemberId, Record]
) -> None:
    """Writes them in place of the older ones."""
    rows = [
        {
            "workspace": workspace,
            "member": member,
            "until": record.until,
            "best_week": record.best_week,
            "run": record.streak.length,
            "best_run": record.streak.best,
            "free_days": record.streak.free_days,
        }
        for member, record in sorted(made.items())
    ]
    if rows:
        new = insert(connection, table)
        changed = {name: new.excluded[name] for name in rows[0].keys() - {"workspace", "member"}}
        upsert = new.on_conflict_do_update(index_elements=[table.c.workspace, table.c.member], set_=changed)
        await connection.execute(upsert, rows)
