"""A real Chromium before the sandbox's page. Every test also fails on an error in the browser's console."""

import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright

from bot.sandbox.page import routes
from tests.browser.small_bot import small_bot
from tests.sandbox.stage import Stage, connected, raised

_SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 5_000  # milliseconds


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "The browser tests need Chromium on the PATH."
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium, args=list(_SWITCHES))
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
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    fresh = await context.new_page()
    fresh.set_default_timeout(PATIENCE)
    wrong: list[str] = []
    fresh.on("pageerror", lambda error: wrong.append(str(error)))
    fresh.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    await fresh.goto(stage.base_url)
    await fresh.wait_for_selector("body[data-ready]")
    yield fresh
    assert wrong == []
    await context.close()
