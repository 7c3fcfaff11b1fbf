"""Reminders, and what was ticked off on them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import MemberId, MessageRef, ReminderId, WorkspaceId
from bot.domain.reminder import Completion, Reminder
from bot.store.inserts import insert
from bot.store.portions import portions
from bot.store.schema import completions as ticks
from bot.store.schema import is_open, is_pending
from bot.store.schema import reminders as reminder_rows
from bot.store.values import from_row, to_row

_row = reminder_rows.c
_tick = ticks.c

_of_workspace = _row.workspace == bindparam("workspace")
_of_member = and_(_of_workspace, _row.member == bindparam("member"))

_GET = select(reminder_rows).where(_of_workspace, _row.id == bindparam("reminder"))
_LATEST = (
    select(reminder_rows)
    .where(_of_member, _row.sent_at.is_not(None))
    .order_by(_row.sent_at.desc(), _row.due_at.desc())
    .limit(1)
)
_SENT_BEFORE = (
    select(reminder_rows)
    .where(_of_member, _row.sent_at < bindparam("moment", type_=_row.sent_at.type))
    .order_by(_row.sent_at.desc(), _row.due_at.desc())
    .limit(bindparam("most"))
)
_OPEN = select(reminder_rows).where(_of_workspace, _row.member.in_(bindparam("members", expanding=True)), is_open)
_UNSENT = select(reminder_rows).where(_of_member, is_pending).order_by(_row.due_at)
_PENDING = (
    select(reminder_rows)
    .where(_of_workspace, is_pending, _row.due_at <= bindparam("due_by"))
    .order_by(_row.due_at, _row.id)
    .limit(bindparam("most"))
)
_SINCE = (
    select(reminder_rows)
    .where(_of_member, _row.active_on >= bindparam("active_on"), _row.sent_at.is_not(None))
    .order_by(_row.sent_at)
)
_SAVE = (
    update(reminder_rows)
    .where(_row.workspace == bindparam("of_workspace"), _row.id == bindparam("of_reminder"))
    .values(version=_row.version + 1)
    .returning(_row.version)
)
_COMPLETIONS = (
    select(_tick.reminder, _tick.exercise, _tick.completed_at)
    .where(_tick.workspace == bindparam("workspace"), _tick.reminder.in_(bindparam("reminders", expanding=True)))
    .order_by(_tick.completed_at)
)


class SqlReminders:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, reminders: Sequence[Reminder]) -> None:
        if reminders:
            rows = [_values(reminder) for reminder in reminders]
            await self._connection.execute(insert(self._connection, reminder_rows).on_conflict_do_nothing(), rows)

    async def get(self, workspace: WorkspaceId, reminder: ReminderId, *, lock: bool = False) -> Reminder | None:
        return await self._one(_GET, {"workspace": workspace, "reminder": reminder}, lock=lock)

    async def save(self, reminder: Reminder) -> Reminder:
        values = _values(reminder)
        del values["version"]  # counted by the database
        key = {"of_workspace": values.pop("workspace"), "of_reminder": values.pop("id")}
        saved = await self._connection.execute(_SAVE, values | key)
        return replace(reminder, version=saved.scalar_one())

    async def latest(self, workspace: WorkspaceId, member: MemberId, *, lock: bool = False) -> Reminder | None:
        return await self._one(_LATEST, {"workspace": workspace, "member": member}, lock=lock)

    async def sent_before(
        self, workspace: WorkspaceId, member: MemberId, moment: datetime, *, limit: int
    ) -> Sequence[Reminder]:
        mine = {"workspace": workspace, "member": member}
        return await self._many(_SENT_BEFORE, mine | {"moment": moment, "most": limit})

    async def open_ones(self, workspace: WorkspaceId, members: Sequence[MemberId]) -> Sequence[Reminder]:
        found: list[Reminder] = []
        for portion in portions(members):
            found += await self._many(_OPEN, {"workspace": workspace, "members": portion})
        return found

    async def unsent(self, workspace: WorkspaceId, member: MemberId) -> Sequence[Reminder]:
        return await self._many(_UNSENT, {"workspace": workspace, "member": member})

    async def pending(self, workspace: WorkspaceId, *, due_by: datetime, limit: int) -> Sequence[Reminder]:
        return await self._many(_PENDING, {"workspace": workspace, "due_by": due_by, "most": limit})

    async def since(self, workspace: WorkspaceId, member: MemberId, *, active_on: date) -> Sequence[Reminder]:
        return await self._many(_SINCE, {"workspace": workspace, "member": member, "active_on": active_on})

    async def complete(self, reminder: Reminder, exercise: str, *, at: datetime) -> bool:
        new = insert(self._connection, ticks).on_conflict_do_nothing().returning(_tick.exercise)
        row = {
            "workspace": reminder.workspace,
            "reminder": reminder.id,
            "exercise": exercise,
            "member": reminder.member,
            "origin": reminder.origin,
            "active_on": reminder.active_on,
            "completed_at": at,
        }
        return (await self._connection.execute(new, row)).one_or_none() is not None

    async def take_back(self, reminder: Reminder, *, exercise: str | None = None) -> None:
        taken = delete(ticks).where(_tick.workspace == reminder.workspace, _tick.reminder == reminder.id)
        await self._connection.execute(taken if exercise is None else taken.where(_tick.exercise == exercise))

    async def completions(self, workspace: WorkspaceId, reminders: Sequence[ReminderId]) -> Sequence[Completion]:
        found: list[Completion] = []
        for portion in portions(reminders):
            rows = await self._connection.execute(_COMPLETIONS, {"workspace": workspace, "reminders": portion})
            found += (from_row(Completion, row) for row in rows.mappings())
        return found

    async def last_completed_at(self, workspace: WorkspaceId, member: MemberId) -> datetime | None:
        return await self._latest(_tick.completed_at, _tick.workspace == workspace, _tick.member == member)

    async def last_closed_at(self, workspace: WorkspaceId, member: MemberId, *, state: str) -> datetime | None:
        mine = _row.workspace == workspace, _row.member == member
        return await self._latest(_row.closed_at, *mine, _row.state == state)

    async def _latest(self, column: ColumnElement[Any], *conditions: ColumnElement[bool]) -> datetime | None:
        latest: datetime | None = await self._connection.scalar(select(func.max(column)).where(*conditions))
        return latest

    async def _one(self, query: Select[Any], values: Mapping[str, Any], *, lock: bool) -> Reminder | None:
        locking = query.with_for_update(key_share=True) if lock else query
        row = (await self._connection.execute(locking, values)).mappings().one_or_none()
        return _reminder(row) if row else None

    async def _many(self, query: Select[Any], values: Mapping[str, Any]) -> list[Reminder]:
        return [_reminder(row) for row in (await self._connection.execute(query, values)).mappings()]


def _reminder(row: RowMapping) -> Reminder:
    ref = MessageRef(row["channel"], row["message_ts"]) if row["message_ts"] else None
    return from_row(Reminder, row, ref=ref)


def _values(reminder: Reminder) -> dict[str, Any]:
    ref = reminder.ref
    return to_row(reminder, "ref") | {
        "offered": len(reminder.exercises),
        "channel": ref.channel if ref else None,
        "message_ts": ref.ts if ref else None,
    }
