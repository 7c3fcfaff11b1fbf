"""New bounds: everybody outside is moved and planned anew, whatever happens in between."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest

from bot.domain.errors import IntervalTooLong, IntervalTooShort
from bot.domain.ids import MemberId
from bot.domain.spread import DEFAULT_BOUNDS, Bounds
from bot.ports import StoreUnavailable
from bot.services.fitting import bounds_kept
from bot.services.timing import Timing
from bot.store.transaction import SqlStore
from tests.services.bounded import LOW, NARROW, FailingStore, Workspace
from tests.store.rows import ACME, ANA, BEN, CLEO, HOUR, MINUTE, NINE, OTHER, member
from tests.stores import engine_for

MANY = tuple(MemberId(f"U{number:03}") for number in range(23))
FEW_AT_ONCE = Timing(posts_a_minute=None, errands_a_minute=None, batch=5, notices_at_once=3)


@pytest.fixture
def workspace(store: SqlStore) -> Workspace:
    return Workspace(store)


async def test_everybody_outside_is_moved_and_planned_anew_and_nobody_else(workspace: Workspace) -> None:
    await workspace.choose(3 * HOUR, ANA)
    await workspace.choose(2.5 * HOUR, BEN)
    await workspace.choose(2 * HOUR, CLEO)
    before = [await workspace.member(BEN), await workspace.member(CLEO)]

    await workspace.change(NARROW)
    await workspace.tick()

    ana = await workspace.member(ANA)
    assert ana.interval == 2.5 * HOUR
    assert ana.next_at not in {None, NINE + HOUR}
    assert [await workspace.member(BEN), await workspace.member(CLEO)] == before
    assert (await workspace.workspace()).bounds == NARROW
    assert (await workspace.workspace()).fit_at is None


async def test_the_new_plan_is_what_the_laws_say(workspace: Workspace) -> None:
    await workspace.choose(3 * HOUR, ANA)
    await workspace.change(NARROW)
    await workspace.tick()
    planned = (await workspace.member(ANA)).next_at

    chosen = await workspace.services.preferences.set_interval(ACME, ANA, 2.5 * HOUR)

    assert chosen.next_at == planned


async def test_a_snooze_that_is_out_stays_out(workspace: Workspace) -> None:
    await workspace.choose(3 * HOUR, ANA, due_at=NINE)
    await workspace.tick()
    await workspace.services.closing.snooze(ACME, ANA, 20)

    await workspace.change(NARROW)
    await workspace.tick()

    assert (await workspace.member(ANA)).next_at == NINE + 20 * MINUTE
    assert (await workspace.member(ANA)).interval == 2.5 * HOUR


@pytest.mark.parametrize("crashes_after", range(0, 16, 3))
async def test_after_a_crash_in_the_middle_it_goes_on_by_itself(store: SqlStore, crashes_after: int) -> None:
    workspace = Workspace(store, timing=FEW_AT_ONCE)
    await workspace.choose(3 * HOUR, *MANY)
    await workspace.change(NARROW)
    dying = workspace.process("dying", store=FailingStore(store, crashes_after))
    with suppress(StoreUnavailable):
        await dying.reminding.tick()

    workspace.wait(2 * workspace.timing.lease)
    await workspace.tick()
    await workspace.tick(later=workspace.timing.look_up_after + workspace.timing.look_again_after)
    await workspace.tick(later=workspace.timing.look_again_after)

    assert await workspace.intervals() == {2.5 * HOUR}
    assert await workspace.owed() == []
    assert len(workspace.told()) == len(MANY)
    assert all(len(workspace.told(who)) == 1 for who in MANY)


async def test_what_rolls_back_leaves_a_member_wholly_as_they_were(store: SqlStore) -> None:
    workspace = Workspace(store, timing=FEW_AT_ONCE)
    await workspace.choose(3 * HOUR, ANA)
    await workspace.change(NARROW)
    before = await workspace.member(ANA)
    for left in range(3):
        dying = workspace.process(f"dying {left}", store=FailingStore(store, left))
        with suppress(StoreUnavailable):
            await dying.reminding.tick()
        is_moved = (await workspace.member(ANA)) != before
        assert is_moved == bool(await workspace.owed())
        workspace.wait(2 * workspace.timing.lease)


async def test_two_admins_who_save_at_once_end_in_one_state(workspace: Workspace) -> None:
    await workspace.choose(3 * HOUR, *MANY)
    other = workspace.process("two")

    await asyncio.gather(workspace.change(NARROW), workspace.change(LOW, process=other), workspace.tick())
    await workspace.tick()

    bounds = (await workspace.workspace()).bounds
    assert bounds in {NARROW, LOW}
    assert await workspace.intervals() == {bounds.longest}
    assert await workspace.owed() == []
    assert {message.shows.split(" -> ")[1] for message in workspace.told()} >= {str(bounds.longest)}


async def test_bounds_that_change_twice_are_told_once_in_the_latest_words(workspace: Workspace) -> None:
    await workspace.choose(3 * HOUR, ANA)
    await workspace.change(NARROW)
    await workspace.change(LOW)
    await workspace.tick()
    assert [message.shows for message in workspace.told()] == ["longest 3:00:00 -> 2:00:00"]


async def test_a_second_change_before_the_word_went_begins_from_what_the_member_chose(store: SqlStore) -> None:
    workspace = Workspace(store, timing=FEW_AT_ONCE)
    await workspace.choose(3 * HOUR, *MANY)
    await workspace.change(NARROW)
    dying = workspace.process("dying", store=FailingStore(store, 8))
    with suppress(StoreUnavailable):
        await dying.reminding.tick()
    assert 2.5 * HOUR in await workspace.intervals()
    assert not workspace.told()

    await workspace.change(DEFAULT_BOUNDS)
    workspace.wait(2 * workspace.timing.lease)
    await workspace.tick()

    assert await workspace.intervals() == {3 * HOUR}
    assert await workspace.owed() == []
    assert not workspace.told()


async def test_a_bound_that_stays_moves_nobody_who_stands_on_it(workspace: Workspace) -> None:
    await workspace.choose(2 * HOUR, ANA)
    before = await workspace.member(ANA)
    await workspace.change(Bounds(2 * HOUR, 5 * HOUR))
    await workspace.change(Bounds(2 * HOUR, 5 * HOUR))
    await workspace.tick()
    assert await workspace.member(ANA) == before
    assert not workspace.told()


async def test_one_who_cannot_be_planned_holds_up_nobody(workspace: Workspace) -> None:
    await workspace.choose(3 * HOUR, ANA, BEN)
    lost = replace(await workspace.member(ANA), zone="Nowhere/Atlantis")
    async with workspace.store.transaction() as tx:
        await tx.members.save(lost)

    await workspace.change(NARROW)
    await workspace.tick()

    assert await workspace.intervals() == {2.5 * HOUR}
    assert (await workspace.member(ANA)).next_at is None
    assert (await workspace.member(BEN)).next_at is not None
    assert len(workspace.told(BEN)) == 1


async def test_bounds_that_were_read_before_an_admin_changed_them_are_noticed(postgres_url: str) -> None:
    async with engine_for(postgres_url) as engine:
        workspace = Workspace(SqlStore(engine))
        await workspace.choose(2.5 * HOUR, ANA)
        async with workspace.store.transaction() as tx:
            assert (await tx.workspaces.ensure(ACME)).bounds == DEFAULT_BOUNDS
            ana = replace(await workspace.member(ANA), interval=3 * HOUR)
            await workspace.change(NARROW)
            assert not await bounds_kept(tx, ana)
            assert (await tx.workspaces.ensure(ACME)).bounds == NARROW


async def test_the_new_bounds_hold_at_once_for_whoever_chooses(workspace: Workspace) -> None:
    await workspace.choose(2.5 * HOUR, ANA)
    await workspace.change(Bounds(3 * HOUR, 4 * HOUR))
    with pytest.raises(IntervalTooShort):
        await workspace.services.preferences.set_interval(ACME, ANA, 2.75 * HOUR)
    with pytest.raises(IntervalTooLong):
        await workspace.services.preferences.set_interval(ACME, ANA, 5 * HOUR)


async def test_who_joins_or_comes_back_begins_within_the_bounds(workspace: Workspace) -> None:
    await workspace.choose(2 * HOUR, ANA)
    await workspace.services.enrolment.stop(ACME, ANA)
    await workspace.change(Bounds(3 * HOUR, 4 * HOUR))
    await workspace.tick()
    assert (await workspace.member(ANA)).interval == 2 * HOUR
    workspace.team.profiles[BEN] = workspace.team.profiles[ANA]

    for who in (ANA, BEN):
        assert (await workspace.services.enrolment.start(ACME, who)).status.member.interval == 3 * HOUR
    assert not workspace.told()


async def test_another_workspace_keeps_its_bounds_and_its_members(workspace: Workspace) -> None:
    async with workspace.store.transaction() as tx:
        await tx.workspaces.ensure(OTHER)
        await tx.members.add(member(workspace=OTHER, interval=3 * HOUR))
    await workspace.choose(3 * HOUR, ANA)

    await workspace.change(NARROW)
    await workspace.tick()

    async with workspace.store.transaction() as tx:
        assert (await tx.workspaces.ensure(OTHER)).bounds == DEFAULT_BOUNDS
        theirs = await tx.members.get(OTHER, ANA)
    assert theirs is not None
    assert theirs.interval == 3 * HOUR
