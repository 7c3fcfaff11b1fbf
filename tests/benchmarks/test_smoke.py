"""The benchmarks still run: with tiny numbers, whose figures mean nothing."""

import sys
from pathlib import Path
from subprocess import DEVNULL

import pytest

from tests.benchmarks import claims, planner, presses, sending, size, standings, start, tenants
from tests.benchmarks.databases import Databases, Files, Served
from tests.benchmarks.seeding import FIRST, seed, seeded
from tests.benchmarks.slack_apart import slack_apart
from tests.postgres import PostgresServer


@pytest.fixture(params=["sqlite", "postgres"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Databases:
    if request.param == "sqlite":
        return Files(tmp_path)
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return Served(server)


def test_claims_are_raced(databases: Databases) -> None:
    few = claims.Size(members=60, workspaces=2, turns=1, slices=2, claims=10, jobs=5, batch=5)
    assert len(claims.report(databases, few)) == 7


def test_claims_are_raced_against_as_many_jobs_that_are_due(databases: Databases) -> None:
    few = claims.Size(members=60, workspaces=2, turns=2, slices=2, claims=10, jobs=60, batch=5)
    race = claims.run(databases, few)
    assert (len(race.turns(few)), len(race.apscheduler.rates)) == (2, 2)


def test_reminders_are_sent_by_both_designs(databases: Databases) -> None:
    few = sending.Size(due=20, idle=20, rounds=1)
    with slack_apart(FIRST) as slack:
        assert len(sending.contest(databases, slack, few).table(few)) == 5


async def test_idle_ticks_are_timed(databases: Databases) -> None:
    few = size.Size(many=40, workspaces=4, few=10, ticks=10)
    crowded, quiet = await seeded(databases, few.crowd(few.many)), await seeded(databases, few.crowd(few.few))
    with slack_apart(size.OWN) as slack:
        times = await size.tick_seconds(crowded, quiet, slack, ticks=few.ticks)
    assert [len(each) for each in times] == [few.ticks, few.ticks]


def test_a_start_is_timed(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'budge.db'}"
    with start.sandbox(tmp_path) as settings:
        taken = size.start(url, settings, idle=0)
    assert taken.seconds > 0
    assert taken.memory > 0


def test_a_bot_that_is_never_ready_is_not_waited_for(tmp_path: Path) -> None:
    with (
        start.running(
            [sys.executable, "-c", "import signal; signal.pause()"], folder=tmp_path, says=DEVNULL
        ) as process,
        pytest.raises(SystemExit, match=r"^it was not ready within 0\.1 s$"),
    ):
        start.wait_until_ready(process, start.free_port(), within=0.1)


async def test_presses_are_timed_while_reminders_go_out(databases: Databases) -> None:
    few, people = presses.Size(due=100, warm_up=2, idle=5), databases.create()
    await seed(people, few.crowd)
    assert len(presses.table(databases, [await presses.one_round(people, few)], few)) == 6


async def test_standings_with_and_without_a_history_are_timed(databases: Databases) -> None:
    assert len(await standings.race(databases, weeks=2, rounds=2)) == 4


def test_planning_is_timed() -> None:
    assert len(planner.report()) == 7


async def test_few_and_many_workspaces_are_raced(databases: Databases) -> None:
    few, many = await tenants.race(lambda _: databases.create(), many=5, rounds=3)
    assert len(tenants.table("both", few, many)) == 9
