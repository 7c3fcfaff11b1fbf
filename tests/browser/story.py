"""A newcomer's first days in the real demo: the same story for a mouse, for keys alone and for a finger."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from playwright.async_api import Locator, Page, expect

from bot.demo import demo
from tests.browser.looks import is_sound

PATIENCE = 60_000  # milliseconds: a week of nine people passes meanwhile
BERLIN_FRIDAY = "Our week to Friday 20 November"


@asynccontextmanager
async def opened_demo() -> AsyncIterator[str]:
    """A demo of one's own; gives the address of its page."""
    with TemporaryDirectory(prefix="budge-story-") as folder:
        async with demo(port=0, folder=Path(folder)) as address:
            yield address


class Hands(Protocol):
    """How somebody uses the page."""

    async def press(self, control: Locator) -> None: ...

    async def choose(self, menu: Locator, item: str) -> None:
        """Open a menu and pick what bears these words."""

    async def say(self, command: str) -> None:
        """Send a slash command from the message box."""


def message_box(page: Page) -> Locator:
    return page.locator("[data-composer] textarea")


def bot_button(page: Page, words: str) -> Locator:
    """The newest button in the conversation whose words begin so."""
    return page.locator("#main").get_by_role("button", name=words, include_hidden=True).last


def clock_button(page: Page, words: str) -> Locator:
    return page.locator("#clock").get_by_role("button", name=words, include_hidden=True)


def place(page: Page, name: str) -> Locator:
    return page.locator("#sidebar").get_by_role("link", name=name, include_hidden=True)


def messages(page: Page) -> Locator:
    return page.locator("#messages")


def more_button(page: Page) -> Locator:
    """The ⋯ of the newest message."""
    return messages(page).get_by_role("button", name="More actions").last


async def say(page: Page, words: str) -> None:
    await message_box(page).fill(words)
    await message_box(page).press("Enter")


async def be(page: Page, name: str) -> None:
    """Look at the page as somebody else."""
    await page.get_by_text("Be somebody else", exact=True).click()
    await page.get_by_role("link", name=name).click()
    await expect(page.locator(".you")).to_contain_text(name)


async def first_days(page: Page, hands: Hands) -> None:
    """Join, be reminded, tick both off, see the week's post, look at the Home; the list of things to try agrees."""
    await expect(page.locator(".invite")).to_be_visible()
    await hands.say("/budge start")
    await expect(messages(page)).to_contain_text("First one today at 11:32")
    await is_sound(page)
    await hands.press(bot_button(page, "Keep me private"))
    await expect(messages(page)).to_contain_text("Leaderboard: private.")
    await hands.press(clock_button(page, "Next reminder"))
    await arrived(page, "11:32")
    await is_sound(page)
    await hands.press(bot_button(page, "Guide me"))
    await expect(bot_button(page, "Leave the guide")).to_be_visible()
    await is_sound(page)
    await hands.press(bot_button(page, "Leave the guide"))
    await hands.press(bot_button(page, "Hip stretch done"))
    await expect(messages(page)).to_contain_text("Standing hip stretch done 11:32")
    await is_sound(page)
    await hands.press(bot_button(page, "Knee to chest done"))
    await expect(messages(page)).to_contain_text("Both done, 11:32. That is 1 of 1 today and 2 exercises this week.")
    await is_sound(page)
    await hands.press(clock_button(page, "Friday 16:00"))
    await arrived(page, "16:00")
    await hands.press(place(page, "wellness"))
    await expect(page.get_by_role("heading", name=BERLIN_FRIDAY)).to_be_in_viewport()
    await is_sound(page)
    await hands.press(place(page, "Budge"))
    await hands.press(page.get_by_role("link", name="Home", exact=True))
    await expect(page.get_by_text("Next: today at 16:17")).to_be_visible()
    await expect(page.locator(".tally")).to_have_text("7 of 7")
    await is_sound(page)


async def arrived(page: Page, time: str) -> None:
    """Waits until a move of the clock has ended at this time."""
    face = page.locator("#face")
    await expect(face).to_have_text(time, timeout=PATIENCE)
    await expect(page.locator(".busy")).to_have_count(0, timeout=PATIENCE)  # it may have passed by on another day
    await expect(face).to_have_text(time)
