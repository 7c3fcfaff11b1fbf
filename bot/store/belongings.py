"""Belongings: everything that is stored about one member, to be handed out or to be erased."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.belongings import Everything
from bot.domain.board import ChannelPost
from bot.domain.ids import MemberId, MessageRef, WorkspaceId
from bot.domain.member import Member
from bot.domain.reminder import WITHDRAWN, Completion, Reminder, State
from bot.domain.scoring import Day, Record
from bot.ports import Erased
from bot.store.named_in_posts import NamedInPosts
from bot.store.notices import SqlNotices
from bot.store.records import record_of
from bot.store.reminders import reminder_of
from bot.store.schema import (
    archives,
    channel_posts,
    completions,
    daily_sums,
    errands,
    is_open,
    is_pending,
    members,
    notices,
    records,
    reminders,
)
from bot.store.values import by_key, from_row

_row = reminders.c

_has_errand = exists().where(errands.c.workspace == _row.workspace, errands.c.reminder == _row.id)
_still_shown: ColumnElement[bool] = and_(
    _row.message_ts.is_not(None),
    ~_row.removed,
    or_(
        is_open,
        and_(or_(_row.state.in_([State.SNOOZED, State.MISSED]), _row.reason == WITHDRAWN), _has_errand),
    ),
)
"""Cards that stand open, and those that were to go or to fold."""
_begun = and_(is_pending, _row.attempted_at.is_not(None))


class SqlBelongings:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._posts = NamedInPosts(connection)

    async def everything(self, workspace: WorkspaceId, member: MemberId) -> Everything | None:
        found = await self._member(_of(members, workspace, member))
        if found is None:
            return None
        of_reminders = _of(reminders, workspace, member).order_by(_row.due_at)
        return Everything(
            member=found,
            reminders=await self._reminders(of_reminders),
            completions=await self._completions(workspace, member),
            days=await self._days(workspace, member),
            record=await self._record(records, workspace, member),
            archive=await self._record(archives, workspace, member),
            set_up=await self._set_up(workspace, member),
            posts=await self._posts.about(workspace, member),
            notice=next(iter(await SqlNotices(self._connection).lock(workspace, [member])), None),
        )

    async def erase(self, workspace: WorkspaceId, member: MemberId) -> Erased | None:
        # For good, not only against other writers: from here on nothing new can refer to them, and whoever was about
        # to name them has done so.
        found = await self._member(_of(members, workspace, member).with_for_update())
        if found is None:
            return None
        mine = _of(reminders, workspace, member).order_by(_row.id).with_for_update()
        cards = await self._reminders(mine.where(_still_shown))
        heard = await self._reminders(mine.where(_row.guide_sound.is_not(None)))
        sounds = [MessageRef(one.ref.channel, one.guide_sound) for one in heard if one.ref and one.guide_sound]
        attempts = await self._reminders(mine.where(_begun))
        await self._delete_rows(workspace, member)
        posts = await self._posts.forget(workspace, member)
        return Erased(channel=found.channel, cards=cards, attempts=attempts, posts=posts, sounds=sounds)

    async def _delete_rows(self, workspace: WorkspaceId, member: MemberId) -> None:
        """From the leaves on, so that no deletion cascades."""
        own = select(_row.id).where(_row.workspace == workspace, _row.member == member)
        await self._connection.execute(own.order_by(_row.id).with_for_update())
        on_own = delete(errands).where(errands.c.workspace == workspace, errands.c.reminder.in_(own))
        await self._connection.execute(on_own)
        for table in (completions, reminders, daily_sums, records, archives, notices, members):
            await self._connection.execute(delete(table).where(*_whose(table, workspace, member)))

    async def _member(self, query: Select[Any]) -> Member | None:
        rows = by_key(members, await self._connection.execute(query))
        return next((Member(**row) for row in rows), None)

    async def _reminders(self, query: Select[Any]) -> Sequence[Reminder]:
        return [reminder_of(row) for row in by_key(reminders, await self._connection.execute(query))]

    async def _completions(self, workspace: WorkspaceId, member: MemberId) -> Sequence[Completion]:
        query = _of(completions, workspace, member).order_by(completions.c.completed_at)
        return [from_row(Completion, row) for row in (await self._connection.execute(query)).mappings()]

    async def _days(self, workspace: WorkspaceId, member: MemberId) -> Sequence[Day]:
        query = _of(daily_sums, workspace, member).order_by(daily_sums.c.active_on)
        return [from_row(Day, row) for row in (await self._connection.execute(query)).mappings()]

    async def _record(self, table: Table, workspace: WorkspaceId, member: MemberId) -> Record | None:
        row = (await self._connection.execute(_of(table, workspace, member))).one_or_none()
        return None if row is None else record_of(row)

    async def _set_up(self, workspace: WorkspaceId, member: MemberId) -> Sequence[ChannelPost]:
        plan = channel_posts.c
        query = select(channel_posts).where(plan.workspace == workspace, plan.set_by == member).order_by(plan.channel)
        return [from_row(ChannelPost, row) for row in (await self._connection.execute(query)).mappings()]


def _of(table: Table, workspace: WorkspaceId, member: MemberId) -> Select[Any]:
    return select(table).where(*_whose(table, workspace, member))


def _whose(table: Table, workspace: WorkspaceId, member: MemberId) -> tuple[ColumnElement[bool], ...]:
    own = table.c.id if table is members else table.c.member
    return table.c.workspace == workspace, own == member
