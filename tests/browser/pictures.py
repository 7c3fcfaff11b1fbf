"""Pictures of every stage of the demo, for human eyes: python -m tests.browser.pictures FOLDER."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from tests.browser.chromium import launched
from tests.browser.hands import Mouse
from tests.browser.story import PHONE, WIDE, arrived, bot_button, clock_button, messages, opened_demo, visiting

NOOR = "U0NOOR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A way to look at the demo."""

    viewport: ViewportSize = WIDE
    dark: bool = False


WINDOWS: Mapping[str, Window] = {
    "wide": Window(),
    "dark": Window(dark=True),
    "phone": Window(viewport=PHONE),
    "small": Window(viewport=ViewportSize(width=1024, height=768)),
    "zoomed": Window(viewport=ViewportSize(width=720, height=450)),  # what is left of 1440 by 900 at 200 %
}


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
            await page.screenshot(path=self._folder / f"{self._taken:02}-{name}-{window}.png", animations="disabled")

    async def everywhere(self, act: Callable[[Page], Awaitable[object]]) -> None:
        """Do something in each window."""
        for page in self._pages.values():
            await act(page)


async def walk(album: Album, address: str) -> None:
    """Every stage, in the order in which a newcomer meets them."""
    page, hands = album.page, album.hands
    await album.take("welcome", once="This is the beginning of your messages")
    await hands.say("/budge start")
    await album.take("joined", once="First one today")
    await page.locator("[data-composer] textarea").fill("/budge ")
    await album.take("hints", once="First one today")
    await say(page, "/budge help")
    await album.take("help", once="Only visible to you")
    await hands.press(bot_button(page, "Keep me private"))
    await hands.press(clock_button(page, "Next reminder"))
    await arrived(page, "11:32")
    await album.take("card", once="Both done")
    await page.get_by_role("button", name="More actions").last.click()
    await album.take("more", once="Both done")
    await page.keyboard.press("Escape")
    await album.take("lock-screen", once="Both done", prepare=open_lock_screen)
    await album.everywhere(close_lock_screen)
    await hands.press(bot_button(page, "Hip stretch done"))
    await album.take("one-done", once="done 11:32")
    await hands.press(bot_button(page, "Knee to chest done"))
    await album.take("summary", once="Both done, 11:32.")
    await say(page, "/budge")
    await album.take("status", once="2 exercises this week. ")
    await hands.press(clock_button(page, "Next reminder"))
    await expect(bot_button(page, "Both done")).to_be_visible()
    await hands.choose(page.get_by_role("button", name="Snooze").last, "10 minutes")
    await album.take("snoozed", once="Snoozed. Back at")
    await hands.press(clock_button(page, "Friday 16:00"))
    await arrived(page, "16:00")
    await album.everywhere(lambda each: each.goto(f"{address}?in=C0WELLNESS"))
    await album.take("post", once="Our week to Friday 20 November")
    await hands.press(page.get_by_role("button", name="My week").last)
    await album.take("my-week", once="Your week: ")
    await album.everywhere(lambda each: each.goto(f"{address}?in=app&tab=home"))
    await album.take("home", once="Next: today")
    await hands.press(page.get_by_role("button", name="Settings"))
    await album.take("settings", once="The article suggests every 2 to 3 hours.")
    await page.get_by_label("To", exact=True).fill("08:00")
    await page.get_by_label("Lunch or other gaps").fill("12.30/13")
    await page.get_by_role("button", name="Save").click()
    await album.take("settings-wrong", once="This is before From.")
    await page.keyboard.press("Escape")
    await album.everywhere(lambda each: each.goto(f"{address}?in=C0GENERAL"))
    await album.take("general", once="Everything and everyone")
    await album.everywhere(lambda each: each.goto(f"{address}?as={NOOR}"))
    await say(page, "/budge start")
    await album.take("zone-question", once="What is your time zone?")
    await page.get_by_role("combobox", name="Find your city").press_sequentially("kath")
    await page.get_by_role("option", name="Kathmandu").wait_for()
    await album.take("city", once="What is your time zone?")
    await album.everywhere(lambda each: each.goto(f"{address}?as=U0TOM"))
    await album.take("tom", once="Tom Becker", prepare=open_people)


async def say(page: Page, words: str) -> None:
    await page.locator("[data-composer] textarea").fill(words)
    await page.keyboard.press("Enter")


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


async def open_people(page: Page) -> None:
    await open_panel(page)
    await page.locator("#switch summary").click()
    await page.locator("#profile summary").click()


async def take_all(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright, opened_demo() as address, AsyncExitStack() as stack:
        browser: Browser = await launched(playwright)
        pages = {
            name: await stack.enter_async_context(
                visiting(browser, address, viewport=window.viewport, dark=window.dark)
            )
            for name, window in WINDOWS.items()
        }
        await walk(Album(folder, pages), address)
        await stack.aclose()
        await browser.close()


if __name__ == "__main__":
    asyncio.run(take_all(Path(sys.argv[1])))
