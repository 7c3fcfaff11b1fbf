"""A member as they stand now: what replies end with."""

from dataclasses import dataclass, replace

from bot.domain.member import Member
from bot.domain.planner import emptied_days
from bot.domain.scoring import own_week
from bot.domain.status import Status
from bot.ports import Clock, Transaction
from bot.services.planning import Planning, active_day


@dataclass(frozen=True, slots=True)
class Statuses:
    clock: Clock
    planning: Planning

    async def of(self, tx: Transaction, member: Member) -> Status:
        """The member's status, read in the same transaction that changed them; without their history, which would
        make them wait for it.
        """
        now = self.clock.now()
        if member.zone is None:
            return Status(member=member, now=now, next_at=None)
        bounds = (await tx.workspaces.ensure(member.workspace)).bounds
        schedule = self.planning.schedule(member, bounds)
        with_hours = tuple(weekday for weekday, periods in enumerate(member.week.days) if periods)
        is_empty = bool(with_hours) and schedule.offer.weekdays_without(with_hours) == with_hours
        return Status(
            member=member,
            now=now,
            next_at=member.next_at,
            empty_days=tuple(emptied_days(schedule)),
            is_all_left_out=is_empty and member.next_at is None,
        )

    async def with_history(self, tx: Transaction, member: Member) -> Status:
        """The same with what was done this week."""
        status = await self.of(tx, member)
        if member.zone is None:
            return status
        today = active_day(member, now=status.now).date()
        logbooks = await tx.standings.logbooks(member.workspace, [member.id], today=today)
        return replace(status, week_exercises=own_week(logbooks[member.id], today=today).done)
