"""Three ways to use the page: a mouse, keys alone, a finger."""

from pathlib import Path

from playwright.async_api import Locator, Page, expect

from tests.browser.story import message_box

_FARTHEST = 150  # presses of Tab
_SEEN = (Path(__file__).parent / "focus.js").read_text()


class Mouse:
    """Points and clicks; what is to be typed comes from the buttons that put it in the message box, if there is one."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def press(self, control: Locator) -> None:
        await control.click()

    async def choose(self, menu: Locator, item: str) -> None:
        await menu.click()
        await self._page.locator(".menu:visible").get_by_text(item, exact=True).click()

    async def say(self, command: str) -> None:
        put_it_there = self._page.get_by_role("button", name=f"{command}: put it in the message box").first
        await put_it_there.click()
        await self._page.get_by_role("button", name="Send").click()


class Keys:
    """Never touches the mouse. Wherever the focus goes, it can be seen, and it is never lost."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._has_begun = False

    async def press(self, control: Locator) -> None:
        await self.reach(control)
        await self._page.keyboard.press("Enter")

    async def choose(self, menu: Locator, item: str) -> None:
        await self.reach(menu)
        await self._page.keyboard.press("ArrowDown")
        wanted = self._page.locator(".menu:visible").get_by_text(item, exact=True)
        while not await _is_focused(wanted):
            await self._page.keyboard.press("ArrowDown")
        await self._page.keyboard.press("Enter")

    async def say(self, command: str) -> None:
        """Types all but the end of a command and takes the rest from the hints."""
        await self.reach(message_box(self._page))
        await self._page.keyboard.type(command[:-2])
        while await message_box(self._page).get_attribute("aria-activedescendant") is None:
            await self._page.keyboard.press("ArrowDown")
        await self._page.keyboard.press("Enter")
        await expect(message_box(self._page)).to_have_value(command)
        await self._page.keyboard.press("Enter")

    async def reach(self, control: Locator) -> None:
        """Tab until the control has the focus; every stop on the way shows that it has it."""
        await control.wait_for()
        assert not self._has_begun or not await _is_focused(self._page.locator("body")), "the focus is lost"
        self._has_begun = True
        for _ in range(_FARTHEST):
            if await _is_focused(control):
                return
            await self._page.keyboard.press("Tab")
            assert await self._page.evaluate(_SEEN) == ""
        raise AssertionError(f"Tab never reaches {control}")


class Finger:
    """Taps; opens and closes the drawers that a narrow window has instead of columns."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def press(self, control: Locator) -> None:
        drawer = await control.evaluate("control => control.closest('#sidebar, #panel')?.id ?? ''")
        await self._see(drawer)
        await control.tap()

    async def choose(self, menu: Locator, item: str) -> None:
        await self.press(menu)
        await self._page.locator(".menu:visible").get_by_text(item, exact=True).tap()

    async def say(self, command: str) -> None:
        await self.press(message_box(self._page))
        await message_box(self._page).press_sequentially(command)
        await self._page.get_by_role("button", name="Send").tap()

    async def _see(self, drawer: str) -> None:
        shown = self._page.locator("[data-shown]")
        if await shown.count() and await shown.get_attribute("id") != drawer:
            await self._page.locator(".shade").tap(position={"x": 10, "y": 400})
        if drawer and not await shown.count():
            await self._page.locator(f"#open-{drawer}").tap()


async def _is_focused(control: Locator) -> bool:
    return bool(await control.evaluate("control => control === document.activeElement"))
