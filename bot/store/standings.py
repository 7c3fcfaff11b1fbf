"""Standings: what was delivered, offered and done, added up by the database.

Each query is a heap of facts, one row each, summed by member (and day). Every member asked for is in the answers, with
nothing where there is nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, not_, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from bot.domain.board import Tally
from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.scoring import Day
from bot.store.portions import portions
from bot.store.schema import completions, is_open, reminders

_row = reminders.c
_tick = completions.c
_zero, _one = literal(0), literal(1)

Conditions = tuple[ColumnElement[bool], ...]


class SqlStandings:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def days(self, workspace: WorkspaceId, members: Sequence[MemberId]) -> Mapping[MemberId, Sequence[Day]]:
        found: dict[MemberId, list[Day]] = {member: [] for member in members}
        for portion in portions(members):
            for row in await self._connection.execute(_days(workspace, portion)):
                day = Day(
                    active_on=row.active_on,
                    delivered=row.delivered,
                    reminders=row.reminders,
                    offered=row.offered,
                    done=row.done,
                )
                found[row.member].append(day)
        return found

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


def _days(workspace: WorkspaceId, members: Sequence[MemberId]) -> Select[Any]:
    ticked = select(_tick.exercise).where(_tick.workspace == _row.workspace, _tick.reminder == _row.id)
    untouched = and_(is_open, not_(ticked.correlate(reminders).exists()))
    counts = case((and_(_row.counted, not_(untouched)), 1), else_=0)
    facts = union_all(
        select(
            _row.member,
            _row.active_on,
            _one.label("delivered"),
            counts.label("reminders"),
            (counts * _row.offered).label("offered"),
            _zero.label("done"),
        ).where(_row.workspace == workspace, _row.member.in_(members), _row.sent_at.is_not(None)),
        select(_tick.member, _tick.active_on, _zero, _zero, _zero, _one).where(
            _tick.workspace == workspace, _tick.member.in_(members)
        ),
    ).subquery("facts")
    return _summed(facts.c, by=("member", "active_on")).order_by(facts.c.active_on)


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
