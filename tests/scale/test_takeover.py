from datetime import timedelta
from pathlib import Path

from bot.services.timing import Timing
from tests.postgres import PostgresServer
from tests.scale.takeover import DUE, taken_over

SHORT = Timing(
    lease=timedelta(seconds=2),
    renew_under=timedelta(seconds=1),
    look_up_after=timedelta(seconds=1),
    look_again_after=timedelta(seconds=0.5),
    stale_after=timedelta(seconds=1),
    posts_a_minute=None,
    errands_a_minute=None,
)


async def test_what_a_dead_process_leaves_is_taken_over_and_comes_once(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    url = postgres_server.url(postgres_server.create())
    slack, seconds = await taken_over(url, timing=SHORT, folder=tmp_path)

    assert len(slack.posts) == len(slack.times) == DUE
    assert seconds < 1.5 * SHORT.lease.total_seconds() + 2  # as 90 seconds are to a lease of sixty, and a busy machine
