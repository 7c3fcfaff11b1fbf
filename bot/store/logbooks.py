"""Logbooks: each member's recent days, and the record of all that were before them.

A record is brought forward when its member is read, about once a week, so that a reading takes as long after ten years
as after ten days. What changes one of its days drops it (see `daily_sums`); the next one goes on from the archive of
days that are no longer kept (see `old_rows`).
"""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import and_, bindparam, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.scoring import NO_RECORD, Day, Logbook, Record, recorded_until, week_of
from bot.store.portions import portions
from bot.store.records import record_of, save_records
from bot.store.schema import archives, daily_sums, records
from bot.store.schema import members as member_rows

READ_AT_ONCE = 50
"""Members: a first reading goes through whole histories, and everybody else waits while their rows are unpacked."""

_sum = daily_sums.c

_of_members = and_(_sum.workspace == bindparam("workspace"), _sum.member.in_(bindparam("members", expanding=True)))
_DAYS = (
    select(_sum.member, _sum.active_on, _sum.delivered, _sum.done)
    .where(_of_members, _sum.active_on >= bindparam("since"), or_(_sum.delivered > 0, _sum.done > 0))
    .order_by(_sum.active_on)
)
_RECORDS, _ARCHIVES = (
    select(*table.c, literal(table is archives).label("is_archive")).where(
        table.c.workspace == bindparam("workspace"), table.c.member.in_(bindparam("members", expanding=True))
    )
    for table in (records, archives)
)
_RECORDED = union_all(_RECORDS, _ARCHIVES)
_HOLD = (
    select(member_rows.c.id)
    .where(
        member_rows.c.workspace == bindparam("workspace"), member_rows.c.id.in_(bindparam("members", expanding=True))
    )
    .order_by(member_rows.c.id)
    .with_for_update(key_share=True, skip_locked=True)
)


class Logbooks:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(
        self, workspace: WorkspaceId, members: Sequence[MemberId], *, today: date
    ) -> Mapping[MemberId, Logbook]:
        """Brings the records that lie behind forward, where nobody else holds the member."""
        found: dict[MemberId, Logbook] = {}
        for portion in portions(members, most=READ_AT_ONCE):
            found |= await self._of(workspace, portion, today=today)
        return found

    async def _of(self, workspace: WorkspaceId, members: Sequence[MemberId], *, today: date) -> dict[MemberId, Logbook]:
        goal = recorded_until(today)
        known = await self._records(workspace, members, today=today)
        held = await self._held(workspace, [member for member in members if known[member].until < goal])
        if held:
            known |= await self._records(workspace, held, today=today)  # it may have been dropped until we held it
        found = await self._written_out(workspace, known)
        brought = {member: found[member].recorded(goal) for member in held}
        made = {member: logbook.record for member, logbook in brought.items()}
        await save_records(self._connection, records, workspace, made)
        return found | brought

    async def _records(
        self, workspace: WorkspaceId, members: Sequence[MemberId], *, today: date
    ) -> dict[MemberId, Record]:
        """What is recorded of each; the archive alone where a record goes further than it should, after the clock was
        set back.
        """
        found = dict.fromkeys(members, NO_RECORD)
        for row in await self._connection.execute(_RECORDED, {"workspace": workspace, "members": members}):
            if row.until > found[row.member].until and (row.is_archive or row.until < week_of(today)):
                found[row.member] = record_of(row)
        return found

    async def _held(self, workspace: WorkspaceId, members: Sequence[MemberId]) -> list[MemberId]:
        """Those of them whom nobody else holds, held: their days stay as they are until the transaction ends.

        It waits for nobody, since it may come after locks that members' own come before.
        """
        if not members:
            return []
        return list(await self._connection.scalars(_HOLD, {"workspace": workspace, "members": members}))

    async def _written_out(self, workspace: WorkspaceId, known: Mapping[MemberId, Record]) -> dict[MemberId, Logbook]:
        """Each record with the days from its end on; those that end alike are read together."""
        alike: dict[date, list[MemberId]] = {}
        for member, record in known.items():
            alike.setdefault(record.until, []).append(member)
        days: dict[MemberId, list[Day]] = {member: [] for member in known}
        for since, members in alike.items():
            wanted = {"workspace": workspace, "members": members, "since": since}
            for member, active_on, delivered, done in await self._connection.execute(_DAYS, wanted):
                days[member].append(Day(active_on=active_on, delivered=delivered, done=done))
        return {member: Logbook(record=record, days=tuple(days[member])) for member, record in known.items()}
