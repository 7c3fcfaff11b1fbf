"""Standings: what was delivered, offered and done, added up by the database.

Each query is a heap of facts, one row each, summed by member (and day). Every member asked for is in the answers, with
nothing where there is nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, not_, or_, select, union_all
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
    untouched = and_(is_open, not_(_is_ticked()))
    counts = case((and_(_row.counted, not_(untouched)), 1), else_=0)
    sent = select(
        _row.member,
        _row.active_on,
        _one.label("delivered"),
        counts.label("reminders"),
        (counts * _row.offered).label("offered"),
        _zero.label("done"),
    ).where(_row.workspace == workspace, _row.member.in_(members), _row.sent_at.is_not(None))
    ticked = select(_tick.member, _tick.active_on, _zero, _zero, _zero, _one).where(
        _tick.workspace == workspace, _tick.member.in_(members)
    )
    facts = union_all(sent, ticked).subquery("facts")
    return _summed(facts.c, by=("member", "active_on")).order_by(facts.c.active_on)


def _tallies(workspace: WorkspaceId, members: Sequence[MemberId], *, after: datetime, until: datetime) -> Select[Any]:
    ticks = (
        _tick.workspace == workspace,
        _tick.member.in_(members),
        _tick.completed_at > after,
        _tick.completed_at <= until,
    )
    untouched = and_(or_(is_open, _row.closed_at > until), not_(_is_ticked(by=until)))
    counted = (
        _row.workspace == workspace,
        _row.member.in_(members),
        _row.sent_at > after,
        _row.sent_at <= until,
        _row.counted,
        not_(untouched),
    )
    # Ticking a snoozed reminder when it is back answers the first of its chain; ticking an exercise twice counts once.
    chain = and_(_tick.workspace == _row.workspace, _tick.origin == _row.origin, _tick.member == _row.member)
    answers = select(_row.member, _row.id, _tick.exercise).join(completions, chain).where(*counted, *ticks)
    kept = answers.distinct().subquery("kept")
    facts = union_all(
        select(
            _tick.member,
            _one.label("done"),
            _zero.label("reminders"),
            _zero.label("offered"),
            _zero.label("done_of_offered"),
        ).where(*ticks),
        select(_row.member, _zero, _one, _row.offered, _zero).where(*counted),
        select(kept.c.member, _zero, _zero, _zero, _one),
    ).subquery("facts")
    return _summed(facts.c, by=("member",))


def _summed(facts: ReadOnlyColumnCollection[str, Any], *, by: tuple[str, ...]) -> Select[Any]:
    groups = [facts[name] for name in by]
    sums = [func.sum(column).label(column.key) for column in facts if column.key not in by]
    return select(*groups, *sums).group_by(*groups)


def _is_ticked(*, by: datetime | None = None) -> ColumnElement[bool]:
    """Whether any exercise of the reminder was ticked off (by then)."""
    ticked = select(_tick.exercise).where(_tick.workspace == _row.workspace, _tick.reminder == _row.id)
    if by is not None:
        ticked = ticked.where(_tick.completed_at <= by)
    return ticked.correlate(reminders).exists()
