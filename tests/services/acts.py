"""What a member does with their cards, by the services alone over a real database; no Slack before them."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.board import Tally
from bot.domain.member import Member
from bot.domain.reminder import Reminder, State
from bot.ports import Errand
from bot.services.cards import Cards
from bot.services.caring import Caring
from bot.services.closing import Closing
from bot.services.completion import Completions
from bot.services.home import HomePages
from bot.services.offering import Offering
from bot.services.planning import Planning
from bot.services.preferences import Preferences
from bot.services.statuses import Statuses
from bot.services.targets import Targets
from bot.services.undoing import Undoing
from bot.store.transaction import SqlStore
from routines.loader import load_catalog
from tests.store.rows import ACME, ANA, HOUR, NINE, member, sent

MIDNIGHT = NINE + 14 * HOUR
"""When the day's cards go: Ana is in Berlin, an hour ahead."""


@dataclass(slots=True)
class StoppedClock:
    at: datetime = NINE

    def now(self) -> datetime:
        return self.at


class Acts:
    """Ana, who joined at nine, her services and the clock."""

    me = (ACME, ANA)

    def __init__(self, store: SqlStore) -> None:
        self.store, self.clock = store, StoppedClock()
        routine = load_catalog().routines[0]
        self.hip, self.knee = (exercise.id for exercise in routine.exercises)
        planning = Planning((routine,))
        cards, statuses = Cards(self.clock, planning), Statuses(self.clock, planning)
        self.cards, targets = cards, Targets(self.clock, planning)
        self.completion = Completions(store, self.clock, planning, cards, targets)
        self.closing = Closing(store, self.clock, planning, cards, statuses, targets)
        self.undoing = Undoing(store, self.clock, planning, cards, targets)
        offering = Offering(planning)
        self.preferences = Preferences(store, self.clock, planning, statuses, offering)
        self.caring = Caring(store, self.clock, planning, cards, statuses, targets, offering)
        self.homes = HomePages(store, self.clock, statuses, offering)

    async def gets_a_card(self, at: datetime = NINE, *, offering: tuple[str, ...] = ()) -> Reminder:
        """A card that came by plan; the one before it has gone by."""
        self.clock.at = at
        exercises = offering or (self.hip, self.knee)
        posted = sent(at, exercises=exercises, closes_at=MIDNIGHT)
        async with self.store.transaction() as tx:
            await tx.workspaces.ensure(ACME)
            await tx.members.add(member())
            for older in await tx.reminders.open_ones(ACME, [ANA]):
                await tx.reminders.save(replace(older.become(State.MISSED), closed_at=at))
            await tx.reminders.add([posted])
            await tx.errands.add(Errand(workspace=ACME, reminder=posted.id, due_at=MIDNIGHT))
        return posted

    async def gets_it_back(self) -> Reminder:
        """The return of the snooze that is out, as its card."""
        async with self.store.transaction() as tx:
            [waiting] = await tx.reminders.unsent(ACME, ANA)
            self.clock.at = waiting.due_at
            ref = sent(waiting.due_at).ref
            back = replace(waiting.become(State.SENT), ref=ref, sent_at=waiting.due_at, closes_at=MIDNIGHT)
            return await tx.reminders.save(back)

    async def row(self, reminder: Reminder) -> Reminder:
        async with self.store.transaction() as tx:
            found = await tx.reminders.get(ACME, reminder.id)
        assert found is not None
        return found

    async def waiting(self) -> list[Reminder]:
        """The returns of snoozes that are still to come."""
        async with self.store.transaction() as tx:
            return list(await tx.reminders.unsent(ACME, ANA))

    async def errands_due(self) -> list[Errand]:
        async with self.store.transaction() as tx:
            return list(await tx.errands.due(ACME, now=self.clock.at, limit=10))

    async def forgets_errands(self) -> None:
        """The errands that were due are behind us."""
        due = await self.errands_due()
        async with self.store.transaction() as tx:
            for errand in due:
                await tx.errands.finish(errand)

    async def tally(self) -> Tally:
        """What is held for and against Ana today."""
        async with self.store.transaction() as tx:
            return (await tx.standings.tallies(ACME, [ANA], after=NINE - HOUR, until=MIDNIGHT))[ANA]

    async def me_now(self) -> Member:
        async with self.store.transaction() as tx:
            found = await tx.members.get(ACME, ANA)
        assert found is not None
        return found
