from collections.abc import AsyncIterator

import pytest

from tests.sandbox.stage import Stage, raised


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with raised() as fresh:
        yield fresh


@pytest.fixture(scope="module")
async def shared_stage() -> AsyncIterator[Stage]:
    """One sandbox for a whole module, for calls that are refused and so change nothing."""
    async with raised() as lasting:
        yield lasting
