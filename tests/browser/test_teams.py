"""Two workspaces in a browser: let the app in, go from one to the other, remove it."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.async_api import Browser, Page, expect

from bot.sandbox.consent import AUTHORIZE
from bot.sandbox.page import routes
from tests.browser.chromium import PHONE, WIDE
from tests.browser.looks import POOR, is_sound
from tests.sandbox.applicant import REDIRECT, Applicant, applying

pytestmark = pytest.mark.browser

HERE, THERE = "T0SANDBOX", "T0NEIGHBOURS"


@pytest.fixture
async def applicant() -> AsyncIterator[Applicant]:
    async with applying(page_routes=routes()) as fresh:
        yield fresh


@pytest.fixture(params=["light", "dark", "phone"])
async def window(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """A window whose pages may lead to an app that is not there."""
    dark = request.param == "dark"
    viewport = PHONE if request.param == "phone" else WIDE
    context = await browser.new_context(viewport=viewport, color_scheme="dark" if dark else "light")
    page = await context.new_page()
    await page.route(f"{REDIRECT}*", lambda route: route.fulfill(body="Budge is in."))
    yield page
    await context.close()


def consent_of(applicant: Applicant) -> str:
    return f"{applicant.stage.base_url}{AUTHORIZE}?{urlencode(applicant.question())}"


async def test_the_app_is_let_into_the_team_that_is_chosen(window: Page, applicant: Applicant) -> None:
    await window.goto(consent_of(applicant))
    assert await window.evaluate(POOR) == []
    assert not await window.evaluate("document.documentElement.scrollWidth > innerWidth")
    await window.get_by_role("link", name="Harbour Lane").click()
    await window.get_by_label("You are").select_option(label="Omar Rashid")
    await window.get_by_role("button", name="Allow").click()
    await expect(window.locator("body")).to_have_text("Budge is in.")
    query = parse_qs(urlsplit(window.url).query)
    assert query["state"] == ["st&te"]
    told = await applicant.access(code=query["code"][0], redirect_uri=REDIRECT)
    assert (told["team"]["id"], told["authed_user"]["id"]) == (THERE, "U0OMAR")


async def test_cancelling_leads_back_too(window: Page, applicant: Applicant) -> None:
    await window.goto(consent_of(applicant))
    await window.get_by_role("button", name="Cancel").click()
    await expect(window.locator("body")).to_have_text("Budge is in.")
    assert "error=access_denied" in window.url


async def test_a_link_that_is_wrong_is_told_in_words(window: Page, applicant: Applicant) -> None:
    await window.goto(f"{applicant.stage.base_url}{AUTHORIZE}?client_id=1")
    await expect(window.get_by_role("alert")).to_contain_text("no app has this client id")
    assert await window.evaluate(POOR) == []


async def test_the_app_goes_from_one_team_and_stays_in_the_other(browser: Browser, applicant: Applicant) -> None:
    for team, person in ((HERE, "U0ANA"), (THERE, "U0INES")):
        await applicant.install(team=team, person=person)
    context = await browser.new_context(viewport=WIDE)
    page = await context.new_page()
    await page.goto(applicant.stage.base_url)
    await page.get_by_role("link", name="Harbour Lane").click()
    await expect(page.locator(".you")).to_contain_text("Ines Duarte")
    await page.get_by_text("Remove or revoke it").click()
    await is_sound(page)
    await page.get_by_role("button", name="Revoke token").click()
    await expect(page.locator("#installed")).to_contain_text("its token is refused")
    await page.get_by_role("button", name="Remove app").click()
    await expect(page.locator("#main")).to_contain_text("Budge is not installed in Harbour Lane")
    await is_sound(page)
    await page.get_by_role("link", name="Larkfield").click()
    await expect(page.locator("#installed")).to_contain_text("its token works")
    await expect(page.get_by_label("Message Budge", exact=True)).to_be_visible()
    await context.close()


async def test_what_happens_in_the_other_team_shows_at_once(browser: Browser, applicant: Applicant) -> None:
    other = applicant.stage.sandboxes[THERE]
    context = await browser.new_context(viewport=WIDE)
    page = await context.new_page()
    await page.goto(f"{applicant.stage.base_url}/t/{THERE}/")
    await page.wait_for_selector("body[data-ready]")
    await page.get_by_role("link", name="general").click()
    await expect(page.get_by_role("heading", name="general").first).to_be_visible()
    other.team.post("C0GENERAL", author="U0OMAR", text="Good morning", at=applicant.stage.clock())
    await expect(page.locator("#messages")).to_contain_text("Good morning")
    await context.close()
