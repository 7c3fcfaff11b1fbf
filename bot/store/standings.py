"""Standings: what was offered and done between two moments, added up by the database from the rows of that time.

A tally is a heap of facts, one row each, summed by member. Every member asked for is in the answers, with nothing where
there is nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, bindparam, func, literal, not_, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from bot.domain.board import Tally
from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.member import Visibility
from bot.domain.scoring import Logbook
from bot.store.daily_sums import DailySums
from bot.store.logbooks import Logbooks
from bot.store.portions import portions
from bot.store.schema import completions, is_open, reminders
from bot.store.schema import members as member_rows

_row = reminders.c
_tick = completions.c
_zero, _one = literal(0), literal(1)

Conditions = tuple[ColumnElement[bool], ...]

_active = and_(member_rows.c.workspace == bindparam("workspace"), member_rows.c.stopped_at.is_(None))
_SHOWN = select(member_rows.c.id).where(_active, member_rows.c.visibility == Visibility.SHOWN)
# Counted member by member: then no statistics can talk the database into reading the whole history.
_ticks = (
    select(func.count())
    .where(
        _tick.workspace == member_rows.c.workspace,
        _tick.member == member_rows.c.id,
        _tick.completed_at > bindparam("after"),
        _tick.completed_at <= bindparam("until"),
    )
    .scalar_subquery()
)
_DONE = select(member_rows.c.id, _ticks.label("done")).where(_active)


class SqlStandings:
    def __init__(self, connection: AsyncConnection, sums: DailySums) -> None:
        self._connection = connection
        self._sums = sums
        self._logbooks = Logbooks(connection)

    async def logbooks(
        self, workspace: WorkspaceId, members: Sequence[MemberId], *, today: date
    ) -> Mapping[MemberId, Logbook]:
        await self._sums.settle()  # what this very transaction did counts too
        return await self._logbooks.of(workspace, members, today=today)

    async def tallies(
        self, workspace: WorkspaceId, members: Sequence[MemberId], *, after: datetime, until: datetime
    ) -> Mapping[MemberId, Tally]:
        found = dict.fromkeys(members, Tally(done=0, reminders=0, offered=0, done_of_offered=0))
        for portion in portions(members):
            for row in await self._connection.execute(_tallies(workspace, portion, after=after, until=until)):
                found[row.member] = Tally(
                    done=row.done,
                    reminders=row.reminders,
                    offered=row.offered,
                    done_of_offered=row.done_of_offered,
                )
        return found

    async def shown(self, workspace: WorkspaceId) -> frozenset[MemberId]:
        return frozenset(await self._connection.scalars(_SHOWN, {"workspace": workspace}))

    async def done(self, workspace: WorkspaceId, *, after: datetime, until: datetime) -> Mapping[MemberId, int]:
        rows = await self._connection.execute(_DONE, {"workspace": workspace, "after": after, "until": until})
        return {member: done for member, done in rows if done}


def _tallies(workspace: WorkspaceId, members: Sequence[MemberId], *, after: datetime, until: datetime) -> Select[Any]:
    ticked = _ticked(workspace, members, after=after, until=until)
    counted = _counted(workspace, members, after=after, until=until, ticked=ticked)
    answered = _answered(counted, ticked)
    facts = union_all(
        select(
            _tick.member,
            _one.label("done"),
            _zero.label("reminders"),
            _zero.label("offered"),
            _zero.label("done_of_offered"),
        ).where(*ticked),
        select(_row.member, _zero, _one, _row.offered, _zero).where(*counted),
        select(answered.c.member, _zero, _zero, _zero, _one),
    ).subquery("facts")
    return _summed(facts.c, by=("member",))


def _ticked(workspace: WorkspaceId, members: Sequence[MemberId], *, after: datetime, until: datetime) -> Conditions:
    """The completions of the window."""
    in_window = _tick.completed_at > after, _tick.completed_at <= until
    return _tick.workspace == workspace, _tick.member.in_(members), *in_window


def _counted(
    workspace: WorkspaceId, members: Sequence[MemberId], *, after: datetime, until: datetime, ticked: Conditions
) -> Conditions:
    """The reminders of the window that count. One still open at its end counts once it was touched."""
    open_at_end = or_(is_open, _row.closed_at > until)
    touched = _row.id.in_(select(_tick.reminder).where(*ticked))
    in_window = _row.sent_at > after, _row.sent_at <= until
    return (
        _row.workspace == workspace,
        _row.member.in_(members),
        *in_window,
        _row.counted,
        or_(not_(open_at_end), touched),
    )


def _answered(counted: Conditions, ticked: Conditions) -> Subquery[Any]:
    """Each exercise that was offered and done, once.

    Ticking a snoozed reminder off when it is back answers the first of its chain, which is the one that counts.
    """
    chain = and_(_tick.workspace == _row.workspace, _tick.member == _row.member, _tick.origin == _row.origin)
    answers = select(_row.member, _row.id, _tick.exercise).join(completions, chain).where(*counted, *ticked)
    return answers.distinct().subquery("answered")


def _summed(facts: ReadOnlyColumnCollection[str, Any], *, by: tuple[str, ...]) -> Select[Any]:
    groups = [facts[name] for name in by]
    sums = [func.sum(column).label(column.key) for column in facts if column.key not in by]
    return select(*groups, *sums).group_by(*groups)
