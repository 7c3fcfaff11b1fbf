"""Two at once. Each store has an engine of its own, as another process would."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.ids import MemberId, WorkspaceId
from bot.store.transaction import SqlStore
from tests.store.rows import ACME, ANA, HOUR, LEASE, MINUTE, NINE, add, join, member, reminder, sent
from tests.stores import engine_for

PATIENCE = 30  # seconds until something that should happen has failed to


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[SqlStore]:
    async with engine_for(database_url) as engine:
        yield SqlStore(engine)


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_for(postgres_url) as engine:
        yield engine


async def lease(store: SqlStore, owner: str, *, limit: int = 100) -> list[WorkspaceId]:
    async with store.transaction() as tx:
        return list(await tx.workspaces.lease_due(due_by=NINE, lease_now=NINE, owner=owner, lease=LEASE, limit=limit))


async def release(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await tx.workspaces.release(ACME, owner="one", now=NINE)


async def until_somebody_waits(engine: AsyncEngine) -> None:
    """Returns when a transaction waits for a lock that another one holds."""
    async with asyncio.timeout(PATIENCE), engine.connect() as connection:
        while not await connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
            await connection.rollback()


async def test_of_two_who_lease_at_once_each_workspace_goes_to_one(store: SqlStore, other: SqlStore) -> None:
    everything = [WorkspaceId(f"T{number}") for number in range(20)]
    async with store.transaction() as tx:
        for workspace in everything:
            await tx.workspaces.ensure(workspace)
            await tx.workspaces.expect(workspace, NINE)

    rounds = await asyncio.gather(*(lease(each, owner, limit=7) for each in (store, other) for owner in ("a", "b")))

    taken = [workspace for found in rounds for workspace in found]
    assert len(taken) == len(set(taken))
    assert {*taken, *await lease(store, "c")} == set(everything)


async def test_of_two_who_claim_at_once_each_member_goes_to_one(store: SqlStore, other: SqlStore) -> None:
    everybody = [MemberId(f"U{number}") for number in range(20)]
    async with store.transaction() as tx:
        await join(tx, *(member(who, next_at=NINE) for who in everybody))

    async def claim(by: SqlStore) -> list[MemberId]:
        async with by.transaction() as tx:
            due = [each.id for each in await tx.members.claim_due(ACME, now=NINE, limit=7)]
            await tx.members.save_plans(ACME, dict.fromkeys(due))
            return due

    claimed = [who for found in await asyncio.gather(claim(store), claim(other)) for who in found]
    assert len(claimed) == len(set(claimed))
    assert {*claimed, *await claim(store), *await claim(other)} == set(everybody)


async def test_of_two_who_add_the_same_reminder_one_adds_it(store: SqlStore, other: SqlStore) -> None:
    await add(store, sent(NINE - HOUR))

    async def intend(by: SqlStore) -> None:
        async with by.transaction() as tx:
            await tx.reminders.add([reminder(NINE)])

    await asyncio.gather(intend(store), intend(other))

    async with store.transaction() as tx:
        assert await tx.reminders.unsent(ACME, ANA) == [reminder(NINE)]


async def test_of_two_presses_at_once_one_ticks_the_exercise_off(store: SqlStore, other: SqlStore) -> None:
    await add(store, sent(NINE))

    async def press(by: SqlStore) -> bool:
        async with by.transaction() as tx:
            return await tx.reminders.complete(sent(NINE), "hip-flex", at=NINE)

    assert sorted(await asyncio.gather(press(store), press(other))) == [False, True]


async def test_a_plan_made_while_the_workspace_is_released_is_not_lost(store: SqlStore, other: SqlStore) -> None:
    async with store.transaction() as tx:
        await join(tx, member())
        await tx.workspaces.expect(ACME, NINE)
    await lease(store, "one")

    async def plan() -> None:
        async with other.transaction() as tx:
            await tx.members.save_plans(ACME, {ANA: NINE + HOUR})
            await tx.workspaces.expect(ACME, NINE + HOUR)

    await asyncio.gather(release(store), plan())

    async with store.transaction() as tx:
        assert await tx.workspaces.earliest_due(now=NINE, lease_now=NINE) == NINE + HOUR


async def test_a_release_that_waits_for_a_plan_sees_it_when_it_is_there(postgres: AsyncEngine) -> None:
    store = SqlStore(postgres)
    async with store.transaction() as tx:
        await join(tx, member())
        await tx.workspaces.expect(ACME, NINE)
    await lease(store, "one")

    async with store.transaction() as planning:
        await planning.members.save_plans(ACME, {ANA: NINE + HOUR})
        await planning.workspaces.expect(ACME, NINE + HOUR)  # nothing to lower: it is due at nine
        await planning.settle()
        releasing = asyncio.create_task(release(store))
        await until_somebody_waits(postgres)
    await asyncio.wait_for(releasing, PATIENCE)

    async with store.transaction() as tx:
        assert await tx.workspaces.earliest_due(now=NINE, lease_now=NINE) == NINE + HOUR


async def test_a_plan_that_waits_for_a_release_lowers_what_it_wrote(postgres: AsyncEngine) -> None:
    store = SqlStore(postgres)
    async with store.transaction() as tx:
        await join(tx, member(next_at=NINE + HOUR))
        await tx.workspaces.expect(ACME, NINE)
    await lease(store, "one")

    async def plan() -> None:
        async with store.transaction() as tx:
            await tx.members.save_plans(ACME, {ANA: NINE + MINUTE})
            await tx.workspaces.expect(ACME, NINE + MINUTE)

    async with store.transaction() as releasing:
        await releasing.workspaces.release(ACME, owner="one", now=NINE)
        planning = asyncio.create_task(plan())
        await until_somebody_waits(postgres)
    await asyncio.wait_for(planning, PATIENCE)

    async with store.transaction() as tx:
        assert await tx.workspaces.earliest_due(now=NINE, lease_now=NINE) == NINE + MINUTE


async def test_nobody_waits_for_members_that_another_has_claimed(postgres: AsyncEngine) -> None:
    store = SqlStore(postgres)
    async with store.transaction() as tx:
        await join(tx, *(member(MemberId(f"U{number}"), next_at=NINE) for number in range(4)))

    async with store.transaction() as one, store.transaction() as two:
        first = await one.members.claim_due(ACME, now=NINE, limit=3)
        second = await two.members.claim_due(ACME, now=NINE, limit=3)

    assert [len(first), len(second)] == [3, 1]


async def test_a_locked_member_holds_other_writers_until_the_end(postgres: AsyncEngine) -> None:
    store = SqlStore(postgres)
    async with store.transaction() as tx:
        await join(tx, member())

    async def read_name() -> str:
        async with store.transaction() as tx:
            found = await tx.members.get(ACME, ANA, lock=True)
            assert found is not None
            return found.name

    async with store.transaction() as tx:
        await tx.members.get(ACME, ANA, lock=True)
        reading = asyncio.create_task(read_name())
        await until_somebody_waits(postgres)
        await tx.members.save(member(name="Changed"))

    assert await asyncio.wait_for(reading, PATIENCE) == "Changed"
