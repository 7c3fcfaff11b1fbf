"""Planning a member's next reminder, in the transaction that changed something about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.errors import NotJoined, ZoneMissing
from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.member import Member
from bot.domain.offer import Offer
from bot.domain.periods import active_date
from bot.domain.planner import Schedule, next_reminder_at
from bot.domain.reminder import Kind, Reminder, State
from bot.domain.spread import Bounds, first_gap, settle
from bot.ports import Transaction
from routines.model import Exercise, Routine, Step


@dataclass(frozen=True, slots=True)
class Planning:
    """What every use case that touches a schedule shares."""

    routines: tuple[Routine, ...]
    """The catalog; the first is offered to whoever has chosen none."""

    def routine_of(self, member: Member) -> Routine:
        """The routine that they chose, or the first one: theirs may have left the catalog."""
        return next((one for one in self.routines if one.id == member.routine), self.routines[0])

    def offer(self, member: Member) -> Offer:
        """What their reminders offer."""
        exercises = self.routine_of(member).exercises
        return Offer(tuple((one.id, one.about_seconds) for one in exercises), member.left_out)

    def offered(self, member: Member, day: date) -> tuple[str, ...]:
        """The ids of what a reminder of that day offers; nothing where all of it is left out."""
        return self.offer(member).on(day)

    def exercises(self, reminder: Reminder) -> tuple[Exercise, ...]:
        """What the reminder offers. One that has left the catalog since can still be ticked off."""
        known = {exercise.id: exercise for routine in self.routines for exercise in routine.exercises}
        return tuple(known.get(one) or _gone(one) for one in reminder.exercises)

    def schedule(self, member: Member, bounds: Bounds) -> Schedule:
        """The member's choices as the planner reads them. Raises ZoneMissing."""
        if member.zone is None:
            raise ZoneMissing
        return Schedule(
            interval=member.interval,
            week=member.week,
            zone=member.zone,
            offer=self.offer(member),
            first_gap=first_gap(member.workspace, member.id, interval=member.interval, bounds=bounds),
            settle=settle(member.workspace, member.id),
        )

    def planned_at(
        self, member: Member, bounds: Bounds, *, sent_at: datetime | None = None, now: datetime
    ) -> datetime | None:
        """When the next reminder would come by plan alone; None for somebody who is not reminded. `sent_at`: as if one
        had been sent then, whatever was sent last.
        """
        if not member.is_active:
            return None
        history = member.history if sent_at is None else replace(member.history, last_sent_at=sent_at)
        return next_reminder_at(self.schedule(member, bounds), history, now=now)

    async def replan(self, tx: Transaction, member: Member, *, now: datetime, keep_snooze: bool = False) -> Member:
        """Saves the member with a new plan, in the transaction that changed an anchor, the periods, the zone or the
        state. What was planned before and has not gone out is called off; a snooze stays out only if `keep_snooze`.
        """
        [planned] = await self.replan_all(tx, [member], now=now, keep_snooze=keep_snooze)
        return planned

    async def replan_all(
        self, tx: Transaction, members: Sequence[Member], *, now: datetime, keep_snooze: bool = False
    ) -> Sequence[Member]:
        """The same for many members of one workspace, in as many statements."""
        if not members:
            return ()
        workspace = members[0].workspace
        bounds = (await tx.workspaces.ensure(workspace)).bounds
        unsent = await tx.reminders.unsent_of(workspace, [member.id for member in members])
        planned, superseded = [], []
        for member in members:
            waiting = unsent.get(member.id, ())
            next_at = self._next_at(member, waiting, bounds, now=now, keep_snooze=keep_snooze)
            planned.append(replace(member, next_at=next_at))
            superseded += [_superseded(one) for one in waiting if not _stays(one, next_at=next_at)]
        await tx.reminders.save_all(superseded)
        await tx.members.save_all(planned)
        soonest = min((member.next_at for member in planned if member.next_at is not None), default=None)
        if soonest is not None:
            await tx.workspaces.expect(workspace, soonest)
        return planned

    def _next_at(
        self, member: Member, unsent: Sequence[Reminder], bounds: Bounds, *, now: datetime, keep_snooze: bool
    ) -> datetime | None:
        if keep_snooze and member.is_active:
            back_at = max((waiting.due_at for waiting in unsent if is_waiting_snooze(waiting)), default=None)
            if back_at is not None:
                return back_at
        return self.planned_at(as_if_sent(member, unsent), bounds, now=now)


def _gone(exercise: str) -> Exercise:
    name = exercise.replace("_", " ").capitalize()
    steps = (Step(no=1, text="This exercise is not in the catalog any more.", screens=(1,), ours=True),)
    return Exercise(
        id=exercise, title=name, short_name=name, about_seconds=60, equipment="", spoken_needs="", steps=steps
    )


def as_if_sent(member: Member, unsent: Sequence[Reminder]) -> Member:
    """The member with a post under way, or of unknown outcome, taken as sent: the next must not follow it at once."""
    moments = [member.last_sent_at, *(one.attempted_at for one in unsent)]
    return replace(member, last_sent_at=max((moment for moment in moments if moment is not None), default=None))


def _stays(unsent: Reminder, *, next_at: datetime | None) -> bool:
    """Whether it still goes out: it was asked for, is on its way already, or is what is planned."""
    return unsent.kind is Kind.NOW or unsent.attempted_at is not None or unsent.due_at == next_at


def _superseded(unsent: Reminder) -> Reminder:
    return replace(unsent.become(State.EXPIRED), reason="superseded")


def active_day(member: Member, *, now: datetime) -> datetime:
    """The local moment whose date is "today" for the member: that of the active period `now` falls in, else `now`'s."""
    if member.zone is None:
        raise ZoneMissing
    zone = ZoneInfo(member.zone)
    day = active_date(member.week, zone, now)
    return now.astimezone(zone).replace(year=day.year, month=day.month, day=day.day)


async def joined(tx: Transaction, workspace: WorkspaceId, member: MemberId, *, lock: bool = False) -> Member:
    """The member, who joined and has not stopped. Raises NotJoined."""
    found = await tx.members.get(workspace, member, lock=lock)
    if found is None or found.stopped_at is not None:
        raise NotJoined
    return found


def is_waiting_snooze(reminder: Reminder) -> bool:
    """A snooze that is still out: planned, and no post begun."""
    return reminder.kind is Kind.SNOOZE and reminder.state is State.PENDING and reminder.attempted_at is None
