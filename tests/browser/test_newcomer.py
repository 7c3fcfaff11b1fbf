"""A newcomer's first days, each told in a demo of its own."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.chromium import PHONE, visiting
from tests.browser.hands import Finger, Keys, Mouse
from tests.browser.story import be, first_days, messages, opened_demo, place

pytestmark = pytest.mark.browser


async def test_the_first_days_by_mouse_and_what_a_colleague_saw_meanwhile(browser: Browser) -> None:
    async with opened_demo() as address, visiting(browser, address) as page:
        await first_days(page, Mouse(page))
        await be(page, "Tom Becker")
        await place(page, "Budge").click()
        await expect(page.locator("#face")).to_have_text("10:00")
        await expect(messages(page)).to_contain_text("Both done")
        await expect(messages(page)).not_to_contain_text("You're in.")


async def test_the_first_days_by_keyboard_alone_and_in_the_dark(browser: Browser) -> None:
    async with opened_demo() as address, visiting(browser, address, dark=True) as page:
        await first_days(page, Keys(page))


async def test_the_first_days_on_a_phone(browser: Browser) -> None:
    async with opened_demo() as address, visiting(browser, address, viewport=PHONE, finger=True) as page:
        await first_days(page, Finger(page))
