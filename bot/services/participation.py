"""What the members of a channel, or of the whole workspace, did between two moments."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.member import Member, Visibility
from bot.domain.scoring import own_week
from bot.domain.standings import Participant
from bot.domain.streak import Day
from bot.ports import Transaction


async def participants(
    tx: Transaction, workspace: WorkspaceId, people: Sequence[MemberId], *, after: datetime, until: datetime
) -> list[Participant]:
    """Those of `people` who joined, with what they did in (after, until]."""
    members = [member for member in await tx.members.of(workspace, people) if member.stopped_at is None]
    ids = [member.id for member in members]
    tallies = await tx.standings.tallies(workspace, ids, after=after, until=until)
    days = await tx.standings.days(workspace, [member.id for member in members if is_shown(member)])
    return [
        Participant(
            member=member.id,
            name=member.name,
            shown=is_shown(member),
            done=tally.done if (tally := tallies.get(member.id)) else 0,
            reminders=tally.reminders if tally else 0,
            offered=tally.offered if tally else 0,
            done_of_offered=tally.done_of_offered if tally else 0,
            best_week_before=best_week_before(days.get(member.id, ()), member, after),
            run=own_week(days.get(member.id, ()), today=local_date(member, until)).streak.length,
        )
        for member in members
    ]


def is_shown(member: Member) -> bool:
    return member.visibility is Visibility.SHOWN


def best_week_before(days: Sequence[Day], member: Member, moment: datetime) -> int:
    """The most exercises of a week that ended before `moment`; 0 when there was none."""
    before = local_date(member, moment)
    return own_week([day for day in days if day.active_on < before], today=before + timedelta(days=7)).best_week


def local_date(member: Member, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(member.zone or "UTC")).date()
