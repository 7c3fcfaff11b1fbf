"""A workspace installs Budge in a real browser: the install page, Slack's question, and back into Slack."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from bot.sandbox.page import routes
from bot.slack.http import INSTALL_PATH
from bot.slack.wording import installing as words
from tests.browser.chromium import PHONE, WIDE
from tests.browser.looks import POOR
from tests.scenario.neighbours import HERE, INES, THERE, Street, two_workspaces

pytestmark = pytest.mark.browser


@pytest.fixture
async def street(sqlite_url: str) -> AsyncIterator[Street]:
    async with two_workspaces(sqlite_url, page_routes=routes()) as street:
        yield street


@pytest.fixture(params=["light", "dark", "phone"])
async def window(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    dark = request.param == "dark"
    context = await browser.new_context(
        viewport=PHONE if request.param == "phone" else WIDE, color_scheme="dark" if dark else "light"
    )
    yield await context.new_page()
    await context.close()


async def test_two_workspaces_install_it_one_after_the_other(window: Page, street: Street) -> None:
    for team, name in ((HERE, "Larkfield"), (THERE, "Harbour Lane")):
        await window.goto(f"{street.url}{INSTALL_PATH}")
        await window.get_by_role("link", name=name).click()
        await window.get_by_role("button", name="Allow").click()
        await expect(window.get_by_role("heading")).to_have_text(f"Budge is in {name}")
        assert await window.evaluate(POOR) == []
        assert not await window.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert await street.suspension(team) == (None, True)
    await street.settles()

    await window.get_by_role("link", name="Open Slack").click()
    await expect(window.locator("body")).to_contain_text("Ines")
    assert street.said(THERE, INES)[-1].text.startswith("Budge is in")


async def test_whoever_cancels_can_start_again(window: Page, street: Street) -> None:
    await window.goto(f"{street.url}{INSTALL_PATH}")
    await window.get_by_role("button", name="Cancel").click()
    await expect(window.get_by_role("heading")).to_have_text(words.CANCELLED.title)
    await window.get_by_role("link", name=words.AGAIN).click()
    await expect(window.get_by_role("button", name="Allow")).to_be_visible()


async def test_going_back_to_the_last_page_installs_nothing_twice(window: Page, street: Street) -> None:
    await window.goto(f"{street.url}{INSTALL_PATH}")
    await window.get_by_role("button", name="Allow").click()
    await expect(window.get_by_role("heading")).to_have_text("Budge is in Larkfield")
    await window.reload()
    await expect(window.get_by_role("heading")).to_have_text(words.STALE.title)
    assert await street.suspension(HERE) == (None, True)
