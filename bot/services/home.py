"""What a member sees of themselves: status, own week, App Home."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.domain.ids import MemberId, ReminderId, WorkspaceId
from bot.domain.member import Member
from bot.domain.reminder import Completion, Reminder
from bot.domain.scoring import Logbook, own_week, week_of
from bot.domain.standings import Ahead, Participant, just_ahead, team_total
from bot.domain.status import Home, OwnView, Status, TodayRow
from bot.ports import Clock, Store, Transaction
from bot.services.offering import Offering, still_wanted
from bot.services.participation import participants
from bot.services.planning import active_day, is_waiting_snooze, joined
from bot.services.statuses import Statuses


@dataclass(frozen=True, slots=True)
class HomePages:
    store: Store
    clock: Clock
    statuses: Statuses
    offering: Offering

    async def status(self, workspace: WorkspaceId, member: MemberId) -> Status:
        """Raises NotJoined."""
        async with self.store.transaction() as tx:
            return await self.statuses.with_history(tx, await joined(tx, workspace, member))

    async def own_view(self, workspace: WorkspaceId, member: MemberId) -> OwnView:
        """Raises NotJoined, ZoneMissing."""
        async with self.store.transaction() as tx:
            return await self._own_view(tx, await joined(tx, workspace, member))

    async def home(self, workspace: WorkspaceId, member: MemberId) -> Home | None:
        """All that the App Home shows; None for somebody who has not joined. Without a zone there is no day yet."""
        async with self.store.transaction() as tx:
            found = await tx.members.get(workspace, member)
            if found is None or found.stopped_at is not None:
                return None
            selection = self.offering.selection(found, now=self.clock.now())
            if found.zone is None:
                status = await self.statuses.of(tx, found)
                week = own_week(Logbook(), today=status.now.date())
                view = OwnView(status=status, week=week, team_total=None, ahead=())
                return Home(view=view, today=(), selection=selection)
            view, today = await self._own_view(tx, found), await self._today(tx, found)
            return Home(view=view, today=today, selection=selection)

    async def _own_view(self, tx: Transaction, member: Member) -> OwnView:
        now = self.clock.now()
        today = active_day(member, now=now)
        logbooks = await tx.standings.logbooks(member.workspace, [member.id], today=today.date())
        week = own_week(logbooks[member.id], today=today.date())
        monday, last_night = monday_of(today), midnight_of(today)
        shown = await tx.standings.shown(member.workspace)
        done = await tx.standings.done(member.workspace, after=monday, until=last_night)
        return OwnView(
            status=replace(await self.statuses.of(tx, member), week_exercises=week.done),
            week=week,
            team_total=team_total([counted(one, count, shown=one in shown) for one, count in done.items()]),
            ahead=await self._ahead(tx, member, shown, since=monday),
        )

    async def _ahead(
        self, tx: Transaction, member: Member, shown: frozenset[MemberId], *, since: datetime
    ) -> tuple[Ahead, ...]:
        """The others are only read for somebody who has a share to compare with theirs."""
        now = self.clock.now()
        [me] = await participants(tx, member.workspace, [member.id], after=since, until=now)
        if me.percent is None:
            return ()
        others = sorted(shown - {member.id})
        return just_ahead(me, await participants(tx, member.workspace, others, after=since, until=now))

    async def _today(self, tx: Transaction, member: Member) -> tuple[TodayRow, ...]:
        """A row for each chain of snoozes that was sent today, in the order of the newest of each."""
        now = self.clock.now()
        sent = await tx.reminders.since(member.workspace, member.id, active_on=active_day(member, now=now).date())
        unsent = await tx.reminders.unsent(member.workspace, member.id)
        back_at = {waiting.origin: waiting.due_at for waiting in unsent if is_waiting_snooze(waiting)}
        completions = await tx.reminders.completions(member.workspace, [reminder.id for reminder in sent])
        chains: dict[ReminderId, list[Reminder]] = {}
        for reminder in sent:
            chains[reminder.origin] = [*chains.pop(reminder.origin, ()), reminder]  # where its newest stands
        rows = [today_row(chain, completions, back_at=back_at.get(origin), now=now) for origin, chain in chains.items()]
        return tuple(
            row if _can_finish(member, row, completions) else replace(row, can_be_ticked=False) for row in rows
        )


def _can_finish(member: Member, row: TodayRow, completions: Sequence[Completion]) -> bool:
    """Whether anything is left that a tick would tick: on a card that was closed early, only what is still wanted."""
    done = {one.exercise for one in completions if one.reminder == row.reminder.id}
    return not row.reminder.is_withdrawn or not done.issuperset(still_wanted(member, row.reminder))


def today_row(
    chain: Sequence[Reminder], completions: Sequence[Completion], *, back_at: datetime | None, now: datetime
) -> TodayRow:
    """One chain of snoozes, oldest first, as its newest stands, with what was ticked off on any of it."""
    ids = {reminder.id for reminder in chain}
    done_at = {one.exercise: one.completed_at for one in completions if one.reminder in ids}
    return TodayRow(
        reminder=chain[-1],
        done=len(done_at),
        offered=len({exercise for reminder in chain for exercise in reminder.exercises}),
        done_at=max(done_at.values(), default=None),
        can_be_ticked=chain[-1].can_be_ticked(now),
        back_at=back_at,
    )


def counted(member: MemberId, done: int, *, shown: bool) -> Participant:
    """Somebody as a team's total sees them."""
    return Participant(
        member=member,
        name="",
        shown=shown,
        done=done,
        reminders=0,
        offered=0,
        done_of_offered=0,
        best_week_before=0,
        run=0,
    )


def midnight_of(local: datetime) -> datetime:
    """The midnight with which the day of this local moment began, aware UTC."""
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def monday_of(local: datetime) -> datetime:
    """The midnight with which the week of this local moment began, aware UTC."""
    monday = week_of(local.date())
    start = datetime(monday.year, monday.month, monday.day, tzinfo=local.tzinfo)
    return start.astimezone(UTC)
