from collections.abc import AsyncIterator

import pytest

from tests.slack.stage import Stage, raised
from tests.stores import sqlite_template, sqlite_url

__all__ = ["sqlite_template", "sqlite_url"]


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    async with raised(sqlite_url) as fresh:
        yield fresh
