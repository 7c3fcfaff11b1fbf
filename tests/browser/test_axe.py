"""The page under axe: no finding that its makers call serious or critical, in the light, in the dark, on a phone."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from bot.sandbox.people import ANA, GENERAL, TOM
from bot.sandbox.records import File, Json
from tests.browser.chromium import PHONE, WIDE, visiting
from tests.sandbox import copy_deck as deck
from tests.sandbox.drawings import BLUE, RED, gif
from tests.sandbox.stage import Stage, section

pytestmark = pytest.mark.browser

_AXE = Axe()
_GRAVE = ("serious", "critical")


@pytest.fixture(
    params=[(WIDE, False), (WIDE, True), (PHONE, False), (PHONE, True)],
    ids=["wide", "wide dark", "phone", "phone dark"],
)
async def window(request: pytest.FixtureRequest, browser: Browser, stage: Stage) -> AsyncIterator[Page]:
    viewport, dark = request.param
    async with visiting(browser, stage.base_url, viewport=viewport, dark=dark) as fresh:
        yield fresh


async def findings(page: Page) -> list[str]:
    """What is seriously wrong, with the first element that has it."""
    answer: dict[str, Any] = (await _AXE.run(page)).response
    return [
        f"{found['id']}: {found['nodes'][0]['html']} {found['nodes'][0]['failureSummary']}"
        for found in answer["violations"]
        if found["impact"] in _GRAVE
    ]


def filled(stage: Stage) -> None:
    """A conversation with everything the bot says: texts, pictures, lists, buttons, menus."""
    team = stage.sandbox.team
    team.shelf.put(File("F1", name="pose.gif", title="Pose", content=gif(RED, BLUE, width=512, height=512)))
    image: Json = {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "A chair"}
    aside = {"type": "context", "elements": [image, {"type": "mrkdwn", "text": "Stop if anything hurts."}]}
    lost = section("Lost", accessory=image | {"slack_file": {"id": "F0"}})
    dm = team.open_dm(ANA).id
    for blocks in ([section("x", accessory=image), image, aside, lost], deck.confirmation(), deck.card()):
        team.post(dm, author=team.bot.id, text="Stand up.", blocks=blocks, at=stage.clock())
    team.post(dm, author=team.bot.id, text="Hidden", at=stage.clock(), ephemeral_to=ANA)
    team.post(GENERAL, author=TOM, text="`code` <@U0TOM> <https://a.example>", at=stage.clock())


async def opened(page: Page, stage: Stage, query: str, *, once: str) -> None:
    await page.goto(f"{stage.base_url}?{query}")
    await page.wait_for_selector("body[data-ready]")
    await page.locator("#messages", has_text=once).wait_for()


async def test_a_conversation_empty_and_full_with_its_menus_and_hints(window: Page, stage: Stage) -> None:
    assert await findings(window) == []
    filled(stage)
    await opened(window, stage, "in=app", once="Both done")
    assert await findings(window) == []
    await window.get_by_role("button", name="Snooze").click()
    await window.locator(".menu:visible").wait_for()
    assert await findings(window) == []
    await window.keyboard.press("Escape")
    await window.get_by_label("Message Budge", exact=True).fill("/budge")
    await window.keyboard.press("ArrowDown")
    await window.locator("#hints [aria-selected=true]").wait_for()
    assert await findings(window) == []


async def test_a_modal_its_errors_and_a_question(window: Page, stage: Stage) -> None:
    filled(stage)
    await opened(window, stage, "in=app", once="Both done")
    await window.get_by_role("button", name="Show me", exact=True).click()
    await window.get_by_role("dialog").wait_for()
    assert await findings(window) == []
    await window.get_by_role("button", name="Keep private").click()
    await window.get_by_role("button", name="Change").first.click()
    dialog = window.get_by_role("dialog", name="Settings")
    await dialog.wait_for()
    assert await findings(window) == []
    save = dialog.get_by_role("button", name="Save")
    await save.evaluate("button => button.setAttribute('aria-busy', 'true')")  # as it is until the bot has answered
    assert await findings(window) == []
    await save.evaluate("button => button.removeAttribute('aria-busy')")
    await save.click()
    await dialog.get_by_role("alert").first.wait_for()
    assert await findings(window) == []


async def test_the_panels_the_home_and_a_channel(window: Page, stage: Stage) -> None:
    filled(stage)
    await opened(window, stage, "in=app", once="Both done")
    await window.locator("#panel details").evaluate_all("all => all.forEach(each => each.open = true)")
    if not await window.locator("#panel").is_visible():
        await window.locator("#open-panel").click()
    assert await findings(window) == []
    await window.keyboard.press("Escape")
    await opened(window, stage, "in=app&tab=home", once="Next: today")
    assert await findings(window) == []
    await opened(window, stage, f"in={GENERAL}", once="code")
    if not await window.locator("#sidebar").is_visible():
        await window.locator("#open-sidebar").click()
    assert await findings(window) == []
