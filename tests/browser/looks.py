"""What can be measured of how the page looks."""

from pathlib import Path

from playwright.async_api import Page

_HERE = Path(__file__).parent
POOR = (_HERE / "contrast.js").read_text()
FITS = (_HERE / "fits.js").read_text()


async def is_sound(page: Page) -> None:
    """Fails unless everything fits the window and all words stand out from their ground (WCAG AA)."""
    flaws = [*await page.evaluate(FITS), *await page.evaluate(POOR)]
    assert not flaws, flaws
