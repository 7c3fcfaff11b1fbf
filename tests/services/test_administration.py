"""What admins may see and set, and nobody else."""

import pytest

from bot.domain.errors import (
    BoundsOutOfRange,
    BoundsTooClose,
    CannotJoin,
    NotAChannel,
    NotAdmin,
    NotInChannel,
    SharedChannel,
)
from bot.domain.ids import ChannelId, MemberId
from bot.domain.member import Profile
from bot.domain.spread import DEFAULT_BOUNDS
from bot.ports import DeliveryFailed, Messenger
from bot.store.transaction import SqlStore
from tests.services.bounded import LIN, NARROW, Workspace
from tests.services.delivery import BROKEN
from tests.simulation.messenger import SimulatedMessenger
from tests.simulation.slack import Channel, Team
from tests.store.rows import ACME, ANA, BEN, CLEO, GENERAL, HOUR, MINUTE, OTHER, WELLNESS, channel_post

FOE = MemberId("U9FOE")


@pytest.fixture
def workspace(store: SqlStore) -> Workspace:
    return Workspace(store)


def among_two(workspace: Workspace) -> Messenger:
    """A Slack with another workspace, whose admin is the foe; the people of one are unknown in the other."""
    theirs = Team(OTHER)
    theirs.profiles[FOE] = Profile(name="Foe", zone="Europe/Berlin", can_join=True, is_admin=True)
    return SimulatedMessenger(
        {ACME: workspace.team, OTHER: theirs}, steps=workspace.sky, sky=workspace.sky, clock=workspace.clock
    )


async def test_an_overview_holds_numbers_and_what_was_set_up(workspace: Workspace) -> None:
    await workspace.joins(ANA, BEN, CLEO)
    await workspace.services.enrolment.stop(ACME, CLEO)
    workspace.team.closed.add((await workspace.member(BEN)).channel)
    async with workspace.store.transaction() as tx:
        await tx.posts.set_up(channel_post())
    await workspace.tick()

    overview = await workspace.services.administration.overview(ACME, LIN)

    assert overview.members == 2
    assert overview.unreachable == {"channel_not_found": 1}
    assert overview.bounds == DEFAULT_BOUNDS
    assert [post.channel for post in overview.posts] == [WELLNESS]


async def test_nobody_else_gets_any_of_it(workspace: Workspace) -> None:
    await workspace.joins(ANA)
    admin = workspace.services.administration
    async with workspace.store.transaction() as tx:
        await tx.posts.set_up(channel_post())
    with pytest.raises(NotAdmin):
        await admin.overview(ACME, ANA)
    with pytest.raises(NotAdmin):
        await admin.bounds(ACME, ANA)
    with pytest.raises(NotAdmin):
        await workspace.change(NARROW, by=ANA)
    with pytest.raises(NotAdmin):
        await admin.end_post(ACME, ANA, WELLNESS)
    assert (await workspace.workspace()).bounds == DEFAULT_BOUNDS
    assert [post.channel for post in (await admin.overview(ACME, LIN)).posts] == [WELLNESS]


async def test_an_admin_of_another_workspace_is_nobody_here(workspace: Workspace) -> None:
    await workspace.choose(3 * HOUR, ANA)
    services = workspace.process("two", messenger=among_two(workspace))
    async with workspace.store.transaction() as tx:
        await tx.workspaces.ensure(OTHER)
        await tx.posts.set_up(channel_post())
    with pytest.raises(DeliveryFailed):
        await workspace.change(NARROW, by=FOE, process=services)
    with pytest.raises(DeliveryFailed):
        await services.administration.overview(ACME, FOE)

    theirs = await services.administration.overview(OTHER, FOE)
    assert (theirs.members, theirs.posts) == (0, ())
    assert not await services.administration.end_post(OTHER, FOE, WELLNESS)
    await services.administration.change_bounds(OTHER, FOE, shortest=NARROW.shortest, longest=NARROW.longest)
    await workspace.tick()
    assert (await workspace.workspace()).bounds == DEFAULT_BOUNDS
    assert await workspace.intervals() == {3 * HOUR}
    assert len((await services.administration.overview(ACME, LIN)).posts) == 1


async def test_where_slack_does_not_say_who_somebody_is_nothing_changes(workspace: Workspace) -> None:
    workspace.sky.fates["profile"] = BROKEN
    with pytest.raises(DeliveryFailed):
        await workspace.change(NARROW)
    assert (await workspace.workspace()).bounds == DEFAULT_BOUNDS


async def test_bounds_that_make_no_sense_are_refused_before_slack_is_asked(workspace: Workspace) -> None:
    change = workspace.services.administration.change_bounds
    with pytest.raises(BoundsTooClose):
        await change(ACME, LIN, shortest=2 * HOUR, longest=2 * HOUR + 29 * MINUTE)
    with pytest.raises(BoundsOutOfRange):
        await change(ACME, LIN, shortest=MINUTE, longest=2 * HOUR)
    assert workspace.sky.calls["profile"] == 0
    assert (await workspace.workspace()).bounds == DEFAULT_BOUNDS


async def test_a_post_that_is_ended_twice_is_ended_once(workspace: Workspace) -> None:
    async with workspace.store.transaction() as tx:
        await tx.workspaces.ensure(ACME)
        await tx.posts.set_up(channel_post())
    assert await workspace.services.administration.end_post(ACME, LIN, WELLNESS)
    assert not await workspace.services.administration.end_post(ACME, LIN, WELLNESS)


async def test_anybody_of_the_workspace_shares_in_a_channel_of_its_own(workspace: Workspace) -> None:
    await workspace.joins(ANA)
    team, share = workspace.team, workspace.services.sharing.share
    team.channels[WELLNESS] = Channel(id=WELLNESS, people=(ANA, LIN))
    team.channels[GENERAL] = Channel(id=GENERAL, people=(ANA, LIN), has_budge=False)
    assert (await share(ACME, ANA, WELLNESS)).is_member
    assert (await share(ACME, ANA, WELLNESS)).has_budge
    lin = await share(ACME, LIN, GENERAL)
    assert (lin.name, lin.is_member, lin.has_budge) == ("Lin", False, False)


async def test_nobody_shares_where_others_would_read_it(workspace: Workspace) -> None:
    await workspace.joins(ANA)
    team, share = workspace.team, workspace.services.sharing.share
    team.channels[WELLNESS] = Channel(id=WELLNESS, people=(ANA,), is_shared=True)
    with pytest.raises(SharedChannel):
        await share(ACME, ANA, WELLNESS)
    with pytest.raises(NotAChannel):
        await share(ACME, ANA, team.dm_of(ANA))
    with pytest.raises(NotInChannel):
        await share(ACME, ANA, ChannelId("G9PRIVATE"))
    team.channels[GENERAL] = Channel(id=GENERAL, people=(ANA,))
    team.profiles[BEN] = Profile(name="Ben", zone=None, can_join=False)
    with pytest.raises(CannotJoin):
        await share(ACME, BEN, GENERAL)
