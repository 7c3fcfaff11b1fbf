"""Two workspaces side by side: installed in a browser, served apart, removed, and installed again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.domain.ids import MemberId, WorkspaceId
from bot.services.meter import Called, Transacted, Unmetered
from bot.store.schema import installations
from tests.scenario.neighbours import ANA, HERE, INES, THERE, Street, two_workspaces
from tests.scenario.screen import control_of
from tests.scenario.stage import spot_of, stage
from tests.stores import engine_for


@pytest.fixture
async def street(database_url: str) -> AsyncIterator[Street]:
    async with two_workspaces(database_url) as street:
        yield street


@pytest.fixture
async def rotating(database_url: str) -> AsyncIterator[Street]:
    """Slack gives tokens that end after twelve hours."""
    async with two_workspaces(database_url, rotates=True) as street:
        yield street


async def test_a_workspace_is_installed_in_a_browser_and_its_installer_is_told_once(street: Street) -> None:
    seen = await street.installs(HERE, ANA)
    await street.bot.greeting.ring()

    assert seen.status == 200
    assert "Budge is in Larkfield" in seen.text
    assert [message.text.startswith("Budge is in") for message in street.said(HERE, ANA)] == [True]


async def test_an_installer_whom_nobody_told_is_told_by_the_bell_and_by_one_process_alone(street: Street) -> None:
    await street.installs(HERE, ANA)
    async with engine_for(street.database) as engine, engine.begin() as connection:
        await connection.execute(update(installations).values(greeted_at=None, installed_by=ANA))
    greeting = street.bot.greeting

    await asyncio.gather(*(greeting.ring() for _ in range(5)))

    assert [message.text.startswith("Budge is in") for message in street.said(HERE, ANA)] == [True, True]


async def test_both_are_served_each_with_its_own_token(street: Street) -> None:
    await street.installs(HERE, ANA)
    await street.installs(THERE, INES)

    here, there = await street.joins(HERE, ANA), await street.joins(THERE, INES)
    await street.presses(HERE, ANA, "Both done", here)

    assert street.said(HERE, ANA)[-1].text.startswith("Both done")
    assert street.said(THERE, INES)[-1].text == there.text


@pytest.mark.parametrize("uninstalled_first", [True, False])
async def test_a_removal_under_load_leaves_nothing_of_one_and_all_of_the_other(
    street: Street, uninstalled_first: bool
) -> None:
    await street.installs(HERE, ANA)
    await street.installs(THERE, INES)
    here, there = await street.joins(HERE, ANA), await street.joins(THERE, INES)
    assert await street.kept_of(HERE)

    gestures = {team: sandbox.gestures for team, sandbox in street.sandboxes.items()}
    async with asyncio.TaskGroup() as load:
        for _ in range(10):
            load.create_task(gestures[HERE].open_home(ANA))
            load.create_task(gestures[THERE].open_home(INES))
            load.create_task(street.pressing(HERE, ANA, "Both done", here))
        load.create_task(gestures[HERE].remove_app(uninstalled_first=uninstalled_first))
        pressed = load.create_task(street.pressing(THERE, INES, "Both done", there))
    await street.settles()
    await street.erased()

    assert await street.kept_of(HERE) == []
    assert pressed.result().error is None
    assert street.said(THERE, INES)[-1].text.startswith("Both done")
    assert await street.suspension(THERE) == (None, True)


async def test_a_process_that_has_not_heard_of_the_removal_leaves_nothing_behind_either(street: Street) -> None:
    await street.installs(HERE, ANA)
    card = await street.joins(HERE, ANA)
    known = await street.installations.of(WorkspaceId(HERE))
    await street.removes(HERE)
    await street.erased()
    street.sandboxes[HERE].team.is_installed = True  # for what was on its way; the tokens are gone
    gestures = street.sandboxes[HERE].gestures
    words = ("/budge", "/budge start", "/budge now", "/budge stop", "/budge leaderboard post fri 16:00", "/budge admin")
    late: list[Callable[[], Awaitable[object]]] = [partial(street.types, HERE, ANA, typed) for typed in words]
    late += [partial(street.pressing, HERE, ANA, "Both done", card), partial(gestures.open_home, ANA)]

    for gesture in late:
        street.installations._known[WorkspaceId(HERE)] = known  # as another process still has it
        await gesture()
        await street.settles()
    await street.erased()

    assert await street.kept_of(HERE) == []


async def test_a_removed_workspace_can_be_installed_again_and_begins_afresh(street: Street) -> None:
    await street.installs(HERE, ANA)
    await street.joins(HERE, ANA)
    await street.removes(HERE)
    await street.erased()

    seen = await street.installs(HERE, ANA)
    await street.types(HERE, ANA, "/budge")

    assert seen.status == 200
    assert await street.suspension(HERE) == (None, True)
    await street.joins(HERE, ANA)
    assert street.said(HERE, ANA)[-1].metadata


async def test_an_install_in_between_calls_the_erasure_off(street: Street) -> None:
    await street.installs(HERE, ANA)
    card = await street.joins(HERE, ANA)
    await street.removes(HERE)
    assert await street.suspension(HERE) == ("uninstalled", False)

    await street.installs(HERE, ANA)
    await street.erased()
    await street.presses(HERE, ANA, "Both done", card)

    assert street.said(HERE, ANA)[-1].text.startswith("Budge is in")
    assert any(message.text.startswith("Both done") for message in street.said(HERE, ANA))


async def test_word_of_an_earlier_removal_that_comes_late_changes_nothing(street: Street) -> None:
    await street.installs(HERE, ANA)
    wire = street.sandboxes[HERE].wire
    earlier = wire.now() - timedelta(minutes=5)

    told = await replace(wire, now=lambda: earlier).tell_last({"type": "app_uninstalled"})
    await street.erased()

    assert told.error is None

    assert await street.suspension(HERE) == (None, True)


async def test_revoked_tokens_stop_the_service_and_an_install_mends_it(street: Street) -> None:
    await street.installs(HERE, ANA)
    await street.joins(HERE, ANA)

    await street.sandboxes[HERE].gestures.revoke_token()
    await street.erased()
    assert await street.suspension(HERE) == ("tokens_revoked", True)
    assert await street.kept_of(HERE)

    await street.installs(HERE, ANA)
    assert await street.suspension(HERE) == (None, True)
    await street.types(HERE, ANA, "/budge now")
    assert street.said(HERE, ANA)[-1].metadata


async def test_a_token_that_another_process_replaced_is_found_when_slack_refuses_the_old_one(street: Street) -> None:
    await street.installs(HERE, ANA)
    known = await street.installations.of(WorkspaceId(HERE))
    street.sandboxes[HERE].grants.refuse(street.sandboxes[HERE].team, error="token_revoked")
    await street.installs(HERE, ANA)
    street.installations._known[WorkspaceId(HERE)] = known  # as this process would have it

    await street.joins(HERE, ANA)

    assert street.said(HERE, ANA)[-1].metadata
    assert (await street.installations.of(WorkspaceId(HERE))).token != known.token


async def test_a_token_is_changed_before_it_ends(rotating: Street) -> None:
    await rotating.installs(HERE, ANA)
    rotation, workspace = rotating.installations.rotation, WorkspaceId(HERE)
    first = await rotating.installations.of(workspace)
    await rotation.ring()
    assert await rotating.installations.of(workspace) == first  # there is time yet

    assert first.expires_at is not None
    changed, other = await asyncio.gather(*(rotation.rotate(workspace, ends_by=first.expires_at) for _ in range(2)))

    assert (changed is None) != (other is None)  # one of the two alone
    rotating.sandboxes[HERE].grants._grants[first.token].expires_at = 0.0
    await rotating.joins(HERE, ANA)
    assert rotating.said(HERE, ANA)[-1].metadata


async def test_all_processes_agree_on_the_time_and_a_stop_ends_the_changing_of_tokens(sqlite_url: str) -> None:
    async with two_workspaces(sqlite_url) as street:
        rotation = street.installations.rotation
        clocks = {street.installations.clock, rotation.clock, rotation.oauth.clock, street.bot.greeting.clock}
        assert clocks == {street.bot.lease_clock}
    assert rotation.draining.is_set()
    assert street.bot.greeting.draining.is_set()


async def test_a_token_that_has_ended_is_changed_by_whoever_needs_it(rotating: Street) -> None:
    await rotating.installs(HERE, ANA)
    rotating.sandboxes[HERE].grants.expire(rotating.sandboxes[HERE].team)

    await rotating.joins(HERE, ANA)

    assert rotating.said(HERE, ANA)[-1].metadata
    assert await rotating.suspension(HERE) == (None, True)


@dataclass(slots=True)
class Counting(Unmetered):
    """Counts what the database and Slack are asked."""

    transactions: int = 0
    calls: list[str] = field(default_factory=list)

    def transacted(self, outcome: Transacted, *, seconds: float) -> None:
        del outcome, seconds
        self.transactions += 1

    def called(self, method: str, outcome: Called, *, seconds: float) -> None:
        del outcome, seconds
        self.calls.append(method)

    def since(self, begun: "Counting") -> tuple[int, list[str]]:
        return self.transactions - begun.transactions, self.calls[len(begun.calls) :]

    def now(self) -> "Counting":
        return Counting(self.transactions, list(self.calls))


async def test_serving_many_asks_nothing_more_of_slack_or_the_database_than_serving_one(
    sqlite_url: str, tmp_path: Path
) -> None:
    meter = Counting()
    async with two_workspaces(sqlite_url, meter=meter) as street:
        await street.installs(HERE, ANA)
        card = await street.joins(HERE, ANA)
        begun = meter.now()
        await street.presses(HERE, ANA, "Both done", card)
        of_many = meter.since(begun)

    async with stage(f"sqlite+aiosqlite:///{tmp_path / 'one.db'}", meter=meter, over_http=True) as scene:
        await scene.types(ANA, "/budge start")
        await scene.bot.services.requests.now(WorkspaceId(HERE), MemberId(ANA))
        control = control_of(scene.card(ANA), "Both done")
        assert control is not None
        begun = meter.now()
        await scene.gestures.press(
            ANA,
            where=spot_of(scene.card(ANA)),
            block_id=control.block_id,
            action_id=control.action_id,
            value=control.value,
        )
        await scene.bot.tasks.settle()
        of_one = meter.since(begun)

    assert of_many == of_one
    assert of_many[1] == ["response_url"]
