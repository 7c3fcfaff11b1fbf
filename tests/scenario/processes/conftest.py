from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenario.processes.apart import Apart, apart


@pytest.fixture
async def pair(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Apart]:
    async with apart(sqlite_url, tmp_path) as pair:
        yield pair


@pytest.fixture
async def either_pair(database_url: str, tmp_path: Path) -> AsyncIterator[Apart]:
    """Once on SQLite, once on PostgreSQL."""
    async with apart(database_url, tmp_path) as pair:
        yield pair
