"""A workspace as a whole, and what its members are owed to be told: on both databases, and of one workspace alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.board import ChannelPost
from bot.domain.ids import WorkspaceId
from bot.domain.notice import Notice
from bot.domain.spread import DEFAULT_BOUNDS, Bounds
from bot.ports import Transaction
from bot.store.transaction import SqlStore
from tests.store.rows import (
    ACME,
    ANA,
    BEN,
    CLEO,
    HOUR,
    LEASE,
    MINUTE,
    NINE,
    OTHER,
    WELLNESS,
    channel_post,
    join,
    member,
)

NARROW = Bounds(2 * HOUR, 2.5 * HOUR)
NOTICE = Notice(
    workspace=ACME, member=ANA, moved_from=3 * HOUR, moved_to=2.5 * HOUR, owed_at=NINE, due_at=NINE + MINUTE
)


async def furnish(tx: Transaction, workspace: WorkspaceId) -> None:
    """Ana, who stopped; Ben, whom Slack lets nobody message; Cleo; and a post of theirs."""
    await join(
        tx,
        member(ANA, workspace=workspace, interval=3 * HOUR, stopped_at=NINE),
        member(BEN, workspace=workspace, interval=3 * HOUR, suspended_reason="messages_tab_disabled"),
        member(CLEO, workspace=workspace, interval=2 * HOUR),
    )
    await tx.posts.set_up(channel_post(workspace=workspace))


async def test_a_census_counts_who_has_not_stopped_and_why_some_are_not_reached(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await furnish(tx, ACME)
        await furnish(tx, OTHER)
        census = await tx.oversight.census(ACME)
        assert (census.members, census.unreachable) == (2, {"messages_tab_disabled": 1})
        posts: list[ChannelPost] = list(await tx.oversight.posts(ACME))
        assert [(post.workspace, post.channel) for post in posts] == [(ACME, WELLNESS)]


async def test_an_empty_workspace_has_nobody(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await furnish(tx, ACME)
        census = await tx.oversight.census(OTHER)
        assert (census.members, census.unreachable, await tx.oversight.posts(OTHER)) == (0, {}, [])


async def test_outside_are_those_beyond_either_bound_who_have_not_stopped(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await furnish(tx, ACME)
        await furnish(tx, OTHER)
        assert await tx.oversight.outside(ACME, DEFAULT_BOUNDS, limit=9) == []
        assert await tx.oversight.outside(ACME, NARROW, limit=9) == [BEN]
        assert await tx.oversight.outside(ACME, Bounds(2.25 * HOUR, 3 * HOUR), limit=9) == [CLEO]
        assert await tx.oversight.outside(ACME, Bounds(2.25 * HOUR, 2.75 * HOUR), limit=9) == [BEN, CLEO]
        assert await tx.oversight.outside(ACME, Bounds(2.25 * HOUR, 2.75 * HOUR), limit=1) == [BEN]


@pytest.mark.parametrize(
    ("changes", "is_moved_back"),
    [({}, True), ({"begun_at": NINE}, False), ({"moved_to": 2 * HOUR}, False), ({"moved_from": 5 * HOUR}, True)],
)
async def test_outside_are_also_those_who_were_moved_for_nothing_and_do_not_know_it(
    store: SqlStore, changes: dict[str, timedelta], is_moved_back: bool
) -> None:
    async with store.transaction() as tx:
        await join(tx, member(ANA, interval=2.5 * HOUR))
        await tx.notices.owe([replace(NOTICE, **changes)])  # type: ignore[arg-type]  # the fields of a notice
        assert await tx.oversight.outside(ACME, DEFAULT_BOUNDS, limit=9) == ([ANA] if is_moved_back else [])
        if not changes:
            assert await tx.oversight.outside(ACME, NARROW, limit=9) == []


async def test_changed_bounds_are_for_one_workspace_and_due_at_once(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await furnish(tx, OTHER)
        await tx.oversight.change_bounds(ACME, NARROW, fit_at=NINE)
        changed = await tx.workspaces.ensure(ACME)
        assert (changed.bounds, changed.fit_at) == (NARROW, NINE)
        other = await tx.workspaces.ensure(OTHER)
        assert (other.bounds, other.fit_at) == (DEFAULT_BOUNDS, None)


async def test_a_turn_that_is_given_back_comes_again_for_what_is_left(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await tx.oversight.change_bounds(ACME, NARROW, fit_at=NINE + HOUR)
        await tx.workspaces.expect(ACME, NINE)
    async with store.transaction() as tx:
        await tx.workspaces.lease_due(due_by=NINE, lease_now=NINE, owner="one", lease=LEASE, limit=1)
        await tx.workspaces.release(ACME, owner="one", now=NINE)
    async with store.transaction() as tx:
        assert await tx.workspaces.earliest_due(now=NINE, lease_now=NINE) == NINE + HOUR


async def test_only_who_read_the_last_change_may_say_that_it_is_done(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await tx.oversight.change_bounds(ACME, NARROW, fit_at=NINE)
        read = await tx.workspaces.ensure(ACME)
        await tx.oversight.change_bounds(ACME, DEFAULT_BOUNDS, fit_at=NINE + MINUTE)
        await tx.oversight.fitted(read, next_at=None)
        assert (await tx.workspaces.ensure(ACME)).fit_at == NINE + MINUTE
        await tx.oversight.fitted(await tx.workspaces.ensure(ACME), next_at=None)
        assert (await tx.workspaces.ensure(ACME)).fit_at is None


async def test_a_member_is_owed_one_notice_and_the_later_one_stands(store: SqlStore) -> None:
    later = replace(NOTICE, moved_to=2 * HOUR, owed_at=NINE + MINUTE, due_at=NINE)
    async with store.transaction() as tx:
        await join(tx, member(ANA))
        await tx.notices.owe([NOTICE])
        await tx.notices.owe([later])
        await tx.notices.save(replace(NOTICE, attempts=7))
        await tx.notices.settle(NOTICE)
        assert await tx.notices.due(ACME, now=NINE, limit=9) == [later]
        await tx.notices.save(replace(later, begun_at=NINE, looks=1, due_at=NINE + HOUR))
        assert await tx.notices.due(ACME, now=NINE, limit=9) == []
        assert await tx.notices.next_at(ACME) == NINE + HOUR
        [held] = await tx.notices.lock(ACME, [ANA, BEN])
        assert (held.begun_at, held.looks, held.attempts) == (NINE, 1, 0)
        await tx.notices.settle(later)
        assert await tx.notices.next_at(ACME) is None


async def test_notices_are_of_one_workspace(store: SqlStore) -> None:
    theirs = replace(NOTICE, workspace=OTHER)
    async with store.transaction() as tx:
        for workspace in (ACME, OTHER):
            await join(tx, member(ANA, workspace=workspace))
        await tx.notices.owe([theirs])
        assert await tx.notices.due(ACME, now=NINE + HOUR, limit=9) == []
        assert await tx.notices.lock(ACME, [ANA]) == []
        assert await tx.notices.next_at(ACME) is None
        await tx.notices.owe([NOTICE])
        await tx.notices.settle(NOTICE)
        assert await tx.notices.due(OTHER, now=NINE + HOUR, limit=9) == [theirs]


async def test_what_a_member_is_owed_is_handed_out_and_goes_with_them(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await join(tx, member(ANA))
        await tx.notices.owe([NOTICE])
        everything = await tx.belongings.everything(ACME, ANA)
        assert everything is not None
        assert everything.notice == NOTICE
        await tx.belongings.erase(ACME, ANA)
        assert await tx.notices.next_at(ACME) is None
