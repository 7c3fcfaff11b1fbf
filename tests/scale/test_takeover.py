from pathlib import Path

from tests.hurry import HASTY
from tests.postgres import PostgresServer
from tests.scale.takeover import DUE, taken_over

MOST = 1.5 * HASTY.lease.total_seconds() + 2  # as 90 seconds are to a lease of sixty, and a busy machine


async def test_what_a_dead_process_leaves_is_taken_over_and_comes_once(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    url = postgres_server.url(postgres_server.create())
    takeover = await taken_over(url, timing=HASTY, folder=tmp_path)

    assert takeover.reckoning.posted == DUE
    assert list(takeover.faults(most=MOST)) == []
