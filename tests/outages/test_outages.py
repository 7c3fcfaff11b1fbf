from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.outages.outage import Frozen, Locked, Outage, Stopped
from tests.outages.story import Load, story
from tests.postgres import PostgresServer, running_postgres
from tests.stores import migrate

SPAN = timedelta(seconds=4)  # longer than Slack waits for an ack
LOAD = Load(before=timedelta(seconds=0.6), after=timedelta(seconds=0.6), at_most=timedelta(seconds=40))


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """One that nobody else uses."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def url(server: PostgresServer) -> str:
    url = server.url(server.create())
    migrate(url)
    return url


async def goes_well(url: str, outage: Outage, *, folder: Path) -> None:
    async with story(url, folder, load=LOAD, span=SPAN) as told:
        await told.suffer(outage)
        account = await told.all_is_well()

        assert list(told.faults(account)) == []


async def test_a_file_that_another_process_locks_is_waited_for(sqlite_url: str, tmp_path: Path) -> None:
    await goes_well(sqlite_url, Locked(Path(sqlite_url.removeprefix("sqlite+aiosqlite:///"))), folder=tmp_path)


@pytest.mark.parametrize("kind", [Stopped, Frozen])
async def test_a_postgresql_that_is_gone_is_waited_for(
    url: str, server: PostgresServer, kind: type[Stopped | Frozen], tmp_path: Path
) -> None:
    await goes_well(url, kind(server), folder=tmp_path)
