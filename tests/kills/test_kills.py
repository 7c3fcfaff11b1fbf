"""Some twenty kills of real processes; `python -m tests.kills` makes as many as wanted."""

from pathlib import Path

import pytest

from tests.kills.home import Home
from tests.kills.reigning import reign
from tests.kills.team import Crowd
from tests.kills.toll import Toll
from tests.postgres import PostgresServer

SMALL = Crowd(workspaces=3, members=20)


@pytest.mark.parametrize(("processes", "kills"), [(1, 6), (4, 6)])
async def test_kills_on_postgresql_double_nothing_and_lose_nothing(
    processes: int, kills: int, postgres_url: str, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    home = Home(folder=tmp_path, url=postgres_url, server=postgres_server.folder)
    result = await reign(home, Toll(kills), processes=processes, seed="suite", crowd=SMALL)

    assert (result.doubled, result.lost, result.stumbled) == ([], [], [])
    assert result.posted > 0
    assert result.ticked > 0


async def test_kills_on_sqlite_double_nothing_and_lose_nothing(sqlite_url: str, tmp_path: Path) -> None:
    home = Home(folder=tmp_path, url=sqlite_url, server=None)
    result = await reign(home, Toll(6), processes=1, seed="suite", crowd=SMALL)

    assert (result.doubled, result.lost, result.stumbled) == ([], [], [])
    assert result.posted > 0
    assert result.ticked > 0
