"""A workspace that comes back at the very moment at which it is erased. PostgreSQL alone lets two write at once."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.keyring import Keyring
from bot.store.transaction import SqlStore
from tests.store.rows import ACME, ANA, HOUR, NINE, SECOND, install, installation, join, member, reminder
from tests.store.test_races import PATIENCE, until_somebody_waits
from tests.stores import KEY, engine_for

ANEW = installation(token="xoxb-2", installed_at=NINE + SECOND)


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_for(postgres_url) as engine:
        yield engine


@pytest.fixture
async def store(postgres: AsyncEngine) -> SqlStore:
    """Of a workspace that was uninstalled, with one member who has one reminder."""
    store = SqlStore(postgres, Keyring([KEY]))
    await install(store, installation())
    async with store.transaction() as tx:
        await join(tx, member())
        await tx.reminders.add([reminder()])
        await tx.installations.remove(ACME)
        await tx.workspaces.suspend(ACME, reason="uninstalled", erase_at=NINE)
    return store


async def erase_some(store: SqlStore) -> bool:
    async with store.transaction() as tx:
        return await tx.erasures.erase_some(ACME, now=NINE, limit=9)


async def test_a_batch_that_waits_for_a_new_installation_erases_nothing(store: SqlStore, postgres: AsyncEngine) -> None:
    async with store.transaction() as tx:
        await tx.workspaces.revive(ACME)
        await tx.installations.put(ANEW)
        erasing = asyncio.create_task(erase_some(store))
        await until_somebody_waits(postgres)
    assert not await asyncio.wait_for(erasing, PATIENCE)

    async with store.transaction() as tx:
        assert await tx.members.get(ACME, ANA) == member()
        assert await tx.reminders.unsent(ACME, ANA) == [reminder()]
        assert await tx.installations.get(ACME) == ANEW


async def test_an_installation_that_waits_for_the_last_batch_begins_afresh(
    store: SqlStore, postgres: AsyncEngine
) -> None:
    while await holds_somebody(store):
        await erase_some(store)
    async with store.transaction() as tx:
        assert not await tx.erasures.erase_some(ACME, now=NINE, limit=9)
        installing = asyncio.create_task(install(store, ANEW))
        await until_somebody_waits(postgres)
    await asyncio.wait_for(installing, PATIENCE)

    async with store.transaction() as tx:
        row = await tx.workspaces.get(ACME)
        assert row is not None
        assert row.suspended_reason is None
        assert await tx.installations.get(ACME) == ANEW
        assert await tx.erasures.due(now=NINE + HOUR, limit=9) == []


async def holds_somebody(store: SqlStore) -> bool:
    async with store.transaction() as tx:
        return await tx.members.get(ACME, ANA) is not None


async def test_a_press_holds_a_batch_up_and_is_not_held_up_by_one_that_waits(
    store: SqlStore, postgres: AsyncEngine
) -> None:
    async with store.transaction() as press:
        await press.members.get(ACME, ANA, lock=True)
        erasing = asyncio.create_task(erase_some(store))
        await until_somebody_waits(postgres)
        await press.members.save(member(name="Changed"))
        await press.reminders.add([reminder(NINE + HOUR)])
        await press.workspaces.expect(ACME, NINE)
    assert await asyncio.wait_for(erasing, PATIENCE)
