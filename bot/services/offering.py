"""What follows at once from leaving an exercise out: for reminders that wait, and for the card that is open."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.errors import NothingLeft, NothingOnThoseDays
from bot.domain.ids import ReminderId
from bot.domain.member import Member
from bot.domain.periods import DEFAULT_WEEK, Week
from bot.domain.planner import DAYS_AHEAD
from bot.domain.reminder import Reminder, State
from bot.domain.selection import Selection, empties_a_day, leaves_nothing
from bot.ports import Transaction
from bot.services.planning import Planning, active_day
from bot.services.withdrawal import close_uncounted


@dataclass(frozen=True, slots=True)
class Offering:
    planning: Planning

    def selection(self, member: Member, *, now: datetime) -> Selection:
        """What their reminders offer, as of their today."""
        return Selection(
            exercises=self.planning.routine_of(member).exercises,
            left_out=member.left_out,
            day=today_of(member, now),
            calendar_day=now.astimezone(ZoneInfo(member.zone or "UTC")).date(),
            weekdays=frozenset(working_days(member.week)),
        )

    def refuse_nothing_left(self, before: Member, after: Member, *, now: datetime) -> None:
        """Raises NothingLeft where a day that offered something would offer nothing any more."""
        offers = self.planning.offer(before), self.planning.offer(after)
        if empties_a_day(*offers, since=today_of(before, now)):
            raise NothingLeft

    def refuse_nothing_ever(self, before: Member, after: Member, *, now: datetime) -> None:
        """Raises NothingOnThoseDays where something comes, and nothing would on the days that have hours then."""
        if self.is_nothing_ever(after, now=now) and not self.is_nothing_ever(before, now=now):
            raise NothingOnThoseDays

    def is_nothing_ever(self, member: Member, *, now: datetime) -> bool:
        """Whether everything is left out on each of their days with hours, as far as is planned ahead."""
        weekdays = working_days(member.week)
        return leaves_nothing(
            self.planning.offer(member), weekdays=weekdays, since=today_of(member, now), days=DAYS_AHEAD
        )

    async def apply(
        self, tx: Transaction, before: Member, after: Member, *, now: datetime
    ) -> tuple[Member, Reminder | None]:
        """Takes what is left out off every reminder that is not posted yet, and closes the card of which nothing else
        is left, or to return. A card stays as it came otherwise.

        Gives back the member, to be planned and saved, and the card that was closed.
        """
        emptied = await self._trim_unsent(tx, after)
        latest = await tx.reminders.latest(after.workspace, after.id, lock=True)
        if latest is None:
            return after, None
        is_called_off = latest.state is State.SNOOZED and latest.origin in emptied
        if not is_called_off and not await self._is_emptied(tx, before, after, latest):
            return after, None
        return replace(after, skipped_at=now), await close_uncounted(tx, latest, now=now)

    async def _is_emptied(self, tx: Transaction, before: Member, after: Member, card: Reminder) -> bool:
        """Whether nothing is left to do on an open card, and something was."""
        if card.state is not State.SENT:
            return False
        done = {one.exercise for one in await tx.reminders.completions(card.workspace, [card.id])}
        return bool(set(still_wanted(before, card)) - done) and not set(still_wanted(after, card)) - done

    async def _trim_unsent(self, tx: Transaction, member: Member) -> set[ReminderId]:
        """The chains of those of which nothing was left: they do not come."""
        emptied = set()
        for waiting in await tx.reminders.unsent(member.workspace, member.id):
            rest = still_wanted(member, waiting)
            if waiting.attempted_at is not None or rest == waiting.exercises:
                continue
            if rest:
                await tx.reminders.save(replace(waiting, exercises=rest))
            else:
                await tx.reminders.save(replace(waiting.become(State.EXPIRED), reason="superseded"))
                emptied.add(waiting.origin)
        return emptied


def still_wanted(member: Member, reminder: Reminder) -> tuple[str, ...]:
    """What of the reminder the member does not leave out, in its order."""
    gone = {one.exercise for one in member.left_out if one.on(reminder.active_on)}
    return tuple(exercise for exercise in reminder.exercises if exercise not in gone)


def working_days(week: Week) -> tuple[int, ...]:
    """The weekdays that have hours; Monday to Friday where none has."""
    days = tuple(weekday for weekday, periods in enumerate(week.days) if periods)
    return days or tuple(weekday for weekday, periods in enumerate(DEFAULT_WEEK.days) if periods)


def today_of(member: Member, now: datetime) -> date:
    """The date of the active period `now` falls in; without a zone it is anybody's."""
    return now.date() if member.zone is None else active_day(member, now=now).date()
