"""Pictures of every stage of the demo, for human eyes: python -m tests.browser.pictures FOLDER."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import Page, ViewportSize, async_playwright, expect

from bot.sandbox.people import GENERAL, LIN, NOOR, TOM, WELLNESS
from tests.browser.chromium import PHONE, SMALL, WIDE, ZOOMED, launched, visiting
from tests.browser.hands import Mouse
from tests.browser.looks import is_sound
from tests.browser.story import (
    arrived,
    bot_button,
    clock_button,
    message_box,
    messages,
    more_button,
    opened_demo,
    say,
)

WINDOWS: Mapping[str, ViewportSize] = {"wide": WIDE, "dark": WIDE, "phone": PHONE, "small": SMALL, "zoomed": ZOOMED}


class Album:
    """The same person's page in several windows; what is done in the first shows in all of them."""

    def __init__(self, folder: Path, pages: Mapping[str, Page]) -> None:
        self._folder = folder
        self._pages = pages
        self.page = next(iter(pages.values()))
        self.hands = Mouse(self.page)
        self._taken = 0

    async def take(self, name: str, *, once: str, prepare: Callable[[Page], Awaitable[None]] | None = None) -> None:
        """One picture a window, as soon as these words can be seen in it."""
        self._taken += 1
        for window, page in self._pages.items():
            await expect(page.locator("body")).to_contain_text(once)
            await expect(page.locator(".busy")).to_have_count(0)
            if prepare:
                await prepare(page)
            await page.mouse.move(1, 1)
            await is_sound(page)
            await page.screenshot(path=self._folder / f"{self._taken:02}-{name}-{window}.png", animations="disabled")

    async def go(self, address: str) -> None:
        """Open an address in each window."""
        for page in self._pages.values():
            await page.goto(address)
            await page.wait_for_selector("body[data-ready]")

    async def everywhere(self, act: Callable[[Page], Awaitable[object]]) -> None:
        """Do something in each window."""
        for page in self._pages.values():
            await act(page)


async def walk(album: Album, address: str) -> None:
    """Every stage, in the order in which a newcomer meets them."""
    await join(album)
    await do_one(album)
    await live_a_week(album, address)
    await set_up(album)
    await be_others(album, address)
    await administer(album, address)


async def join(album: Album) -> None:
    await album.take("welcome", once="This is the beginning of your messages")
    await album.hands.say("/budge start")
    await album.take("joined", once="First one today")
    await message_box(album.page).fill("/budge ")
    await album.take("hints", once="First one today")
    await say(album.page, "/budge help")
    await album.take("help", once="Only visible to you")
    await album.hands.press(bot_button(album.page, "Keep me private"))


async def do_one(album: Album) -> None:
    page, hands = album.page, album.hands
    await hands.press(clock_button(page, "Next reminder"))
    await arrived(page, "11:32")
    await album.take("card", once="Both done")
    await more_button(page).click()
    await album.take("menu", once="Both done")
    await page.keyboard.press("Escape")
    await album.take("lock-screen", once="Both done", prepare=open_lock_screen)
    await album.everywhere(close_lock_screen)
    await hands.press(bot_button(page, "Hip stretch done"))
    await album.take("one-done", once="done 11:32")
    await hands.press(bot_button(page, "Knee to chest done"))
    await album.take("summary", once="Both done, 11:32.")
    await say(page, "/budge")
    await album.take("status", once="2 exercises this week. ")


async def live_a_week(album: Album, address: str) -> None:
    page, hands = album.page, album.hands
    await hands.press(clock_button(page, "Next reminder"))
    await arrived(page, "14:02")
    await hands.choose(bot_button(page, "Snooze"), "10 minutes")
    await album.take("snoozed", once="Snoozed. Back at")
    await hands.press(clock_button(page, "Friday 16:00"))
    await arrived(page, "16:00")
    await album.go(f"{address}?in={WELLNESS}")
    await album.take("post", once="Our week to Friday 20 November")
    await hands.press(bot_button(page, "My week"))
    await album.take("my-week", once="Your week: ")
    await album.go(f"{address}?in=app&tab=home")
    await album.take("home", once="Next: today")


async def set_up(album: Album) -> None:
    page = album.page
    await album.hands.press(bot_button(page, "Settings"))
    await album.take("settings", once="The article suggests every 2 to 3 hours.")
    await page.get_by_label("To", exact=True).fill("08:00")
    await page.get_by_role("button", name="Save").click()
    await album.take("settings-wrong", once="This is before From.")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def be_others(album: Album, address: str) -> None:
    page = album.page
    await album.go(f"{address}?in={GENERAL}")
    await album.take("general", once="Everything and everyone")
    await album.go(f"{address}?as={NOOR}")
    await say(page, "/budge start")
    await album.take("zone-question", once="What is your time zone?")
    await page.get_by_role("combobox", name="Find your city").press_sequentially("kath")
    await messages(page).get_by_role("option", name="Kathmandu").wait_for()
    await album.take("city", once="What is your time zone?")
    await album.go(f"{address}?as={TOM}")
    await album.take("tom", once="Tom Becker", prepare=open_people)


async def administer(album: Album, address: str) -> None:
    page = album.page
    await album.go(f"{address}?as={LIN}&in={GENERAL}")
    await say(page, "/budge share")
    await album.take("shared", once="Want it too?")
    await album.go(f"{address}?as={LIN}&in=app&tab=home")
    await album.take("home-of-an-admin", once="For admins", prepare=scroll_to_the_end)
    await album.hands.press(bot_button(page, "Bounds"))
    await album.take("bounds", once="Shortest interval")
    await page.get_by_label("Longest interval", exact=True).select_option(label="2 h")
    await page.get_by_role("button", name="Save").click()
    await album.take("bounds-wrong", once="above the shortest")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def open_panel(page: Page) -> None:
    if not await page.locator("#panel").is_visible():
        await page.locator("#open-panel").click()


async def open_lock_screen(page: Page) -> None:
    await open_panel(page)
    await page.locator("#lock-screen summary").click()
    await page.locator("#lock-words").scroll_into_view_if_needed()


async def close_lock_screen(page: Page) -> None:
    await page.locator("#lock-screen summary").click()
    if await page.locator(".shade").count():
        await page.keyboard.press("Escape")


async def scroll_to_the_end(page: Page) -> None:
    await page.get_by_role("button", name="How to remove it").scroll_into_view_if_needed()


async def open_people(page: Page) -> None:
    await open_panel(page)
    await page.locator("#switch summary").click()
    await page.locator("#profile summary").click()


async def take_all(folder: Path) -> None:
    async with async_playwright() as playwright, opened_demo() as address, AsyncExitStack() as stack:
        browser = await launched(playwright)
        pages = {
            name: await stack.enter_async_context(visiting(browser, address, viewport=viewport, dark=name == "dark"))
            for name, viewport in WINDOWS.items()
        }
        await walk(Album(folder, pages), address)
        await stack.aclose()
        await browser.close()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(take_all(folder))
