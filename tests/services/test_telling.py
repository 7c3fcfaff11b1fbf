"""What members are told of new bounds: once, in order behind the reminders, and never to who does not want it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.ids import MemberId
from bot.domain.periods import Period, Week
from bot.domain.spread import DEFAULT_BOUNDS
from bot.services.serving import CATCHES_UP
from bot.services.timing import Timing
from bot.store.transaction import SqlStore
from tests.services.bounded import NARROW, Workspace
from tests.services.delivery import BROKEN, LOST
from tests.simulation.weather import CallFate
from tests.store.rows import ACME, ANA, BEN, CLEO, HOUR, MINUTE, NINE, SECOND

LIMITED = CallFate(effect_after=None, answer_after=0.001, answer="limited", retry_after=60)
PACED = Timing()


@pytest.fixture
def workspace(store: SqlStore) -> Workspace:
    return Workspace(store)


async def looked_up_twice(workspace: Workspace) -> None:
    await workspace.tick(later=workspace.timing.look_up_after)
    await workspace.tick(later=workspace.timing.look_again_after)


async def test_a_post_without_an_answer_is_found_and_not_made_again(workspace: Workspace) -> None:
    await workspace.choose(3 * HOUR, ANA)
    await workspace.change(NARROW)
    workspace.sky.fates["post_notice"] = LOST
    await workspace.tick()
    assert len(workspace.told(ANA)) == 1
    assert len(await workspace.owed()) == 1

    await looked_up_twice(workspace)

    assert len(workspace.told(ANA)) == 1
    assert await workspace.owed() == []


async def test_a_post_that_was_not_made_is_looked_for_twice_and_made_anew(workspace: Workspace) -> None:
    await workspace.choose(3 * HOUR, ANA)
    await workspace.change(NARROW)
    workspace.sky.fates["post_notice"] = BROKEN
    await workspace.tick()
    workspace.sky.fates.clear()

    await workspace.tick(later=workspace.timing.look_up_after)
    assert not workspace.told()
    await workspace.tick(later=workspace.timing.look_again_after)

    assert len(workspace.told(ANA)) == 1
    assert workspace.sky.calls["find_notice"] == 2
    assert await workspace.owed() == []


async def test_a_process_that_stood_still_before_its_post_leaves_it_to_the_look_up(workspace: Workspace) -> None:
    await workspace.choose(3 * HOUR, ANA)
    await workspace.change(NARROW)
    telling = workspace.services.reminding.serving.fitting.telling
    async with workspace.store.transaction() as tx:
        row = await tx.workspaces.ensure(ACME)
        begun = await telling.begin(tx, row, now=workspace.clock.now())

    workspace.wait(workspace.timing.stale_after + SECOND)
    calls = await telling.tell(begun)

    assert (calls, workspace.told()) == (0, [])
    await workspace.tick(later=workspace.timing.look_up_after)
    await workspace.tick(later=workspace.timing.look_again_after)
    assert len(workspace.told(ANA)) == 1


async def test_reminders_go_first(workspace: Workspace) -> None:
    await workspace.choose(3 * HOUR, ANA, due_at=NINE + HOUR)
    await workspace.joins(BEN, CLEO, due_at=NINE)
    await workspace.change(NARROW)

    await workspace.tick()

    assert [message.notice is not None for message in workspace.team.messages.values()] == [False, False, True]


async def test_telling_keeps_the_pace_and_lets_a_reminder_go_first(store: SqlStore) -> None:
    workspace = Workspace(store, timing=PACED)
    people = tuple(MemberId(f"U{number:03}") for number in range(40))
    await workspace.choose(3 * HOUR, *people)
    await workspace.change(NARROW)

    await workspace.tick()
    in_a_burst = len(workspace.told())
    assert 1 <= in_a_burst <= CATCHES_UP / PACED.between_posts + 1
    await workspace.tick(later=SECOND)
    assert len(workspace.told()) <= in_a_burst + SECOND / PACED.between_posts + 1

    await workspace.joins(ANA, due_at=workspace.clock.at + SECOND)
    await workspace.tick(later=SECOND)
    assert len(workspace.cards(ANA)) == 1
    assert await workspace.owed()
    for _ in range(10):
        await workspace.tick(later=SECOND)
    assert len(workspace.told()) == len(people)


async def test_a_limit_of_slacks_puts_it_off(workspace: Workspace) -> None:
    await workspace.choose(3 * HOUR, ANA, due_at=NINE + 8 * HOUR)
    await workspace.change(NARROW)
    workspace.sky.fates["post_notice"] = LIMITED
    await workspace.tick()
    workspace.sky.fates.clear()

    await workspace.tick(later=30 * SECOND)
    assert not workspace.told()
    await workspace.tick(later=31 * SECOND)
    assert len(workspace.told(ANA)) == 1


async def test_somebody_whom_slack_lets_nobody_message_holds_up_nobody(workspace: Workspace) -> None:
    await workspace.choose(3 * HOUR, ANA, BEN)
    workspace.team.closed.add((await workspace.member(ANA)).channel)
    await workspace.change(NARROW)
    await workspace.tick()
    assert [len(workspace.told(who)) for who in (ANA, BEN)] == [0, 1]
    assert await workspace.owed() == []


async def test_a_workspace_that_refuses_us_is_told_when_it_lets_us_in_again(workspace: Workspace) -> None:
    await workspace.choose(3 * HOUR, ANA, due_at=NINE + 8 * HOUR)
    await workspace.change(NARROW)
    workspace.team.refusal = "account_inactive"
    await workspace.tick()
    assert (await workspace.workspace()).suspended_reason == "account_inactive"

    workspace.team.refusal = None
    async with workspace.store.transaction() as tx:
        await tx.workspaces.revive(ACME)
    await workspace.tick(later=MINUTE)
    assert len(workspace.told(ANA)) == 1


@pytest.mark.parametrize("goes", ["stops", "chooses", "is erased"])
async def test_who_has_nothing_to_hear_any_more_is_left_alone(workspace: Workspace, goes: str) -> None:
    await workspace.choose(3 * HOUR, ANA, due_at=NINE + 8 * HOUR)
    await workspace.change(NARROW)
    workspace.sky.fates["post_notice"] = LIMITED
    await workspace.tick()
    workspace.sky.fates.clear()
    match goes:
        case "stops":
            await workspace.services.enrolment.stop(ACME, ANA)
        case "chooses":
            await workspace.services.preferences.set_interval(ACME, ANA, 2 * HOUR)
        case _:
            await workspace.services.privacy.erase(ACME, ANA)

    await workspace.tick(later=timedelta(minutes=2))

    assert not workspace.told()
    assert await workspace.owed() == []
    assert (await workspace.workspace()).fit_at is None


async def test_a_paused_member_is_told_and_stays_paused(workspace: Workspace) -> None:
    await workspace.choose(3 * HOUR, ANA)
    paused = replace(await workspace.member(ANA), paused=True, next_at=None)
    async with workspace.store.transaction() as tx:
        await tx.members.save(paused)
    await workspace.change(NARROW)
    await workspace.tick()
    assert len(workspace.told(ANA)) == 1
    assert (await workspace.member(ANA)).next_at is None


async def test_where_history_may_not_be_read_the_word_is_left_and_everybody_is_served(workspace: Workspace) -> None:
    await workspace.choose(3 * HOUR, ANA)
    await workspace.change(NARROW)
    workspace.sky.fates["post_notice"] = LOST
    await workspace.tick()
    workspace.team.refusal = "missing_scope"
    await workspace.tick(later=workspace.timing.look_up_after)

    assert (await workspace.workspace()).suspended_reason is None
    assert await workspace.owed() == []


async def test_nobody_is_told_outside_of_their_hours(workspace: Workspace) -> None:
    workspace.wait(14 * HOUR)  # midnight in Berlin
    await workspace.choose(3 * HOUR, ANA, BEN, due_at=NINE + 26 * HOUR)
    nights = replace(await workspace.member(BEN), week=Week(((Period.of(22 * 60, 6 * 60),),) * 7))
    async with workspace.store.transaction() as tx:
        await tx.members.save(nights)
    await workspace.change(NARROW)

    await workspace.tick()
    assert await workspace.intervals() == {2.5 * HOUR}
    assert [len(workspace.told(who)) for who in (ANA, BEN)] == [0, 1]
    await workspace.tick(later=8 * HOUR + 59 * MINUTE)
    assert not workspace.told(ANA)
    await workspace.tick(later=MINUTE)
    assert len(workspace.told(ANA)) == 1


async def test_bounds_that_are_changed_back_at_night_leave_no_trace(workspace: Workspace) -> None:
    workspace.wait(14 * HOUR)
    await workspace.choose(3 * HOUR, ANA, due_at=NINE + 26 * HOUR)
    await workspace.change(NARROW)
    await workspace.tick()
    await workspace.change(DEFAULT_BOUNDS)
    await workspace.tick()
    await workspace.tick(later=24 * HOUR)

    assert await workspace.intervals() == {3 * HOUR}
    assert not workspace.told()
