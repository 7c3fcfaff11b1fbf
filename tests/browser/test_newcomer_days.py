"""What a member does on the page day by day: one demo for all of it, in which Ana has joined."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.chromium import visiting
from tests.browser.hands import Keys, Mouse
from tests.browser.story import be, bot_button, message_box, messages, more_button, opened_demo, say

pytestmark = pytest.mark.browser

NOT_ON_A_LOCK_SCREEN = re.compile("butt|seat|pain|glute|missed|failed|overdue", re.IGNORECASE)


@pytest.fixture(scope="module")
async def address(browser: Browser) -> AsyncIterator[str]:
    async with opened_demo() as address:
        async with visiting(browser, address) as page:
            await say(page, "/budge start")
            await bot_button(page, "Keep me private").click()
            await expect(messages(page)).to_contain_text("Leaderboard: private.")
        yield address


@pytest.fixture
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    async with visiting(browser, address) as page:
        yield page


@pytest.fixture
async def card(page: Page) -> Page:
    """The page with an open card."""
    await say(page, "/budge now")
    await expect(bot_button(page, "Both done")).to_be_in_viewport()
    return page


async def test_settings_tell_what_is_wrong_beside_the_field_and_are_saved_once_mended(page: Page) -> None:
    await page.get_by_role("link", name="Home", exact=True).click()
    await page.get_by_role("button", name="Settings").click()
    settings = page.get_by_role("dialog", name="Settings")
    await settings.get_by_label("How often").select_option("Every 3 h")
    await settings.get_by_label("Sat").check()
    await settings.get_by_label("To", exact=True).fill("08:00")
    await settings.get_by_role("button", name="Save").click()
    await expect(settings.get_by_role("alert")).to_have_text("This is before From.")
    await expect(settings.get_by_label("To", exact=True)).to_be_focused()
    await expect(settings.get_by_label("Sat")).to_be_checked()
    await settings.get_by_label("To", exact=True).fill("18:00")
    await settings.get_by_role("button", name="Save").click()
    await expect(settings).to_be_hidden()
    await expect(messages(page)).to_contain_text("Every 3 h, Mon–Sat 9:00–18:00, Berlin time")


async def test_somebody_whose_zone_slack_does_not_tell_finds_their_city(page: Page) -> None:
    await be(page, "Noor Haddad")
    await say(page, "/budge start")
    await expect(messages(page)).to_contain_text("What is your time zone?")
    await page.get_by_role("combobox", name="Find your city").press_sequentially("kathm")
    await expect(messages(page).get_by_role("option", name="Asia/Kathmandu")).to_be_in_viewport(ratio=1)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(messages(page)).to_contain_text("You're in.")
    await expect(messages(page)).to_contain_text("Mon–Fri 9:00–17:30, Kathmandu time")


async def test_a_lock_screen_shows_neutral_words_only(card: Page) -> None:
    await card.get_by_text("On the lock screen").click()
    shown = await card.locator("#lock-words").inner_text()
    assert "Two exercises, about 9 minutes." in shown
    assert not NOT_ON_A_LOCK_SCREEN.search(shown)


async def test_the_home_marks_a_reminder_done_and_keeps_the_focus_near(card: Page) -> None:
    keys = Keys(card)
    await keys.press(card.get_by_role("link", name="Home", exact=True))
    await keys.press(card.get_by_role("button", name="Mark done").last)
    await expect(messages(card)).to_contain_text("both done at 9:0")
    await keys.press(card.get_by_role("link", name="Messages"))
    await expect(messages(card)).to_contain_text("Both done, 9:0")


async def test_a_snooze_is_chosen_with_the_arrows_and_brought_back(card: Page) -> None:
    keys = Keys(card)
    await keys.choose(bot_button(card, "Snooze"), "10 minutes")
    await expect(messages(card)).to_contain_text("Snoozed. Back at 9:1")
    await keys.press(bot_button(card, "Show it now"))
    await expect(bot_button(card, "Both done")).to_be_in_viewport()


async def test_the_menu_explains_and_then_skips_by_keys_alone(card: Page) -> None:
    keys = Keys(card)
    await keys.choose(more_button(card), "Why this helps")
    await expect(card.get_by_text("Why sitting hurts").first).to_be_visible()
    await card.keyboard.press("Escape")
    await keys.choose(more_button(card), "Skip this one")
    await expect(messages(card)).to_contain_text("Skipped. Next")


async def test_undo_brings_the_card_back_as_it_was(card: Page) -> None:
    mouse = Mouse(card)
    await mouse.press(bot_button(card, "Both done"))
    await expect(bot_button(card, "Both done")).to_have_count(0)
    await mouse.choose(more_button(card), "Undo")
    await expect(bot_button(card, "Both done")).to_be_in_viewport()


async def test_a_word_half_typed_is_finished_by_the_hints(page: Page) -> None:
    await message_box(page).press_sequentially("/budge st")
    await expect(page.get_by_role("option", name="/budge")).to_have_count(3)
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Tab")
    await expect(message_box(page)).to_have_value("/budge stop")
    await expect(message_box(page)).to_be_focused()
