"""Two workspaces with rows of the same ids: whatever is done to one of them leaves the other as it was."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.board import PostState
from bot.domain.ids import MessageRef, MessageTs, WorkspaceId
from bot.domain.reminder import State
from bot.domain.standings import Board, Named
from bot.ports import Errand, Transaction
from bot.store.schema import metadata, workspaces
from bot.store.transaction import SqlStore
from tests.store.rows import (
    ACME,
    ANA,
    DAY,
    HOUR,
    LEASE,
    MONDAY,
    NINE,
    OTHER,
    WELLNESS,
    board_post,
    channel_post,
    installation,
    join,
    member,
    reminder,
    sent,
)

OPEN, PENDING = sent(NINE), reminder(NINE + HOUR)
POST = replace(
    board_post(),
    state=PostState.POSTED,
    ref=MessageRef(WELLNESS, MessageTs("1.1")),
    board=Board(total=3, best=(Named(ANA, "Ana"),)),
)


async def furnish(tx: Transaction, workspace: WorkspaceId) -> None:
    """One of everything, with the same ids in every workspace."""
    await join(tx, member(workspace=workspace, next_at=NINE))
    await tx.workspaces.expect(workspace, NINE)
    await tx.reminders.add([replace(each, workspace=workspace) for each in (OPEN, PENDING)])
    await tx.reminders.complete(replace(OPEN, workspace=workspace), "hip-flex", at=NINE)
    await tx.errands.add(Errand(workspace=workspace, reminder=OPEN.id, due_at=NINE))
    await tx.posts.set_up(channel_post(workspace=workspace))
    await tx.posts.begin(replace(POST, workspace=workspace))
    await tx.installations.put(installation(workspace))


async def rows_of(engine: AsyncEngine, workspace: WorkspaceId) -> list[list[Any]]:
    async with engine.connect() as connection:
        found = []
        for table in metadata.sorted_tables:
            own = table.c.id if table is workspaces else table.c.workspace
            rows = await connection.execute(select(table).where(own == workspace).order_by(*table.primary_key))
            found.append([tuple(row) for row in rows])
        return found


async def lease_and_release(tx: Transaction) -> None:
    await tx.workspaces.lease_due(due_by=NINE, lease_now=NINE, owner="one", lease=LEASE, limit=1)
    await tx.workspaces.renew(ACME, owner="one", lease_now=NINE, lease=2 * LEASE)
    await tx.workspaces.release(ACME, owner="one", now=NINE)


async def suspend_and_revive(tx: Transaction) -> None:
    await tx.workspaces.suspend(ACME, reason="uninstalled", erase_at=NINE)
    await tx.workspaces.wake(ACME, NINE)
    await tx.workspaces.revive(ACME)


async def suspend_and_erase(tx: Transaction) -> None:
    await tx.workspaces.suspend(ACME, reason="uninstalled", erase_at=NINE)
    while await tx.erasures.erase_some(ACME, now=NINE, limit=1):
        pass


WRITES: dict[str, Callable[[Transaction], Awaitable[object]]] = {
    "lease and release": lease_and_release,
    "expect": lambda tx: tx.workspaces.expect(ACME, NINE - DAY),
    "block": lambda tx: tx.workspaces.block(ACME, until=NINE),
    "revive": suspend_and_revive,
    "erase": suspend_and_erase,
    "put an installation": lambda tx: tx.installations.put(installation(token="xoxb-2")),
    "renew an installation": lambda tx: tx.installations.renew(installation(token="xoxb-2")),
    "remove an installation": lambda tx: tx.installations.remove(ACME),
    "begin a rotation": lambda tx: tx.installations.begin_rotation(
        ACME, ends_by=NINE + DAY, now=NINE, until=NINE + HOUR
    ),
    "greeted": lambda tx: tx.installations.greeted(ACME, at=NINE),
    "suspend": lambda tx: tx.workspaces.suspend(ACME, reason="token_revoked"),
    "save a member": lambda tx: tx.members.save(member(name="Changed")),
    "save members": lambda tx: tx.members.save_all([member(name="Changed")]),
    "save reminders": lambda tx: tx.reminders.save_all([replace(PENDING, state=State.EXPIRED)]),
    "rest": lambda tx: tx.workspaces.rest(ACME, until=NINE),
    "save plans": lambda tx: tx.members.save_plans(ACME, {ANA: None}),
    "add a reminder": lambda tx: tx.reminders.add([reminder(NINE + DAY)]),
    "save a reminder": lambda tx: tx.reminders.save(replace(PENDING, state=State.EXPIRED)),
    "complete": lambda tx: tx.reminders.complete(OPEN, "glute-bridge", at=NINE),
    "take back": lambda tx: tx.reminders.take_back(OPEN),
    "add an errand": lambda tx: tx.errands.add(Errand(workspace=ACME, reminder=OPEN.id, due_at=NINE - DAY)),
    "finish an errand": lambda tx: tx.errands.finish(Errand(workspace=ACME, reminder=OPEN.id, due_at=NINE)),
    "put off an errand": lambda tx: tx.errands.put_off(
        Errand(workspace=ACME, reminder=OPEN.id, due_at=NINE), until=NINE + DAY
    ),
    "set up a post": lambda tx: tx.posts.set_up(channel_post(minute=1)),
    "move a post on": lambda tx: tx.posts.move_on(channel_post(), next_post_at=NINE + DAY),
    "end a post": lambda tx: tx.posts.end(ACME, WELLNESS),
    "record a post": lambda tx: tx.posts.record(replace(POST, board=None)),
    "withdraw a post": lambda tx: tx.posts.withdraw(POST),
}

READS: dict[str, Callable[[Transaction], Awaitable[object]]] = {
    "member": lambda tx: tx.members.get(OTHER, ANA),
    "members": lambda tx: tx.members.of(OTHER, [ANA]),
    "active members": lambda tx: tx.members.all_active(OTHER),
    "due members": lambda tx: tx.members.claim_due(OTHER, now=NINE, limit=9),
    "reminder": lambda tx: tx.reminders.get(OTHER, OPEN.id),
    "latest": lambda tx: tx.reminders.latest(OTHER, ANA),
    "open": lambda tx: tx.reminders.open_ones(OTHER, [ANA]),
    "unsent": lambda tx: tx.reminders.unsent(OTHER, ANA),
    "unsent of many": lambda tx: tx.reminders.unsent_of(OTHER, [ANA]),
    "recent": lambda tx: tx.reminders.recent(OTHER, [ANA], limit=3),
    "standing": lambda tx: tx.reminders.standing(OTHER, [ANA], since=MONDAY - DAY),
    "locked members": lambda tx: tx.members.lock(OTHER, [ANA]),
    "locked reminders": lambda tx: tx.reminders.lock(OTHER, [OPEN.id, PENDING.id]),
    "to post": lambda tx: tx.reminders.to_post(OTHER, due_by=NINE + DAY, limit=9),
    "to look up": lambda tx: tx.reminders.to_look_up(OTHER, lease_now=NINE + DAY, limit=9),
    "since": lambda tx: tx.reminders.since(OTHER, ANA, active_on=MONDAY),
    "completions": lambda tx: tx.reminders.completions(OTHER, [OPEN.id]),
    "last completed": lambda tx: tx.reminders.last_completed_at(OTHER, ANA),
    "last closed": lambda tx: tx.reminders.last_closed_at(OTHER, ANA, state=State.SENT),
    "errands": lambda tx: tx.errands.due(OTHER, now=NINE, limit=9),
    "due posts": lambda tx: tx.posts.due(OTHER, now=NINE),
    "last post": lambda tx: tx.posts.last(OTHER, WELLNESS),
    "overlapping posts": lambda tx: tx.posts.overlapping(OTHER, after=NINE - DAY, until=NINE),
    "installation": lambda tx: tx.installations.get(OTHER),
    "installed at": lambda tx: tx.installations.installed_at(OTHER),
    "naming posts": lambda tx: tx.posts.naming(OTHER, ANA),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
async def test_writing_in_one_workspace_leaves_the_other_as_it_was(
    store: SqlStore, engine: AsyncEngine, write: Callable[[Transaction], Awaitable[object]]
) -> None:
    async with store.transaction() as tx:
        await furnish(tx, ACME)
        await furnish(tx, OTHER)
        await tx.workspaces.expect(ACME, NINE - HOUR)  # so that it is the one to be leased
    ours, theirs = await rows_of(engine, ACME), await rows_of(engine, OTHER)

    async with store.transaction() as tx:
        await write(tx)

    assert await rows_of(engine, ACME) != ours
    assert await rows_of(engine, OTHER) == theirs


async def test_whatever_belongs_to_a_workspace_goes_with_it(store: SqlStore, engine: AsyncEngine) -> None:
    async with store.transaction() as tx:
        await furnish(tx, ACME)
        await furnish(tx, OTHER)
    theirs = await rows_of(engine, OTHER)

    async with engine.begin() as connection:
        await connection.execute(delete(workspaces).where(workspaces.c.id == ACME))

    assert await rows_of(engine, ACME) == [[] for _ in metadata.sorted_tables]
    assert await rows_of(engine, OTHER) == theirs


@pytest.mark.parametrize("read", READS.values(), ids=READS)
async def test_nothing_of_one_workspace_is_found_in_the_other(
    store: SqlStore, read: Callable[[Transaction], Awaitable[object]]
) -> None:
    async with store.transaction() as tx:
        await furnish(tx, ACME)
        await tx.workspaces.ensure(OTHER)

        assert not await read(tx)


async def test_standings_are_of_one_workspace(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await furnish(tx, ACME)
        await furnish(tx, OTHER)

        assert [day.done for day in (await tx.standings.logbooks(OTHER, [ANA], today=MONDAY))[ANA].days] == [1]
        assert await tx.standings.done(OTHER, after=NINE - DAY, until=NINE) == {ANA: 1}
        tallies = await tx.standings.tallies(OTHER, [ANA], after=NINE - DAY, until=NINE)
        assert (tallies[ANA].done, tallies[ANA].reminders) == (1, 1)
