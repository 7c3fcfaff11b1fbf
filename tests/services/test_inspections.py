"""What the inspections find, and the words they find for it."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.domain.ids import WorkspaceId
from bot.ports import StoreUnavailable
from bot.services.inspections import ENDS_WITHIN, PASSES_WITHIN, RINGS_WITHIN, Inspections
from bot.services.pulse import FORGOTTEN_AFTER, Pulse
from bot.services.readiness import Finding
from bot.services.ringing import Ringing
from bot.store.transaction import SqlStore
from tests.slack.conftest import stage
from tests.slack.stage import Stage
from tests.stores import engine_for

__all__ = ["stage"]

NOW = datetime(2026, 11, 17, 8, 2, tzinfo=UTC)
TEAM = WorkspaceId("T1")
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A connection as a test wants it."""

    stands: bool = True
    trouble: str | None = None
    heard_at: datetime | None = None

    async def is_connected(self) -> bool:
        return self.stands


class Still:
    """A clock that does."""

    def now(self) -> datetime:
        return NOW


async def nothing() -> None:
    """A tick with nothing due."""


def quiet_ringing() -> Ringing:
    return Ringing(nothing, Pulse())


def inspections(store: SqlStore, *, line: Line | None = None, ringing: Ringing | None = None) -> Inspections:
    return Inspections(
        store=store, workspace=TEAM, way_in=line or Line(), ringing=ringing or quiet_ringing(), clock=Still()
    )


async def test_a_database_that_answers_is_in_order(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await tx.workspaces.ensure(TEAM)
    assert await inspections(store).of_database() == Finding()


async def test_a_suspended_workspace_is_told_with_its_reason(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await tx.workspaces.ensure(TEAM)
        await tx.workspaces.suspend(TEAM, reason="account_inactive")

    assert (await inspections(store).of_database()).problem == (
        "Slack does not let Budge into the workspace (account_inactive): `budge check` tells what to do."
    )


async def test_a_database_out_of_reach_is_told() -> None:
    async with engine_for("postgresql://budge@127.0.0.1:1/budge") as engine:
        problem = (await inspections(SqlStore(engine)).of_database()).problem
    assert problem == "The database cannot be used: it cannot be reached."


async def test_a_connection_tells_when_slack_last_answered(store: SqlStore) -> None:
    line = Line(heard_at=NOW - timedelta(seconds=3.21))
    assert await inspections(store, line=line).of_slack() == Finding(figures={"pong_seconds_ago": 3.2})


@pytest.mark.parametrize(
    ("trouble", "told"),
    [(None, "There is no connection to Slack: it is being made."), ("Slack says no.", "Slack says no.")],
)
async def test_no_connection_is_told_with_its_reason(store: SqlStore, trouble: str | None, told: str) -> None:
    assert (await inspections(store, line=Line(stands=False, trouble=trouble)).of_slack()).problem == told


async def test_what_was_refused_does_not_matter_while_the_connection_stands(store: SqlStore) -> None:
    assert (await inspections(store, line=Line(trouble="Slack says no.")).of_slack()).problem is None


async def test_a_bell_is_in_order_once_it_has_rung(store: SqlStore) -> None:
    ringing = quiet_ringing()
    assert (await inspections(store, ringing=ringing).of_bell()).problem == "It has not rung yet."
    await ringing.ring()
    assert await inspections(store, ringing=ringing).of_bell() == Finding(figures={"rang_seconds_ago": 0.0})


@pytest.mark.parametrize(
    ("ago", "told"),
    [(RINGS_WITHIN - SECOND, None), (RINGS_WITHIN + SECOND, "It has not rung for 61 seconds.")],
)
async def test_a_bell_that_has_stopped_is_told(store: SqlStore, ago: timedelta, told: str | None) -> None:
    ringing = quiet_ringing()
    await ringing.ring()
    rung_ago(ringing, ago)
    assert (await inspections(store, ringing=ringing).of_bell()).problem == told


@pytest.mark.parametrize(
    ("ago", "told"),
    [(ENDS_WITHIN - SECOND, None), (ENDS_WITHIN + SECOND, "It has rung for 15 minutes without an end.")],
)
async def test_a_ring_may_take_long_but_not_for_ever(store: SqlStore, ago: timedelta, told: str | None) -> None:
    may_end = asyncio.Event()
    ringing = Ringing(may_end.wait, Pulse())
    ring = asyncio.create_task(ringing.ring())
    await asyncio.sleep(0)
    rung_ago(ringing, ago)
    assert (await inspections(store, ringing=ringing).of_bell()).problem == told
    may_end.set()
    await ring


async def test_a_ring_that_failed_is_told_until_one_does_not(store: SqlStore) -> None:
    failures = [KeyError("x")]
    may_end = asyncio.Event()

    async def tick() -> None:
        if failures:
            raise failures.pop()
        await may_end.wait()

    ringing = Ringing(tick, Pulse())
    with pytest.raises(KeyError):
        await ringing.ring()
    assert await problem_of_bell(store, ringing) == "It has been failing for 0 seconds (KeyError); the log says more."

    ring = asyncio.create_task(ringing.ring())
    await asyncio.sleep(0)
    assert await problem_of_bell(store, ringing) is not None  # being under way proves nothing
    may_end.set()
    await ring
    assert await problem_of_bell(store, ringing) is None


async def test_a_workspace_whose_turns_fail_is_told(stage: Stage) -> None:
    await stage.join()
    stage.clock.at += timedelta(hours=3)
    async with stage.engine.begin() as connection:
        await connection.execute(text("DROP TABLE errands"))
    reminding = stage.services.reminding
    ringing = Ringing(reminding.ring, reminding.pulse)
    for _ in range(2):
        with suppress(OperationalError):
            await ringing.ring()
        told = await problem_of_bell(SqlStore(stage.engine), ringing)
        assert (told or "").endswith("seconds (OperationalError); the log says more.")


async def test_turns_that_fail_are_told_until_one_goes_well_however_quiet_the_rings_between(store: SqlStore) -> None:
    ringing = quiet_ringing()
    ringing.pulse.fail(KeyError("x"), is_of_a_turn=True)
    await ringing.ring()
    assert await problem_of_bell(store, ringing) == "It has been failing for 0 seconds (KeyError); the log says more."
    ringing.pulse.serve()
    assert await problem_of_bell(store, ringing) is None


async def test_a_turn_that_failed_long_ago_was_another_process_to_mend(store: SqlStore) -> None:
    ringing = quiet_ringing()
    ringing.pulse.fail(KeyError("x"), is_of_a_turn=True)
    ringing.pulse._failed -= (FORGOTTEN_AFTER + SECOND).total_seconds()
    await ringing.ring()
    assert await problem_of_bell(store, ringing) is None


async def test_a_database_that_the_work_cannot_use_is_told_even_where_an_inspection_succeeds(
    store: SqlStore,
) -> None:
    ringing = Ringing(cut_off, Pulse())
    await ringing.ring()
    assert await problem_of_bell(store, ringing) is None  # once is a busy moment
    ringing.pulse._began -= (PASSES_WITHIN + SECOND).total_seconds()
    await ringing.ring()
    assert (
        await problem_of_bell(store, ringing)
        == "It has been failing for 4 seconds: the database cannot be used (it cannot be reached)."
    )


@pytest.mark.parametrize(("ago", "is_told"), [(SECOND, False), (PASSES_WITHIN + SECOND, True)])
async def test_an_inspection_in_vain_tells_nothing_while_the_work_gets_answers(ago: timedelta, is_told: bool) -> None:
    ringing = quiet_ringing()
    await ringing.ring()
    assert ringing.pulse._answered is not None
    ringing.pulse._answered -= ago.total_seconds()
    async with engine_for("postgresql://budge@127.0.0.1:1/budge") as engine:
        finding = await inspections(SqlStore(engine), ringing=ringing).of_database()
    assert (finding.problem is not None) is is_told


async def test_an_inspection_creates_no_workspace(store: SqlStore) -> None:
    assert (await inspections(store).of_database()).problem is not None
    async with store.transaction() as tx:
        assert await tx.workspaces.get(TEAM) is None


async def cut_off() -> None:
    """A tick without a database."""
    raise StoreUnavailable("it cannot be reached")


async def problem_of_bell(store: SqlStore, ringing: Ringing) -> str | None:
    return (await inspections(store, ringing=ringing).of_bell()).problem


def rung_ago(ringing: Ringing, ago: timedelta) -> None:
    """As if it had begun so long ago."""
    ringing._began = asyncio.get_running_loop().time() - ago.total_seconds()
