from pathlib import Path

from tests.benchmarks.seeding import Crowd
from tests.postgres import PostgresServer
from tests.scale.many_processes import shared


async def test_four_processes_post_each_of_a_thousand_reminders_once(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    crowd = Crowd(members=1_000, workspaces=20, spread=1)
    outcome = await shared(postgres_server.url(postgres_server.create()), crowd, processes=4, folder=tmp_path)

    assert outcome.reckoning.posted == 1_000
    assert list(outcome.reckoning.faults()) == []
    assert len(outcome.shares) > 1  # how many depends on who comes first
