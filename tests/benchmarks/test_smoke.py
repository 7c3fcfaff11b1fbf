"""The benchmarks still run: with tiny numbers, whose figures mean nothing."""

from pathlib import Path

import pytest

from tests.benchmarks import claims, sending, size, tenants
from tests.benchmarks.databases import Databases, Files, Served
from tests.benchmarks.seeding import FIRST, seeded
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
    assert len(claims.report(databases, few)) == 5


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


async def test_few_and_many_workspaces_are_raced(databases: Databases) -> None:
    few, many = await tenants.race(lambda _: databases.create(), many=5, rounds=3)
    assert len(tenants.table("both", few, many)) == 9
