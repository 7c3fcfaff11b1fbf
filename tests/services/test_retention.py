"""Keeping no more than so many days, while best week and runs stay true."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.ids import MemberId
from bot.domain.reminder import State
from bot.domain.scoring import OwnWeek, own_week, week_of
from bot.ports import StoreUnavailable
from bot.services import retention as module
from bot.services.retention import KEPT, Retention
from bot.store.schema import archives, completions, daily_sums, records, reminders
from bot.store.transaction import SqlStore
from tests.services.acts import StoppedClock
from tests.store.rows import ACME, ANA, BEN, DAY, HOUR, NINE, OTHER, WELLNESS, board_post, join, member, sent

NOW = NINE + 500 * DAY
BEFORE = week_of((NOW - KEPT).date())


def sweeping(store: SqlStore, *, kept: timedelta = KEPT) -> Retention:
    return Retention(store, StoppedClock(NOW), asyncio.Event(), kept=kept)


async def counts(engine: AsyncEngine, *, before_only: bool = False) -> dict[str, int]:
    found = {}
    async with engine.connect() as connection:
        for table in (reminders, completions, daily_sums):
            query = select(func.count()).select_from(table)
            found[table.name] = await connection.scalar(
                query.where(table.c.active_on < BEFORE) if before_only else query
            )
    return {name: count or 0 for name, count in found.items()}


async def history(store: SqlStore, who: MemberId, *, days: Sequence[int], luck: Random) -> None:
    """A reminder on each of these days, ticked off as luck has it."""
    rows = [sent(NINE + day * DAY, who=who, state=State.MISSED) for day in days]
    async with store.transaction() as tx:
        await join(tx, member(who))
        await tx.reminders.add(rows)
        for row in rows:
            for exercise in row.exercises[: luck.choice((0, 1, 2, 2, 2))]:
                await tx.reminders.complete(row, exercise, at=row.due_at + HOUR)


async def week(store: SqlStore, who: MemberId, *, at: datetime = NOW) -> OwnWeek:
    async with store.transaction() as tx:
        logbook = (await tx.standings.logbooks(ACME, [who], today=at.date()))[who]
    return own_week(logbook, today=at.date())


async def drop_records(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(records.delete())


@pytest.mark.parametrize("seed", range(4))
async def test_best_week_and_runs_are_the_same_before_and_after(
    seed: int, store: SqlStore, engine: AsyncEngine
) -> None:
    luck = Random(seed)
    for who in (ANA, BEN):
        await history(store, who, days=sorted(luck.sample(range(500), 300)), luck=luck)
    before = {who: await week(store, who) for who in (ANA, BEN)}

    for days in (100, 250, 400, 401, 450):  # the sweeps of some of the days on the way
        await Retention(store, StoppedClock(NOW - 500 * DAY + days * DAY), asyncio.Event(), kept=60 * DAY).sweep()
        await drop_records(engine)  # as a late tick would
    await Retention(store, StoppedClock(NOW), asyncio.Event(), kept=60 * DAY).sweep()

    assert {who: await week(store, who) for who in (ANA, BEN)} == before
    kept = week_of((NOW - 60 * DAY).date())
    async with engine.connect() as connection:
        for table in (reminders, completions, daily_sums):
            assert await connection.scalar(select(func.min(table.c.active_on))) >= kept


async def test_what_is_younger_stays_to_the_last_row(store: SqlStore, engine: AsyncEngine) -> None:
    await history(store, ANA, days=[0, 98, 99, 100, 101, 102, 110, 499], luck=Random(1))
    everything, old = await counts(engine), await counts(engine, before_only=True)
    assert old["reminders"]

    await sweeping(store).sweep()
    await sweeping(store).sweep()

    assert await counts(engine) == {name: everything[name] - old[name] for name in everything}
    assert await counts(engine, before_only=True) == dict.fromkeys(everything, 0)


async def test_a_tick_on_a_day_that_was_folded_changes_nothing(store: SqlStore, engine: AsyncEngine) -> None:
    """An open card of long ago is left to whoever closes it; what is ticked off on it comes too late to count."""
    await history(store, ANA, days=range(30), luck=Random(2))
    opened = sent(NINE + 3 * DAY + HOUR)
    async with store.transaction() as tx:
        await tx.reminders.add([opened])
    before = await week(store, ANA)

    await sweeping(store).sweep()
    async with store.transaction() as tx:
        assert await tx.reminders.complete(opened, "hip-flex", at=NOW)
        await tx.reminders.save(replace(opened.become(State.DONE), closed_at=NOW))
    after_tick = await week(store, ANA)
    await sweeping(store).sweep()

    assert await week(store, ANA) == after_tick == before
    assert await counts(engine) == {"reminders": 0, "completions": 0, "daily_sums": 0}


async def test_several_processes_at_once_do_no_harm(store: SqlStore, engine: AsyncEngine) -> None:
    for who in (ANA, BEN):
        await history(store, who, days=range(0, 120, 2), luck=Random(3))
    before = {who: await week(store, who) for who in (ANA, BEN)}

    await asyncio.gather(*(sweeping(SqlStore(engine)).sweep() for _ in range(3)))
    await sweeping(store).sweep()  # whoever was held then

    assert {who: await week(store, who) for who in (ANA, BEN)} == before
    assert await counts(engine, before_only=True) == {"reminders": 0, "completions": 0, "daily_sums": 0}


async def test_a_long_history_goes_a_little_at_a_time(
    store: SqlStore, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REMINDERS_AT_ONCE", 7)
    monkeypatch.setattr(module, "MEMBERS_A_STEP", 1)
    for who in (ANA, BEN):
        await history(store, who, days=range(60), luck=Random(4))
    before = {who: await week(store, who) for who in (ANA, BEN)}
    await sweeping(store).sweep()
    assert await counts(engine) == {"reminders": 0, "completions": 0, "daily_sums": 0}
    assert {who: await week(store, who) for who in (ANA, BEN)} == before


async def test_a_stop_ends_a_sweep_early(store: SqlStore, engine: AsyncEngine) -> None:
    await history(store, ANA, days=range(10), luck=Random(5))
    everything = await counts(engine)
    sweep = sweeping(store)
    sweep.draining.set()
    await sweep.sweep()
    assert await counts(engine) == everything


async def test_old_weekly_posts_go_in_every_workspace(store: SqlStore) -> None:
    old, young = board_post(week=BEFORE - DAY), board_post(week=BEFORE)
    other = replace(old, workspace=OTHER)
    async with store.transaction() as tx:
        for workspace in (ACME, OTHER):
            await tx.workspaces.ensure(workspace)
        for post in (old, young, other):
            await tx.posts.begin(post)
    await sweeping(store).sweep()
    async with store.transaction() as tx:
        assert await tx.posts.last(OTHER, WELLNESS) is None
        last = await tx.posts.last(ACME, WELLNESS)
        assert last is not None
        assert last.week == BEFORE


async def test_a_shorter_span_keeps_less(store: SqlStore, engine: AsyncEngine) -> None:
    await history(store, ANA, days=[400, 480], luck=Random(6))
    await sweeping(store, kept=timedelta(days=60)).sweep()
    assert (await counts(engine))["reminders"] == 1


async def test_a_bell_sweeps_once_a_day_and_again_after_a_failure(store: SqlStore, engine: AsyncEngine) -> None:
    clock = StoppedClock(NOW)
    down = _Down(store)
    sweep = Retention(down, clock, asyncio.Event())  # type: ignore[arg-type]  # a store that is out of reach
    await sweep.ring()
    await history(store, ANA, days=[0], luck=Random(7))
    down.is_down = False
    await sweep.ring()
    assert (await counts(engine))["reminders"] == 0

    await history(store, BEN, days=[0], luck=Random(7))
    await sweep.ring()
    assert (await counts(engine))["reminders"] == 1
    clock.at += DAY
    await sweep.ring()
    assert (await counts(engine))["reminders"] == 0


class _Down:
    """The store, once it is there."""

    def __init__(self, store: SqlStore) -> None:
        self._store, self.is_down = store, True

    def transaction(self) -> object:
        if self.is_down:
            raise StoreUnavailable("out of reach")
        return self._store.transaction()


async def test_a_member_who_stopped_long_ago_keeps_their_numbers(store: SqlStore, engine: AsyncEngine) -> None:
    await history(store, ANA, days=range(40), luck=Random(8))
    before = await week(store, ANA)
    async with store.transaction() as tx:
        found = await tx.members.get(ACME, ANA, lock=True)
        assert found is not None
        await tx.members.save(replace(found, stopped_at=NINE + 50 * DAY))
    await sweeping(store).sweep()
    await drop_records(engine)
    assert await week(store, ANA) == before
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(archives)) == 1
