"""What the looks find, and the words they find for it."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.ids import WorkspaceId
from bot.ports import StoreUnavailable
from bot.services.looks import ENDS_WITHIN, RINGS_WITHIN, Looks
from bot.services.readiness import Finding
from bot.services.ringing import Ringing
from bot.store.transaction import SqlStore
from tests.stores import engine_for

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


def looks(store: SqlStore, *, line: Line | None = None, ringing: Ringing | None = None) -> Looks:
    return Looks(store=store, workspace=TEAM, way_in=line or Line(), ringing=ringing or Ringing(nothing), clock=Still())


async def test_a_database_that_answers_is_in_order(store: SqlStore) -> None:
    assert await looks(store).at_database() == Finding()


async def test_a_suspended_workspace_is_told_with_its_reason(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await tx.workspaces.ensure(TEAM)
        await tx.workspaces.suspend(TEAM, reason="account_inactive")

    assert (await looks(store).at_database()).problem == (
        "Slack does not let Budge into the workspace (account_inactive): `budge check` tells what to do."
    )


async def test_a_database_out_of_reach_is_told() -> None:
    async with engine_for("postgresql://budge@127.0.0.1:1/budge") as engine:
        problem = (await looks(SqlStore(engine)).at_database()).problem
    assert problem == "The database cannot be used: it cannot be reached."


async def test_a_connection_tells_when_slack_last_answered(store: SqlStore) -> None:
    line = Line(heard_at=NOW - timedelta(seconds=3.21))
    assert await looks(store, line=line).at_slack() == Finding(figures={"pong_seconds_ago": 3.2})


@pytest.mark.parametrize(
    ("trouble", "told"),
    [(None, "There is no connection to Slack: it is being made."), ("Slack says no.", "Slack says no.")],
)
async def test_no_connection_is_told_with_its_reason(store: SqlStore, trouble: str | None, told: str) -> None:
    assert (await looks(store, line=Line(stands=False, trouble=trouble)).at_slack()).problem == told


async def test_what_was_refused_does_not_matter_while_the_connection_stands(store: SqlStore) -> None:
    assert (await looks(store, line=Line(trouble="Slack says no.")).at_slack()).problem is None


async def test_a_bell_is_in_order_once_it_has_rung(store: SqlStore) -> None:
    ringing = Ringing(nothing)
    assert (await looks(store, ringing=ringing).at_bell()).problem == "It has not rung yet."
    await ringing.ring()
    assert await looks(store, ringing=ringing).at_bell() == Finding(figures={"rang_seconds_ago": 0.0})


@pytest.mark.parametrize(
    ("ago", "told"),
    [(RINGS_WITHIN - SECOND, None), (RINGS_WITHIN + SECOND, "It has not rung for 61 seconds.")],
)
async def test_a_bell_that_has_stopped_is_told(store: SqlStore, ago: timedelta, told: str | None) -> None:
    ringing = Ringing(nothing)
    await ringing.ring()
    rung_ago(ringing, ago)
    assert (await looks(store, ringing=ringing).at_bell()).problem == told


@pytest.mark.parametrize(
    ("ago", "told"),
    [(ENDS_WITHIN - SECOND, None), (ENDS_WITHIN + SECOND, "It has rung for 15 minutes without an end.")],
)
async def test_a_ring_may_take_long_but_not_for_ever(store: SqlStore, ago: timedelta, told: str | None) -> None:
    may_end = asyncio.Event()
    ringing = Ringing(may_end.wait)
    ring = asyncio.create_task(ringing.ring())
    await asyncio.sleep(0)
    rung_ago(ringing, ago)
    assert (await looks(store, ringing=ringing).at_bell()).problem == told
    may_end.set()
    await ring


async def test_a_ring_that_failed_is_told_until_one_does_not(store: SqlStore) -> None:
    failures = [KeyError("x")]

    async def tick() -> None:
        if failures:
            raise failures.pop()

    ringing = Ringing(tick)
    with pytest.raises(KeyError):
        await ringing.ring()
    assert (
        await looks(store, ringing=ringing).at_bell()
    ).problem == "Its last ring failed (KeyError); the log says more."
    await ringing.ring()
    assert (await looks(store, ringing=ringing).at_bell()).problem is None


async def test_a_database_that_is_gone_is_the_databases_problem_alone(store: SqlStore) -> None:
    async def tick() -> None:
        raise StoreUnavailable("it cannot be reached")

    ringing = Ringing(tick)
    await ringing.ring()
    assert (await looks(store, ringing=ringing).at_bell()).problem is None


def rung_ago(ringing: Ringing, ago: timedelta) -> None:
    """As if it had begun so long ago."""
    ringing._began = asyncio.get_running_loop().time() - ago.total_seconds()
