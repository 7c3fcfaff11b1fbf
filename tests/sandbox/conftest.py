from collections.abc import AsyncIterator

import pytest

from tests.sandbox.stage import HASTY, Stage, raised


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with raised() as fresh:
        yield fresh


@pytest.fixture
async def hasty_stage() -> AsyncIterator[Stage]:
    """A sandbox that soon gives up waiting for an answer."""
    async with raised(patience=HASTY) as fresh:
        yield fresh


@pytest.fixture(scope="module")
async def shared_stage() -> AsyncIterator[Stage]:
    """One sandbox for a whole module, for calls that are refused and so change nothing."""
    async with raised() as lasting:
        yield lasting
