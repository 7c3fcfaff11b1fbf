"""Windows of every size, with people whose names fill them."""

from dataclasses import replace

import pytest
from playwright.async_api import Page, ViewportSize, expect

from bot.sandbox.people import ANA, GENERAL, TOM
from bot.sandbox.records import File, Json
from tests.browser.chromium import PHONE, SMALL, WIDE, ZOOMED
from tests.browser.looks import is_sound
from tests.sandbox import copy_deck as deck
from tests.sandbox.drawings import RED, gif
from tests.sandbox.stage import Stage, section

pytestmark = pytest.mark.browser

NARROW = ViewportSize(width=320, height=568)
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 2


def aside(image: Json) -> Json:
    return {"type": "context", "elements": [image, {"type": "mrkdwn", "text": LONG}]}


@pytest.mark.parametrize("viewport", [WIDE, SMALL, PHONE, ZOOMED, NARROW], ids=lambda size: str(size["width"]))
async def test_nothing_has_to_be_scrolled_sideways(page: Page, stage: Stage, viewport: ViewportSize) -> None:
    team = stage.sandbox.team
    for person in (ANA, TOM):
        long_named = replace(team.people[person], name=LONG, real_name=f"{LONG} Junior", status_text=LONG)
        team.people[person] = long_named
    team.channels[GENERAL] = replace(team.channels[GENERAL], name=LONG.lower(), topic=LONG)
    team.post(GENERAL, author=TOM, text=LONG, at=stage.clock())
    dm = team.open_dm(ANA).id
    team.shelf.put(File("F1", name="pose.gif", title="Pose", content=gif(RED, width=512, height=512)))
    drawn: Json = {"type": "image", "slack_file": {"id": "F1"}, "alt_text": LONG}
    lost = drawn | {"slack_file": {"id": "F0"}}
    pictures = [block for image in (drawn, lost) for block in (image, section(LONG, accessory=image), aside(image))]
    for blocks in (pictures, deck.confirmation(), deck.card(), deck.weekly_post(), deck.summary()):
        team.post(dm, author=team.bot.id, text=LONG, blocks=blocks, at=stage.clock())
    await page.set_viewport_size(viewport)
    await page.goto(stage.base_url)
    await expect(page.locator("#messages")).to_contain_text("Both done")
    await is_sound(page)
    await page.goto(f"{stage.base_url}?in={GENERAL}")
    await expect(page.locator("#messages")).to_contain_text(LONG)
    await page.locator("#panel details").evaluate_all("all => all.forEach(each => each.open = true)")
    await is_sound(page)
