"""The page under a person's hands: by mouse, by keyboard, on a phone and in the dark."""

import pytest
from playwright.async_api import Page, expect

from bot.sandbox.people import ANA, GENERAL, TOM
from tests.sandbox.stage import Stage

pytestmark = pytest.mark.browser


async def say(page: Page, words: str) -> None:
    await page.get_by_label("Message Budge", exact=True).fill(words)
    await page.keyboard.press("Enter")


async def test_a_newcomer_joins_and_ticks_off_a_card_by_mouse(page: Page) -> None:
    await page.get_by_role("button", name="put it in the message box").first.click()
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_text("Only visible to you")).to_be_visible()
    await expect(page.locator("#step-join")).to_contain_text("(done)")
    await say(page, "/budge now")
    await page.get_by_role("button", name="Both done: hip stretch and knee to chest").click()
    await expect(page.get_by_text("That is 1 of 1 today")).to_be_visible()
    await expect(page.get_by_text("(edited)")).to_be_visible()
    await expect(page.locator(".tally")).to_have_text("3 of 7")


async def test_the_same_by_keyboard_alone(page: Page) -> None:
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the conversation")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    while not await page.evaluate("document.activeElement.matches('textarea')"):
        await page.keyboard.press("Tab")
    await page.keyboard.type("/budge n")
    await expect(page.get_by_role("option", name="/budge now")).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Message Budge", exact=True)).to_have_value("/budge now")
    await page.keyboard.press("Enter")
    both = page.get_by_role("button", name="Both done")
    await both.wait_for()
    await page.keyboard.press("Shift+Tab")
    while not await both.evaluate("button => button === document.activeElement"):
        await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("That is 1 of 1 today")).to_be_visible()
    await expect(page.get_by_role("button", name="More actions")).to_be_focused()


async def test_a_menu_opens_and_is_walked_with_the_arrows(page: Page) -> None:
    await say(page, "/budge now")
    snooze = page.get_by_role("button", name="Snooze")
    await snooze.focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("menuitemradio", name="10 minutes")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(snooze).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("2")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("log")).to_contain_text("Snoozed for 20.")


async def test_a_modal_keeps_what_was_typed_beside_its_errors(page: Page) -> None:
    await say(page, "/budge start")
    await page.get_by_role("button", name="Change").click()
    dialog = page.get_by_role("dialog", name="Settings")
    await expect(dialog.get_by_label("How often")).to_be_focused()
    await dialog.get_by_label("Your city").press_sequentially("ber")
    await dialog.get_by_role("option", name="Berlin").wait_for()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await dialog.get_by_label("To", exact=True).fill("08:00")
    await dialog.get_by_label("Sat").check()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert")).to_have_text("This is before From.")
    await expect(dialog.get_by_label("To", exact=True)).to_be_focused()
    await expect(dialog.get_by_label("Sat")).to_be_checked()
    await dialog.get_by_label("To", exact=True).fill("18:00")
    await dialog.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved. Europe/Berlin, Mon Tue Wed Thu Fri Sat.").first).to_be_visible()
    await expect(dialog).to_be_hidden()


async def test_escape_closes_a_modal_and_gives_the_focus_back(page: Page, stage: Stage) -> None:
    await say(page, "/budge start")
    change = page.get_by_role("button", name="Change")
    await change.click()
    await page.get_by_role("dialog", name="Settings").wait_for()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(change).to_be_focused()
    assert stage.sandbox.team.modals[ANA] == []


async def test_a_modal_with_errors_is_left_with_one_escape(page: Page) -> None:
    await say(page, "/budge start")
    await page.get_by_role("button", name="Change").click()
    dialog = page.get_by_role("dialog", name="Settings")
    await dialog.get_by_label("To", exact=True).fill("08:00")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert").first).to_be_visible()
    await dialog.get_by_label("To", exact=True).focus()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("button", name="Change")).to_be_focused()


async def test_what_asks_first_acts_only_after_a_yes(page: Page) -> None:
    await say(page, "/budge start")
    show = page.get_by_role("button", name="Show me", exact=True)
    await show.click()
    await page.get_by_role("button", name="Keep private").click()
    await expect(page.get_by_text("Leaderboard: shown")).to_have_count(0)
    await show.click()
    await page.get_by_role("dialog").get_by_role("button", name="Show me").click()
    await expect(page.get_by_text('Leaderboard: shown as "Ana".')).to_be_visible()


async def test_words_half_typed_and_the_focus_survive_what_others_say(page: Page, stage: Stage) -> None:
    await page.get_by_role("link", name="general").click()
    box = page.get_by_label("Message #general", exact=True)
    await box.press_sequentially("Half a ")
    stage.sandbox.team.post(GENERAL, author=TOM, text="Good morning", at=stage.clock())
    await expect(page.get_by_text("Good morning")).to_be_visible()
    await expect(box).to_be_focused()
    await page.keyboard.type("word")
    await expect(box).to_have_value("Half a word")
    await page.get_by_role("link", name="Budge").click()
    await page.get_by_role("link", name="general").click()
    await expect(box).to_have_value("Half a word")


async def test_the_clock_moves_and_the_badge_tells_of_a_message_elsewhere(page: Page, stage: Stage) -> None:
    await page.get_by_role("link", name="general").click()
    await expect(page).to_have_title("#general · Larkfield")
    await page.get_by_role("button", name="+30 min").click()
    await expect(page.locator("#face")).to_have_text("10:00")
    team = stage.sandbox.team
    team.post(team.open_dm(ANA).id, author=team.bot.id, text="Stand up.", at=stage.clock())
    await expect(page.get_by_role("link", name="Budge 1 unread")).to_be_visible()


async def test_somebody_else_sees_their_own_zone_and_can_change_it(page: Page) -> None:
    await page.get_by_text("Be somebody else").click()
    await page.get_by_role("link", name="Tom Becker").click()
    await expect(page.locator("#face")).to_have_text("3:30")
    await page.get_by_text("Change zone or status").click()
    await page.get_by_label("Time zone").select_option("Asia/Tokyo")
    await page.locator("[data-zone-form] button").click()
    await expect(page.locator("#face")).to_have_text("17:30")
    await page.go_back()
    await expect(page.locator("#face")).to_have_text("9:30")


async def test_the_home_tab_is_drawn_when_it_is_opened(page: Page) -> None:
    await page.get_by_role("link", name="Home").click()
    await expect(page.get_by_text("Next: today at 16:42")).to_be_visible()
    await expect(page.locator("#step-home")).to_contain_text("(done)")


async def test_on_a_phone_the_sidebar_and_the_panel_are_drawers(page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await expect(page.get_by_role("link", name="general")).to_be_hidden()
    await page.get_by_role("button", name="Channels and apps").click()
    await page.get_by_role("link", name="general").click()
    await expect(page.get_by_role("heading", name="#general")).to_be_visible()
    await expect(page.locator("#sidebar")).to_be_hidden()
    await page.get_by_role("button", name="Sandbox").click()
    await page.get_by_role("button", name="+30 min").click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Sandbox")).to_be_focused()


async def test_the_theme_is_chosen_once_and_kept(page: Page) -> None:
    await page.get_by_role("button", name="Switch between light and dark").click()
    dark = await page.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor")
    await page.reload()
    assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert await page.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor") == dark


async def test_what_slack_refuses_is_said_in_one_line(page: Page) -> None:
    await say(page, "/nothing")
    await expect(page.locator("#notice")).to_be_visible()
