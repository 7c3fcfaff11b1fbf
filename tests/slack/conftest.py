import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.slack.stage import Stage, raised
from tests.stores import sqlite_template, sqlite_url

__all__ = ["sqlite_template", "sqlite_url"]


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    async with raised(sqlite_url) as fresh:
        yield fresh


@pytest.fixture(scope="module")
async def shared_stage(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """One stage for a whole module, for what is refused and so changes nothing; Ana has joined."""
    file = tmp_path_factory.mktemp("shared") / "budge.db"
    shutil.copyfile(sqlite_template, file)
    async with raised(f"sqlite+aiosqlite:///{file}") as lasting:
        await lasting.join()
        yield lasting
