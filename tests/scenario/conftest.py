from collections.abc import AsyncIterator

import pytest

from tests.scenario.stage import Scene, stage
from tests.stores import *  # noqa: F403 - the fixtures, by their names in __all__


@pytest.fixture
async def scene(sqlite_url: str) -> AsyncIterator[Scene]:
    async with stage(sqlite_url) as scene:
        yield scene


@pytest.fixture
async def either_scene(database_url: str) -> AsyncIterator[Scene]:
    """Once on SQLite, once on PostgreSQL."""
    async with stage(database_url) as scene:
        yield scene
