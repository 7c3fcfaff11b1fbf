"""The daily sums and the records against what the raw rows say, whatever is done to those."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from random import Random

import pytest
from sqlalchemy import func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.ids import MemberId
from bot.domain.reminder import LIFE, Reminder, State
from bot.domain.scoring import NO_RECORD, Day, Logbook, own_week, week_of
from bot.ports import Transaction
from bot.store.schema import completions, daily_sums, records, reminders
from bot.store.transaction import SqlStore
from tests.store.rows import ACME, ANA, BEN, CLEO, DAY, HOUR, MINUTE, NINE, OTHER, join, member, reminder
from tests.stores import engine_for

PEOPLE = (ANA, BEN, CLEO)
WEEKS = 8
Sums = dict[tuple[MemberId, date], tuple[int, int]]


async def raw_sums(engine: AsyncEngine) -> Sums:
    """Each active day's reminders sent and exercises done, added up from the rows themselves."""
    facts = union_all(
        select(
            reminders.c.member, reminders.c.active_on, literal(1).label("delivered"), literal(0).label("done")
        ).where(reminders.c.workspace == ACME, reminders.c.sent_at.is_not(None)),
        select(completions.c.member, completions.c.active_on, literal(0), literal(1)).where(
            completions.c.workspace == ACME
        ),
    ).subquery()
    key = facts.c.member, facts.c.active_on
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(*key, func.sum(facts.c.delivered), func.sum(facts.c.done)).group_by(*key)
        )
        return {(who, active_on): (delivered, done) for who, active_on, delivered, done in rows}


async def kept_sums(engine: AsyncEngine) -> Sums:
    kept = daily_sums.c
    rows = select(kept.member, kept.active_on, kept.delivered, kept.done).where(
        kept.workspace == ACME, or_(kept.delivered > 0, kept.done > 0)
    )
    async with engine.connect() as connection:
        return {(who, on): (delivered, done) for who, on, delivered, done in await connection.execute(rows)}


async def recorded_until(engine: AsyncEngine) -> dict[MemberId, date]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(records.c.member, records.c.until))
        return {row.member: row.until for row in rows}


def whole(sums: Sums, who: MemberId) -> Logbook:
    """Every day of a member's, one by one."""
    days = [
        Day(active_on=on, delivered=delivered, done=done)
        for (one, on), (delivered, done) in sorted(sums.items())
        if one == who
    ]
    return Logbook(days=tuple(days))


async def logbooks(store: SqlStore, *, today: date) -> Mapping[MemberId, Logbook]:
    async with store.transaction() as tx:
        return await tx.standings.logbooks(ACME, PEOPLE, today=today)


@dataclass(slots=True)
class Life:
    """What may happen to some people's reminders, drawn from a seed, several things in one transaction."""

    random: Random
    now: datetime = NINE
    reminders: list[Reminder] = field(default_factory=list)

    async def goes_on(self, tx: Transaction) -> None:
        self.now += self.random.choice([10 * MINUTE, 3 * HOUR, DAY, DAY])
        for _ in range(self.random.randint(1, 4)):
            await self.random.choice([self.plan, self.plan, self.change, self.change_many, self.tick, self.untick])(tx)

    async def plan(self, tx: Transaction) -> None:
        at = self.now + len(self.reminders) * MINUTE / 100
        new = reminder(at, who=self.random.choice(PEOPLE), active_on=(at - self.random.choice([0, 1]) * DAY).date())
        await tx.reminders.add([new])
        self.reminders.append(new)

    async def change(self, tx: Transaction) -> None:
        for number in self._some(1):
            self.reminders[number] = await tx.reminders.save(self._next(self.reminders[number]))

    async def change_many(self, tx: Transaction) -> None:
        numbers = self._some(4)
        saved = await tx.reminders.save_all([self._next(self.reminders[number]) for number in numbers])
        for number, one in zip(numbers, saved, strict=True):
            self.reminders[number] = one

    async def tick(self, tx: Transaction) -> None:
        for number in self._some(2):
            one = self.reminders[number]
            await tx.reminders.complete(one, self.random.choice(one.exercises), at=self.now)

    async def untick(self, tx: Transaction) -> None:
        for number in self._some(1):
            one = self.reminders[number]
            await tx.reminders.take_back(one, exercise=self.random.choice([None, *one.exercises]))

    def _some(self, most: int) -> list[int]:
        """Mostly of the newest, now and then of any."""
        among = range(len(self.reminders))
        among = among if self.random.random() < 0.2 else among[-6:]
        return sorted(self.random.sample(among, k=min(most, len(among))))

    def _next(self, one: Reminder) -> Reminder:
        states = sorted(LIFE[one.state])
        if not states:
            return replace(one, reason="again")
        state = State.SENT if one.state is State.PENDING else self.random.choice(states)
        sent_at = one.sent_at or (self.now if state is State.SENT else None)
        return replace(one.become(state), sent_at=sent_at, closed_at=None if state is State.SENT else self.now)


@pytest.mark.parametrize("seed", range(6))
async def test_the_sums_are_what_the_rows_come_to_whatever_happens(
    store: SqlStore, engine: AsyncEngine, seed: int
) -> None:
    life = Life(Random(seed))
    async with store.transaction() as tx:
        await join(tx, *(member(who) for who in PEOPLE))
    while life.now < NINE + 7 * WEEKS * DAY:
        async with store.transaction() as tx:
            await life.goes_on(tx)
        raw = await raw_sums(engine)
        assert await kept_sums(engine) == raw
        today = life.now.date()
        for who, logbook in (await logbooks(store, today=today)).items():
            assert own_week(logbook, today=today) == own_week(whole(raw, who), today=today)
            assert len(logbook.days) <= 21
    assert len(life.reminders) > 50


async def grows_old(store: SqlStore) -> list[Reminder]:
    """Ana does one exercise a day, four weeks long."""
    async with store.transaction() as tx:
        await join(tx, member(ANA))
        posted = [
            replace(reminder(NINE + number * DAY), state=State.MISSED, sent_at=NINE + number * DAY)
            for number in range(28)
        ]
        await tx.reminders.add(posted)
        for one in posted:
            await tx.reminders.complete(one, "hip-flex", at=one.due_at)
    return posted


LATER = (NINE + 28 * DAY).date()


async def test_a_record_is_brought_forward_once_a_week(store: SqlStore, engine: AsyncEngine) -> None:
    await grows_old(store)
    assert (await logbooks(store, today=LATER))[ANA].record.best_week == 7
    assert await recorded_until(engine) == {ANA: LATER - 14 * DAY}
    await logbooks(store, today=LATER + 6 * DAY)
    assert await recorded_until(engine) == {ANA: LATER - 14 * DAY}
    book = (await logbooks(store, today=LATER + 7 * DAY))[ANA]
    assert (book.record.until, len(book.days)) == (LATER - 7 * DAY, 7)


async def test_what_happens_to_a_recorded_day_is_in_the_next_reading(store: SqlStore, engine: AsyncEngine) -> None:
    first, *_ = await grows_old(store)
    await logbooks(store, today=LATER)
    async with store.transaction() as tx:
        await tx.reminders.complete(first, "glute-bridge", at=NINE + 28 * DAY)
    assert await recorded_until(engine) == {}
    assert (await logbooks(store, today=LATER))[ANA].record.best_week == 8


async def test_what_happens_to_a_recent_day_leaves_the_record_alone(store: SqlStore, engine: AsyncEngine) -> None:
    *_, last = await grows_old(store)
    await logbooks(store, today=LATER)
    async with store.transaction() as tx:
        await tx.reminders.complete(last, "glute-bridge", at=NINE + 28 * DAY)
    assert await recorded_until(engine) == {ANA: LATER - 14 * DAY}
    assert own_week((await logbooks(store, today=LATER))[ANA], today=LATER).best_week == 8


async def test_a_clock_set_back_finds_every_day(store: SqlStore, engine: AsyncEngine) -> None:
    await grows_old(store)
    await logbooks(store, today=LATER)
    raw = await raw_sums(engine)
    for weeks in range(5):
        today = week_of(LATER) - 7 * weeks * DAY
        book = (await logbooks(store, today=today))[ANA]
        assert book.record.until <= today - 7 * DAY
        assert own_week(book, today=today).streak.length == own_week(whole(raw, ANA), today=today).streak.length


async def test_a_transaction_reads_what_it_did_itself(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await join(tx, member(ANA))
        one = replace(reminder(), state=State.SENT, sent_at=NINE)
        await tx.reminders.add([one])
        await tx.reminders.complete(one, "hip-flex", at=NINE)
        [day] = (await tx.standings.logbooks(ACME, [ANA], today=NINE.date()))[ANA].days
    assert day == Day(active_on=NINE.date(), delivered=1, done=1)


async def test_one_transaction_may_touch_days_of_many_people_and_workspaces(
    store: SqlStore, engine: AsyncEngine
) -> None:
    people = [member(who, workspace=workspace) for workspace in (ACME, OTHER) for who in PEOPLE]
    async with store.transaction() as tx:
        await join(tx, *people)
        posted = [
            replace(reminder(NINE + 3 * HOUR * number, who=one.id, workspace=one.workspace), sent_at=NINE)
            for one in people
            for number in range(3)
        ]
        await tx.reminders.add(posted)
        for one in posted:
            await tx.reminders.complete(one, "hip-flex", at=NINE)
    assert await kept_sums(engine) == dict.fromkeys([(who, NINE.date()) for who in PEOPLE], (3, 3))
    async with store.transaction() as tx:
        [theirs] = (await tx.standings.logbooks(OTHER, [BEN], today=NINE.date()))[BEN].days
    assert (theirs.delivered, theirs.done) == (3, 3)


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_for(postgres_url) as engine:
        yield engine


async def test_two_who_tick_off_at_once_are_both_in_the_sum(postgres: AsyncEngine) -> None:
    store = SqlStore(postgres)
    first, second = (replace(reminder(NINE + number * HOUR), sent_at=NINE) for number in range(2))
    async with store.transaction() as tx:
        await join(tx, member(ANA))
        await tx.reminders.add([first, second])

    async def tick(one: Reminder) -> None:
        async with store.transaction() as tx:
            await tx.members.get(ACME, ANA, lock=True)
            for exercise in one.exercises:
                await tx.reminders.complete(one, exercise, at=NINE)

    await asyncio.gather(tick(first), tick(second))
    assert await kept_sums(postgres) == {(ANA, NINE.date()): (2, 4)}


async def test_a_reading_waits_for_nobody_who_holds_a_member(postgres: AsyncEngine) -> None:
    store = SqlStore(postgres)
    await grows_old(store)
    async with asyncio.timeout(10), store.transaction() as tx:
        await tx.members.get(ACME, ANA, lock=True)
        book = (await logbooks(store, today=LATER))[ANA]
    assert (book.record, len(book.days)) == (NO_RECORD, 28)
    assert (await logbooks(store, today=LATER))[ANA].record.until == LATER - 14 * DAY
