"""A newcomer's first days, each told in a demo of its own."""

import pytest
from playwright.async_api import Browser

from tests.browser.hands import Finger, Keys, Mouse
from tests.browser.story import PHONE, first_days, opened_demo, visiting

pytestmark = pytest.mark.browser


async def test_the_first_days_by_mouse(browser: Browser) -> None:
    async with opened_demo() as address, visiting(browser, address) as page:
        await first_days(page, Mouse(page))


async def test_the_first_days_by_keyboard_alone(browser: Browser) -> None:
    async with opened_demo() as address, visiting(browser, address) as page:
        await first_days(page, Keys(page))


async def test_the_first_days_on_a_phone(browser: Browser) -> None:
    async with opened_demo() as address, visiting(browser, address, viewport=PHONE, finger=True) as page:
        await first_days(page, Finger(page))


async def test_the_first_days_in_the_dark(browser: Browser) -> None:
    async with opened_demo() as address, visiting(browser, address, dark=True) as page:
        await first_days(page, Mouse(page))
