"""All words read against what is behind them, in the light and in the dark (WCAG AA)."""

from typing import Literal

import pytest
from playwright.async_api import Page

from bot.sandbox.people import ANA, GENERAL, TOM
from tests.browser.looks import POOR
from tests.sandbox import copy_deck as deck
from tests.sandbox.stage import Stage

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_stand_out_from_their_ground(page: Page, stage: Stage, scheme: Literal["light", "dark"]) -> None:
    team = stage.sandbox.team
    dm = team.open_dm(ANA).id
    for blocks in (deck.confirmation(), deck.card(), deck.weekly_post(), deck.introduction(), deck.summary()):
        team.post(dm, author=team.bot.id, text="You're in.", blocks=blocks, at=stage.clock())
    team.post(dm, author=TOM, text="`code` <@U0TOM> <https://a.example> > no", at=stage.clock())
    team.post(dm, author=team.bot.id, text="Hidden", at=stage.clock(), ephemeral_to=ANA)
    await page.emulate_media(color_scheme=scheme)
    await page.reload()
    await page.wait_for_selector("body[data-ready]")
    for summary in await page.locator("summary").all():
        await summary.click()
    assert await page.evaluate(POOR) == []
    await page.get_by_role("button", name="Change").first.click()
    await page.get_by_role("dialog", name="Settings").wait_for()
    await page.get_by_role("button", name="Save").click()
    await page.get_by_role("alert").first.wait_for()
    assert await page.evaluate(POOR) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("dialog").wait_for(state="detached")
    await page.get_by_label("Message Budge", exact=True).fill("/budge")
    await page.keyboard.press("ArrowDown")
    team.post(GENERAL, author=TOM, text="new", at=stage.clock())
    await page.get_by_role("link", name="general 1 unread").wait_for()
    assert await page.evaluate(POOR) == []
