"""A real Chromium before the sandbox's page. Every test also fails on an error in the browser's console."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright

from bot.sandbox.page import routes
from tests.browser.chromium import launched, visiting
from tests.browser.small_bot import small_bot
from tests.sandbox.stage import Stage, connected, raised

PATIENCE = 15_000  # milliseconds: on a busy machine


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await launched(playwright)
        yield started
        await started.close()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A sandbox with the small bot connected and a clock that moves by the page's buttons."""
    async with raised(page_routes=routes(), is_movable=True) as fresh, connected(fresh, small_bot(fresh)):
        yield fresh


@pytest.fixture
async def page(browser: Browser, stage: Stage) -> AsyncIterator[Page]:
    """The page as a newcomer finds it."""
    async with visiting(browser, stage.base_url) as fresh:
        fresh.set_default_timeout(PATIENCE)
        yield fresh
