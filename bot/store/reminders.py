"""Reminders, and what was ticked off on them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import MemberId, MessageRef, MessageTs, ReminderId, WorkspaceId
from bot.domain.reminder import WITHDRAWN, Completion, Reminder, State
from bot.store.among import among
from bot.store.bundles import insert_all, update_all
from bot.store.daily_sums import DailySums
from bot.store.inserts import insert
from bot.store.portions import portions
from bot.store.schema import completions as ticks
from bot.store.schema import is_open, is_pending, look_up_due
from bot.store.schema import members as member_rows
from bot.store.schema import reminders as reminder_rows
from bot.store.values import by_key, from_row, to_row

_row = reminder_rows.c
_tick = ticks.c

_of_workspace = _row.workspace == bindparam("workspace")
_of_member = and_(_of_workspace, _row.member == bindparam("member"))

_of_members = and_(_of_workspace, among(_row.member, "members"))

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
_LOCK_ALL = (
    select(reminder_rows)
    .where(_of_workspace, among(_row.id, "reminders"))
    .order_by(_row.id)
    .with_for_update(key_share=True)
)
_OPEN = select(reminder_rows).where(_of_members, is_open)
_UNSENT = select(reminder_rows).where(_of_member, is_pending).order_by(_row.due_at)
_UNSENT_OF = select(reminder_rows).where(_of_members, is_pending).order_by(_row.due_at)
_TO_POST = (
    select(reminder_rows)
    .where(_of_workspace, is_pending, _row.attempted_at.is_(None), _row.due_at <= bindparam("due_by"))
    .order_by(_row.due_at, _row.id)
    .limit(bindparam("most"))
)
_TO_LOOK_UP = (
    select(reminder_rows)
    .where(
        _of_workspace,
        is_pending,
        _row.attempted_at.is_not(None),
        look_up_due <= bindparam("lease_now", type_=_row.look_up_at.type),
    )
    .order_by(look_up_due, _row.id)
    .limit(bindparam("most"))
)
_STANDING = select(reminder_rows).where(
    _of_members,
    _row.active_on >= bindparam("since"),
    _row.state.in_([State.MISSED, State.SNOOZED]),
    not_(_row.removed),
    _row.sent_at.is_not(None),
)
_SINCE = (
    select(reminder_rows)
    .where(_of_member, _row.active_on >= bindparam("active_on"), _row.sent_at.is_not(None))
    .order_by(_row.sent_at)
)
_NOTE_SOUND = (
    update(reminder_rows)
    .where(_row.workspace == bindparam("of_workspace"), _row.id == bindparam("of_reminder"))
    .values(guide_sound=bindparam("sound"))
)
_SAVE = (
    update(reminder_rows)
    .where(_row.workspace == bindparam("of_workspace"), _row.id == bindparam("of_reminder"))
    .values(version=_row.version + 1)
    .returning(_row.version)
)
_COUNT_DONE = select(func.count()).select_from(
    select(_row.id).where(_of_member, _row.state == State.DONE).limit(bindparam("most")).subquery()
)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Before every reminder."""
_boundary = (
    select(_row.sent_at)
    .where(_row.workspace == member_rows.c.workspace, _row.member == member_rows.c.id, _row.sent_at.is_not(None))
    .order_by(_row.sent_at.desc())
    .limit(1)
    .offset(bindparam("before"))
    .scalar_subquery()
)
_newest = (
    select(
        member_rows.c.workspace,
        member_rows.c.id,
        func.coalesce(_boundary, bindparam("beginning", type_=_row.sent_at.type)).label("since"),
    )
    .where(member_rows.c.workspace == bindparam("workspace"), among(member_rows.c.id, "members"))
    .cte("newest")
)
_RECENT = (
    select(reminder_rows)
    .join(_newest, and_(_newest.c.workspace == _row.workspace, _newest.c.id == _row.member))
    .where(_row.sent_at >= _newest.c.since)
    .order_by(_row.sent_at.desc(), _row.due_at.desc())
)
_COMPLETIONS = (
    select(_tick.reminder, _tick.exercise, _tick.completed_at)
    .where(_tick.workspace == bindparam("workspace"), among(_tick.reminder, "reminders"))
    .order_by(_tick.completed_at)
)


class SqlReminders:
    def __init__(self, connection: AsyncConnection, sums: DailySums) -> None:
        self._connection = connection
        self._sums = sums

    async def add(self, reminders: Sequence[Reminder]) -> None:
        if reminders:
            rows = _without_empty([_values(reminder) for reminder in reminders])
            await insert_all(self._connection, reminder_rows, rows)
            self._sums.touch(*(reminder for reminder in reminders if reminder.sent_at is not None))

    async def get(self, workspace: WorkspaceId, reminder: ReminderId, *, lock: bool = False) -> Reminder | None:
        return await self._one(_GET, {"workspace": workspace, "reminder": reminder}, lock=lock)

    async def save(self, reminder: Reminder) -> Reminder:
        self._touch([reminder])
        saved = await self._connection.execute(_SAVE, _changes(reminder))
        return replace(reminder, version=saved.scalar_one())

    async def note_sound(self, workspace: WorkspaceId, reminder: ReminderId, sound: MessageTs | None) -> None:
        noted = {"of_workspace": workspace, "of_reminder": reminder, "sound": sound}
        await self._connection.execute(_NOTE_SOUND, noted)

    async def lock(self, workspace: WorkspaceId, reminders: Sequence[ReminderId]) -> Sequence[Reminder]:
        return await self._many(_LOCK_ALL, {"workspace": workspace, "reminders": sorted(reminders)})

    async def save_all(self, reminders: Sequence[Reminder]) -> Sequence[Reminder]:
        if reminders:
            self._touch(reminders)
            rows = [_values(reminder) for reminder in reminders]
            await update_all(self._connection, reminder_rows, rows, counting="version")
        return [replace(reminder, version=reminder.version + 1) for reminder in reminders]

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

    async def recent(
        self, workspace: WorkspaceId, members: Sequence[MemberId], *, limit: int
    ) -> Mapping[MemberId, Sequence[Reminder]]:
        wanted = {"workspace": workspace, "members": members, "before": limit - 1, "beginning": BEGINNING}
        newest_first = await self._many(_RECENT, wanted)
        return {member: found[:limit] for member, found in _by_member(newest_first).items()}

    async def unsent(self, workspace: WorkspaceId, member: MemberId) -> Sequence[Reminder]:
        return await self._many(_UNSENT, {"workspace": workspace, "member": member})

    async def unsent_of(
        self, workspace: WorkspaceId, members: Sequence[MemberId]
    ) -> Mapping[MemberId, Sequence[Reminder]]:
        return _by_member(await self._many(_UNSENT_OF, {"workspace": workspace, "members": members}))

    async def to_post(self, workspace: WorkspaceId, *, due_by: datetime, limit: int) -> Sequence[Reminder]:
        return await self._many(_TO_POST, {"workspace": workspace, "due_by": due_by, "most": limit})

    async def to_look_up(self, workspace: WorkspaceId, *, lease_now: datetime, limit: int) -> Sequence[Reminder]:
        return await self._many(_TO_LOOK_UP, {"workspace": workspace, "lease_now": lease_now, "most": limit})

    async def standing(self, workspace: WorkspaceId, members: Sequence[MemberId], *, since: date) -> Sequence[Reminder]:
        return await self._many(_STANDING, {"workspace": workspace, "members": members, "since": since})

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
        self._sums.touch(reminder)
        return (await self._connection.execute(new, row)).one_or_none() is not None

    async def take_back(self, reminder: Reminder, *, exercise: str | None = None) -> None:
        self._sums.touch(reminder)
        taken = delete(ticks).where(_tick.workspace == reminder.workspace, _tick.reminder == reminder.id)
        await self._connection.execute(taken if exercise is None else taken.where(_tick.exercise == exercise))

    async def completions(self, workspace: WorkspaceId, reminders: Sequence[ReminderId]) -> Sequence[Completion]:
        found: list[Completion] = []
        for portion in portions(reminders):
            rows = await self._connection.execute(_COMPLETIONS, {"workspace": workspace, "reminders": portion})
            found += (from_row(Completion, row) for row in rows.mappings())
        return found

    async def count_done(self, workspace: WorkspaceId, member: MemberId, *, most: int) -> int:
        mine = {"workspace": workspace, "member": member, "most": most}
        return int(await self._connection.scalar(_COUNT_DONE, mine) or 0)

    async def last_completed_at(self, workspace: WorkspaceId, member: MemberId) -> datetime | None:
        return await self._latest(_tick.completed_at, _tick.workspace == workspace, _tick.member == member)

    async def last_closed_at(self, workspace: WorkspaceId, member: MemberId, *, state: str) -> datetime | None:
        mine = _row.workspace == workspace, _row.member == member
        return await self._latest(_row.closed_at, *mine, _row.state == state)

    def _touch(self, saved: Sequence[Reminder]) -> None:
        """A reminder is sent by becoming `sent`; what becomes of it later changes no sum, unless it is withdrawn."""
        self._sums.touch(*(one for one in saved if one.state is State.SENT or one.reason == WITHDRAWN))

    async def _latest(self, column: ColumnElement[Any], *conditions: ColumnElement[bool]) -> datetime | None:
        latest: datetime | None = await self._connection.scalar(select(func.max(column)).where(*conditions))
        return latest

    async def _one(self, query: Select[Any], values: Mapping[str, Any], *, lock: bool) -> Reminder | None:
        locking = query.with_for_update(key_share=True) if lock else query
        return next(iter(await self._many(locking, values)), None)

    async def _many(self, query: Select[Any], values: Mapping[str, Any]) -> list[Reminder]:
        return [reminder_of(row) for row in by_key(reminder_rows, await self._connection.execute(query, values))]


def reminder_of(row: dict[str, Any]) -> Reminder:
    del row["offered"]
    channel, ts = row.pop("channel"), row.pop("message_ts")
    return Reminder(**row, ref=MessageRef(channel, ts) if ts else None)


def _by_member(reminders: Sequence[Reminder]) -> dict[MemberId, list[Reminder]]:
    found: dict[MemberId, list[Reminder]] = {}
    for reminder in reminders:
        found.setdefault(reminder.member, []).append(reminder)
    return found


def _changes(reminder: Reminder) -> dict[str, Any]:
    """Every column but the version, which the database counts."""
    values = _values(reminder)
    del values["version"]
    return values | {"of_workspace": values.pop("workspace"), "of_reminder": values.pop("id")}


def _without_empty(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows without the columns that are NULL in all of them, a third of those of an intent."""
    filled = [name for name in rows[0] if [row[name] for row in rows].count(None) < len(rows)]
    read = itemgetter(*filled)
    return [dict(zip(filled, read(row), strict=True)) for row in rows]


def _values(reminder: Reminder) -> dict[str, Any]:
    ref = reminder.ref
    return to_row(reminder, "ref") | {
        "offered": len(reminder.exercises),
        "channel": ref.channel if ref else None,
        "message_ts": ref.ts if ref else None,
    }
