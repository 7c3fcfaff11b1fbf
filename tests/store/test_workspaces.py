from datetime import datetime, timedelta

import pytest

from bot.domain.ids import WorkspaceId
from bot.domain.spread import DEFAULT_BOUNDS
from bot.ports import Errand, Workspace
from bot.store.transaction import SqlStore
from tests.store.rows import ACME, ANA, BEN, HOUR, LEASE, MINUTE, NINE, OTHER, SECOND, channel_post, join, member, sent
from tests.store.rows import reminder as a_reminder

REAL = NINE + 1000 * HOUR  # the real clock, which leases go by, is not the movable one


async def expect(store: SqlStore, workspace: WorkspaceId = ACME, due_at: datetime = NINE) -> None:
    async with store.transaction() as tx:
        await tx.workspaces.ensure(workspace)
        await tx.workspaces.expect(workspace, due_at)


async def lease(
    store: SqlStore,
    *,
    due_by: datetime = NINE,
    lease_now: datetime = REAL,
    owner: str = "one",
    limit: int = 10,
) -> list[WorkspaceId]:
    async with store.transaction() as tx:
        return list(
            await tx.workspaces.lease_due(due_by=due_by, lease_now=lease_now, owner=owner, lease=LEASE, limit=limit)
        )


async def release(store: SqlStore, owner: str = "one") -> None:
    async with store.transaction() as tx:
        await tx.workspaces.release(ACME, owner=owner, now=NINE)


async def earliest_due(store: SqlStore, *, lease_now: datetime = REAL) -> datetime | None:
    async with store.transaction() as tx:
        return await tx.workspaces.earliest_due(now=NINE, lease_now=lease_now)


async def test_a_new_workspace_has_the_default_bounds_and_is_free_to_post(store: SqlStore) -> None:
    async with store.transaction() as tx:
        first = await tx.workspaces.ensure(ACME)
        second = await tx.workspaces.ensure(ACME)

    free = Workspace(id=ACME, bounds=DEFAULT_BOUNDS, blocked_until=None, tidy_at=None, suspended_reason=None)
    assert first == second == free


@pytest.mark.parametrize(("early", "found"), [(SECOND, []), (timedelta(), [ACME]), (-SECOND, [ACME])])
async def test_a_workspace_is_due_from_its_moment_on(store: SqlStore, early: timedelta, found: list[str]) -> None:
    await expect(store)

    assert await lease(store, due_by=NINE - early) == found


async def test_a_workspace_with_nothing_planned_is_never_due(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await tx.workspaces.ensure(ACME)

    assert await lease(store) == []


async def test_the_workspaces_due_longest_come_first_and_no_more_than_asked_for(store: SqlStore) -> None:
    for number in range(4):
        await expect(store, WorkspaceId(f"T{number}"), NINE - number * MINUTE)

    assert await lease(store, limit=3) == ["T3", "T2", "T1"]
    assert await lease(store, limit=3) == ["T0"]


@pytest.mark.parametrize(("later", "found"), [(LEASE - SECOND, []), (LEASE, [ACME])])
async def test_a_leased_workspace_is_free_again_when_the_lease_is_over(
    store: SqlStore, later: timedelta, found: list[str]
) -> None:
    await expect(store)
    await lease(store)

    assert await lease(store, owner="two", lease_now=REAL + later) == found


@pytest.mark.parametrize(("later", "renewed"), [(LEASE - SECOND, True), (LEASE, False)])
async def test_a_lease_can_be_renewed_until_it_is_over(store: SqlStore, later: timedelta, renewed: bool) -> None:
    await expect(store)
    await lease(store)

    async with store.transaction() as tx:
        now = REAL + later
        assert await tx.workspaces.renew(ACME, owner="one", lease_now=now, lease=LEASE) is renewed

    still_taken = await lease(store, owner="two", lease_now=REAL + LEASE) == []
    assert still_taken is renewed


async def test_nobody_renews_the_lease_of_somebody_else(store: SqlStore) -> None:
    await expect(store)
    await lease(store)

    async with store.transaction() as tx:
        assert not await tx.workspaces.renew(ACME, owner="two", lease_now=REAL, lease=LEASE)


async def test_a_released_workspace_with_nothing_planned_is_not_due_again(store: SqlStore) -> None:
    await expect(store)
    await lease(store)
    await release(store)

    assert await earliest_due(store) is None


async def test_nobody_releases_the_lease_of_somebody_else(store: SqlStore) -> None:
    await expect(store)
    await lease(store)
    await release(store, owner="two")

    assert await earliest_due(store) == NINE
    assert await lease(store, owner="two") == []


@pytest.mark.parametrize("first", ["member", "reminder", "errand", "post"])
async def test_a_released_workspace_is_due_at_the_earliest_of_all_that_is_planned(store: SqlStore, first: str) -> None:
    at = {kind: NINE + (1 if kind == first else 2) * HOUR for kind in ("member", "reminder", "errand", "post")}
    await expect(store)
    await lease(store)
    async with store.transaction() as tx:
        await join(tx, member(next_at=at["member"]))
        await tx.reminders.add([reminder := a_reminder(at["reminder"])])
        await tx.errands.add(Errand(workspace=ACME, reminder=reminder.id, due_at=at["errand"]))
        await tx.posts.set_up(channel_post(next_post_at=at["post"]))
    await release(store)

    assert await earliest_due(store) == NINE + HOUR


async def test_plans_of_people_who_stopped_or_cannot_be_reached_make_no_workspace_due(store: SqlStore) -> None:
    await expect(store)
    await lease(store)
    async with store.transaction() as tx:
        stopped = member(ANA, next_at=NINE, stopped_at=NINE)
        suspended = member(BEN, next_at=NINE, suspended_reason="channel_not_found")
        await join(tx, stopped, suspended)
    await release(store)

    assert await earliest_due(store) is None


async def test_a_workspace_is_due_when_an_unknown_outcome_is_to_be_looked_up_by_the_real_clock(store: SqlStore) -> None:
    await expect(store)
    await lease(store)
    async with store.transaction() as tx:
        await join(tx, member())
        await tx.reminders.add([a_reminder(NINE - HOUR, attempted_at=NINE - HOUR, look_up_at=REAL + 9 * SECOND)])
    await release(store)

    assert await earliest_due(store) == NINE + 9 * SECOND


@pytest.mark.parametrize(("rests", "due_at"), [(timedelta(), NINE - HOUR), (MINUTE, NINE + MINUTE)])
async def test_old_cards_of_a_workspace_that_rests_make_it_due_when_that_is_over(
    store: SqlStore, rests: timedelta, due_at: datetime
) -> None:
    await expect(store)
    await lease(store)
    async with store.transaction() as tx:
        await join(tx, member())
        await tx.reminders.add([old := sent(NINE - HOUR)])
        await tx.errands.add(Errand(workspace=ACME, reminder=old.id, due_at=NINE - HOUR))
        if rests:
            await tx.workspaces.rest(ACME, until=REAL + rests)
            await tx.workspaces.rest(ACME, until=REAL + SECOND)
    await release(store)

    assert await earliest_due(store) == due_at


async def test_what_is_expected_only_ever_comes_earlier(store: SqlStore) -> None:
    await expect(store, due_at=NINE + HOUR)
    await expect(store, due_at=NINE)
    await expect(store, due_at=NINE + MINUTE)

    assert await earliest_due(store) == NINE


@pytest.mark.parametrize(("early", "found"), [(SECOND, []), (timedelta(), [ACME])])
async def test_a_blocked_workspace_waits_for_the_end_of_the_block(
    store: SqlStore, early: timedelta, found: list[str]
) -> None:
    await expect(store)
    async with store.transaction() as tx:
        await tx.workspaces.block(ACME, until=REAL + 5 * MINUTE)
        await tx.workspaces.block(ACME, until=REAL + MINUTE)

    assert await earliest_due(store) == NINE + 5 * MINUTE
    assert await lease(store, lease_now=REAL + 5 * MINUTE - early) == found


async def test_a_block_from_before_the_clock_was_set_back_keeps_nobody_waiting(store: SqlStore) -> None:
    await expect(store)
    async with store.transaction() as tx:
        await tx.workspaces.block(ACME, until=REAL + MINUTE)
    set_back = REAL - HOUR

    assert await earliest_due(store, lease_now=set_back) == NINE
    assert await lease(store, lease_now=set_back) == [ACME]


async def test_a_suspended_workspace_is_not_due_until_it_is_revived(store: SqlStore) -> None:
    await expect(store)
    async with store.transaction() as tx:
        await tx.workspaces.suspend(ACME, reason="token_revoked")
        assert (await tx.workspaces.ensure(ACME)).suspended_reason == "token_revoked"
    assert await lease(store) == []
    assert await earliest_due(store) is None

    async with store.transaction() as tx:
        await tx.workspaces.revive(ACME)
    assert await lease(store) == [ACME]


async def test_breaking_the_leases_frees_all_workspaces_at_once(store: SqlStore) -> None:
    await expect(store)
    await expect(store, OTHER)
    await lease(store)
    async with store.transaction() as tx:
        await tx.workspaces.break_leases()

    assert sorted(await lease(store, owner="two")) == [ACME, OTHER]
