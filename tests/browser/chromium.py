"""The system's own Chromium, and the windows it opens."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, Playwright, ViewportSize, expect

WIDE = ViewportSize(width=1440, height=900)
SMALL = ViewportSize(width=1024, height=768)
ZOOMED = ViewportSize(width=720, height=450)  # what is left of the wide one at 200 %
PHONE = ViewportSize(width=390, height=844)

PATIENCE = 15_000  # milliseconds: on a busy machine
_SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


async def launched(playwright: Playwright) -> Browser:
    """A browser that lives until it is closed."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "The browser tests need Chromium on the PATH."
    expect.set_options(timeout=PATIENCE)
    return await playwright.chromium.launch(executable_path=path, args=list(_SWITCHES))


@asynccontextmanager
async def visiting(
    browser: Browser, address: str, *, viewport: ViewportSize = WIDE, dark: bool = False, finger: bool = False
) -> AsyncIterator[Page]:
    """The page in a window of its own. At the end, nothing may have gone wrong in the browser's console."""
    context = await browser.new_context(
        viewport=viewport, color_scheme="dark" if dark else "light", has_touch=finger, is_mobile=finger
    )
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(f"{said.text} {said.location}") if said.type == "error" else None)
    await page.goto(address)
    await page.wait_for_selector("body[data-ready]")
    yield page
    assert wrong == [], wrong
    await context.close()
