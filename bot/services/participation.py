"""What the members of a channel, or of the whole workspace, did between two moments."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.board import Tally
from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.member import Member, Visibility
from bot.domain.scoring import Logbook, own_week
from bot.domain.standings import Board, Participant
from bot.ports import Store, Transaction

NOTHING = Tally(done=0, reminders=0, offered=0, done_of_offered=0)
NO_DAYS = Logbook()
A_DAY = timedelta(days=1)
A_FEW = 50
"""Members whose records are brought forward in one transaction."""


async def participants(
    tx: Transaction,
    workspace: WorkspaceId,
    people: Sequence[MemberId],
    *,
    after: datetime,
    until: datetime,
    with_records: bool = False,
) -> list[Participant]:
    """Those of `people` who joined, with what they did in (after, until]; best weeks and runs only `with_records`."""
    members = [member for member in await tx.members.of(workspace, people) if member.stopped_at is None]
    tallies = await tx.standings.tallies(workspace, [member.id for member in members], after=after, until=until)
    shown = [member.id for member in members if is_shown(member)] if with_records else []
    logbooks = await tx.standings.logbooks(workspace, shown, today=_earliest_day(until))
    return [
        participant(member, tallies.get(member.id, NOTHING), logbooks.get(member.id, NO_DAYS), after=after, until=until)
        for member in members
    ]


async def bring_records_forward(
    store: Store, workspace: WorkspaceId, people: Sequence[MemberId], *, until: datetime
) -> None:
    """Makes what `participants` reads `with_records` short, a few members a transaction: after years of history, or an
    upgrade, others would wait long for the rows that one transaction holds.
    """
    for start in range(0, len(people), A_FEW):
        some = people[start : start + A_FEW]
        async with store.transaction() as tx:
            shown = [member.id for member in await tx.members.of(workspace, some) if is_shown(member)]
            await tx.standings.logbooks(workspace, shown, today=_earliest_day(until))


async def without_private(tx: Transaction, workspace: WorkspaceId, board: Board) -> Board:
    """The board without those it names who are private by now."""
    shown = {member.id for member in await tx.members.of(workspace, sorted(board.named)) if is_shown(member)}
    for private in board.named - shown:
        board = board.without(private)
    return board


def participant(member: Member, tally: Tally, logbook: Logbook, *, after: datetime, until: datetime) -> Participant:
    """One member's part, from what the store counted."""
    return Participant(
        member=member.id,
        name=member.name,
        shown=is_shown(member),
        done=tally.done,
        reminders=tally.reminders,
        offered=tally.offered,
        done_of_offered=tally.done_of_offered,
        best_week_before=best_week_before(logbook, member, after),
        run=own_week(logbook, today=local_date(member, until)).streak.length,
    )


def _earliest_day(moment: datetime) -> date:
    """Nowhere is it an earlier day then."""
    return (moment - A_DAY).date()


def is_shown(member: Member) -> bool:
    return member.visibility is Visibility.SHOWN


def best_week_before(logbook: Logbook, member: Member, moment: datetime) -> int:
    """The most exercises of a week that ended before `moment`; 0 when there was none."""
    before = local_date(member, moment)
    days = tuple(day for day in logbook.days if day.active_on < before)
    return own_week(replace(logbook, days=days), today=before + timedelta(days=7)).best_week


def local_date(member: Member, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(member.zone or "UTC")).date()
