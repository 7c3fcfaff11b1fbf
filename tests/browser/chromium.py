"""The system's own Chromium."""

import shutil

from playwright.async_api import Browser, Playwright

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
    return await playwright.chromium.launch(executable_path=path, args=list(_SWITCHES))
