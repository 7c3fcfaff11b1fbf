"""Erasing whole workspaces: everything of them goes, a little at a time, unless they come back in between."""

import asyncio
from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import event, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.notice import Notice
from bot.ports import Errand, StoreUnavailable, Upload
from bot.services import installing as module
from bot.services.installing import Installing
from bot.store.schema import metadata, workspaces
from bot.store.transaction import SqlStore
from tests.services.acts import StoppedClock
from tests.store.rows import (
    ACME,
    ANA,
    BEN,
    DAY,
    HOUR,
    LEASE,
    NINE,
    OTHER,
    SECOND,
    board_post,
    channel_post,
    install,
    installation,
    join,
    member,
    sent,
)
from tests.whole_database import mentions

PEOPLE = [ANA, BEN, *(MemberId(f"U9{number}") for number in range(23))]
FEW = 7


def erasing(store: SqlStore) -> Installing:
    return Installing(store, StoppedClock(NINE), asyncio.Event())


def notice(workspace: WorkspaceId) -> Notice:
    return Notice(workspace=workspace, member=ANA, moved_from=HOUR, moved_to=2 * HOUR, owed_at=NINE, due_at=NINE)


async def furnish(store: SqlStore, workspace: WorkspaceId, *, days: int = 12) -> None:
    """A team with some of everything that is stored."""
    luck = Random(workspace)
    await install(store, installation(workspace))
    for who in PEOPLE:
        rows = [sent(NINE - day * DAY, who=who, workspace=workspace) for day in range(days)]
        async with store.transaction() as tx:
            await join(tx, member(who, workspace=workspace))
            await tx.reminders.add(rows)
            for row in rows:
                for exercise in row.exercises[: luck.choice((0, 1, 2))]:
                    await tx.reminders.complete(row, exercise, at=row.due_at + HOUR)
                await tx.errands.add(Errand(workspace=workspace, reminder=row.id, due_at=NINE))
    async with store.transaction() as tx:
        await tx.old_rows.fold(workspace, PEOPLE, before=(NINE - 20 * DAY).date())
        await tx.notices.owe([notice(workspace)])
        await tx.standings.logbooks(workspace, PEOPLE, today=NINE.date())
        await tx.posts.set_up(channel_post(workspace=workspace))
        for number in range(FEW + 1):
            await tx.pictures.put(Upload(workspace=workspace, checksum=f"{number}", try_at=NINE))
        for week in range(20):
            await tx.posts.begin(board_post(workspace=workspace, week=NINE.date() - week * 7 * DAY))


async def gone(store: SqlStore, workspace: WorkspaceId) -> None:
    async with store.transaction() as tx:
        await tx.workspaces.suspend(workspace, reason="uninstalled", erase_at=NINE)


async def counts(engine: AsyncEngine, workspace: WorkspaceId) -> dict[str, int]:
    found = {}
    async with engine.connect() as connection:
        for table in metadata.sorted_tables:
            own = table.c.id if table is workspaces else table.c.workspace
            query = select(func.count()).select_from(table).where(own == workspace)
            found[table.name] = await connection.scalar(query) or 0
    return found


async def test_nothing_of_it_is_left_and_all_of_the_others(store: SqlStore, engine: AsyncEngine) -> None:
    eve = WorkspaceId("T7EVEEVE")
    await furnish(store, eve, days=24)
    await furnish(store, OTHER, days=24)
    theirs = await counts(engine, OTHER)
    assert [table for table, number in theirs.items() if not number] == []
    await gone(store, eve)

    await erasing(store).erase_due()

    assert await mentions(engine, eve) == []
    assert await counts(engine, OTHER) == theirs


async def test_a_batch_is_small(store: SqlStore, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS_AT_ONCE", FEW)
    await furnish(store, ACME, days=3)
    await gone(store, ACME)
    deleted, largest = 0, 0

    def count(_connection: object, cursor: object, statement: str, *_: object) -> None:
        nonlocal deleted, largest
        if statement.startswith("DELETE"):
            deleted += getattr(cursor, "rowcount", 0)
            largest = max(largest, deleted)

    def start_anew(*_: object) -> None:
        nonlocal deleted
        deleted = 0

    event.listen(engine.sync_engine, "after_cursor_execute", count)
    event.listen(engine.sync_engine, "commit", start_anew)
    await erasing(store).erase_due()

    assert 0 < largest <= 2 * len(PEOPLE)
    assert await mentions(engine, ACME) == []


async def test_whoever_comes_back_between_two_batches_keeps_the_rest(store: SqlStore, engine: AsyncEngine) -> None:
    await furnish(store, ACME)
    await gone(store, ACME)
    for _ in range(3):
        async with store.transaction() as tx:
            assert await tx.erasures.erase_some(ACME, now=NINE, limit=FEW)
    await install(store, installation(installed_at=NINE + SECOND))
    left = await counts(engine, ACME)
    assert left["members"] == len(PEOPLE)
    assert left["reminders"] == len(PEOPLE) * 12 - 3 * FEW

    async with store.transaction() as tx:
        assert not await tx.erasures.erase_some(ACME, now=NINE, limit=FEW)
    await erasing(store).erase_due()

    assert await counts(engine, ACME) == left


async def test_a_workspace_that_comes_back_after_its_erasure_begins_afresh(
    store: SqlStore, engine: AsyncEngine
) -> None:
    await furnish(store, ACME, days=1)
    await gone(store, ACME)
    await erasing(store).erase_due()
    await install(store, installation(installed_at=NINE + SECOND))
    now = {table: number for table, number in (await counts(engine, ACME)).items() if number}
    assert now == {"workspaces": 1, "installations": 1}


async def test_several_processes_at_once_do_no_harm(store: SqlStore, engine: AsyncEngine) -> None:
    await furnish(store, ACME)
    await furnish(store, OTHER, days=1)
    theirs = await counts(engine, OTHER)
    await gone(store, ACME)
    await asyncio.gather(*(erasing(SqlStore(engine)).erase_due() for _ in range(3)))
    await erasing(store).erase_due()
    assert await mentions(engine, ACME) == []
    assert await counts(engine, OTHER) == theirs


async def test_one_whose_time_has_not_come_stays(store: SqlStore, engine: AsyncEngine) -> None:
    await furnish(store, ACME, days=1)
    async with store.transaction() as tx:
        await tx.workspaces.suspend(ACME, reason="tokens_revoked", erase_at=NINE + SECOND)
    before = await counts(engine, ACME)
    await erasing(store).erase_due()
    assert await counts(engine, ACME) == before


async def test_one_that_an_earlier_version_serves_again_stays(store: SqlStore, engine: AsyncEngine) -> None:
    """It knows nothing of `erase_at`, and leaves it as it is."""
    await furnish(store, ACME, days=1)
    await gone(store, ACME)
    async with engine.begin() as connection:
        await connection.execute(update(workspaces).where(workspaces.c.id == ACME).values(suspended_reason=None))
    before = await counts(engine, ACME)
    await erasing(store).erase_due()
    assert await counts(engine, ACME) == before


async def test_whoever_serves_it_still_ends_that_first(store: SqlStore, engine: AsyncEngine) -> None:
    await furnish(store, ACME, days=1)
    async with store.transaction() as tx:
        await tx.workspaces.expect(ACME, NINE)
    async with store.transaction() as tx:
        assert await tx.workspaces.lease_due(due_by=NINE, lease_now=NINE, owner="one", lease=LEASE, limit=1)
    await gone(store, ACME)
    before = await counts(engine, ACME)
    await erasing(store).erase_due()
    assert await counts(engine, ACME) == before
    async with store.transaction() as tx:
        await tx.workspaces.release(ACME, owner="one", now=NINE)
    await erasing(store).erase_due()
    assert await mentions(engine, ACME) == []


async def test_a_stop_ends_it_early_and_the_next_start_goes_on(store: SqlStore, engine: AsyncEngine) -> None:
    await furnish(store, ACME, days=1)
    await gone(store, ACME)
    before = await counts(engine, ACME)
    stopped = erasing(store)
    stopped.draining.set()
    await stopped.erase_due()
    assert await counts(engine, ACME) == before
    await erasing(store).erase_due()
    assert await mentions(engine, ACME) == []


async def test_while_the_database_is_gone_it_is_put_off() -> None:
    await erasing(_Down()).erase_due()  # type: ignore[arg-type]  # a store that is out of reach


class _Down:
    def transaction(self) -> object:
        raise StoreUnavailable("out of reach")


async def test_a_press_at_the_same_moment_waits_for_nobody_for_long(store: SqlStore, engine: AsyncEngine) -> None:
    """Whoever erases takes locks in the order that everybody keeps."""
    await furnish(store, ACME, days=2)
    await gone(store, ACME)

    async def press(who: MemberId) -> None:
        async with store.transaction() as tx:
            found = await tx.members.get(ACME, who, lock=True)
            latest = None if found is None else await tx.reminders.latest(ACME, who, lock=True)
            if found is None or latest is None:
                return
            await tx.reminders.take_back(latest)
            await tx.members.save(replace(found, moved_at=NINE))
            await tx.workspaces.expect(ACME, NINE)

    await asyncio.gather(erasing(store).erase_due(), *(press(who) for who in PEOPLE * 2))
    await erasing(store).erase_due()
    assert await mentions(engine, ACME) == []
