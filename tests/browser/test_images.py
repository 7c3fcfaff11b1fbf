"""Pictures of messages in a browser: as large as Slack shows them, moving or still, or their words."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.async_api import Locator, Page, Route, expect

from bot.sandbox.people import ANA
from bot.sandbox.records import File, Json
from tests.browser.chromium import PHONE
from tests.sandbox.drawings import BLUE, RED, gif
from tests.sandbox.stage import Stage, section

pytestmark = pytest.mark.browser

SQUARE = gif(RED, BLUE, width=512, height=512)
ALT = "A person stands behind a high-back chair."


def posted(stage: Stage, *blocks: Json) -> None:
    team = stage.sandbox.team
    team.shelf.put(File("F1", name="pose.gif", title="Pose", content=SQUARE))
    team.post(team.open_dm(ANA).id, author=team.bot.id, text="Stand up.", blocks=list(blocks), at=stage.clock())


def picture(**source: object) -> Json:
    return {"type": "image", "alt_text": ALT, **(source or {"slack_file": {"id": "F1"}})}


async def drawn(page: Page) -> Locator:
    """The picture, once the browser has it."""
    image = page.locator(".shown img")
    await expect(image).to_have_js_property("naturalWidth", 512)
    return image


async def colour_of(picture: Locator) -> tuple[int, ...]:
    """That of its middle."""
    with Image.open(BytesIO(await picture.screenshot())) as taken:
        colour = taken.convert("RGB").getpixel((taken.width // 2, taken.height // 2))
    assert isinstance(colour, tuple)
    return tuple(map(int, colour))


async def test_a_picture_moves_unless_nothing_is_to_move(page: Page, stage: Stage) -> None:
    posted(stage, picture())
    image = await drawn(page)
    await expect(image).to_have_js_property("currentSrc", f"{stage.base_url}/images/F1")
    await page.emulate_media(reduced_motion="reduce")
    await expect(image).to_have_js_property("currentSrc", f"{stage.base_url}/images/F1?still=1")
    await drawn(page)


async def test_one_from_elsewhere_stands_still_too_where_nothing_is_to_move(page: Page, stage: Stage) -> None:
    async def lend(route: Route) -> None:
        await route.fulfill(body=SQUARE, content_type="image/gif")

    await page.route("**/elsewhere.gif", lend)
    await page.emulate_media(reduced_motion="reduce")
    posted(stage, section("x", accessory=picture(image_url="https://pictures.example/elsewhere.gif")))
    still = page.locator(".shown canvas")
    await expect(still).to_be_visible()
    await expect(page.get_by_role("img", name=ALT)).to_have_count(1)
    box = await still.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (88, 88)
    assert await colour_of(still) == (255, 0, 0)
    posted(stage, section("The page is drawn anew."))
    await expect(page.get_by_text("The page is drawn anew.")).to_be_visible()
    await page.wait_for_function("document.querySelector('.shown canvas')")
    assert await page.locator(".shown img").evaluate("image => getComputedStyle(image).clipPath") == "inset(50%)"
    assert await colour_of(still) == (255, 0, 0)

    await page.emulate_media(reduced_motion="no-preference")
    await expect(still).to_have_count(0)
    await expect(page.locator(".shown img")).to_be_visible()


async def test_a_new_message_leaves_still_pictures_in_their_place(page: Page, stage: Stage) -> None:
    async def lend(route: Route) -> None:
        await route.fulfill(body=SQUARE, content_type="image/gif")

    await page.route("**/elsewhere.gif", lend)
    await page.emulate_media(reduced_motion="reduce")
    distant = picture(image_url="https://pictures.example/elsewhere.gif")
    for number in range(4):
        posted(stage, section(f"Message {number}"), distant, {"type": "context", "elements": [distant]})
    await expect(page.locator(".block.image .shown canvas")).to_have_count(4)
    large, small = page.locator(".block.image .shown").first, page.locator(".context .shown").first
    assert [await frame.evaluate("frame => frame.offsetHeight") for frame in (large, small)] == [360, 20]
    await page.evaluate("document.querySelector('.scroller').scrollTop = -900")
    seen = page.get_by_text("Message 2")
    before = await seen.bounding_box()

    posted(stage, section("News"))
    await expect(page.get_by_text("News")).to_have_count(1)

    assert await seen.bounding_box() == before


async def test_nothing_else_moves_either_where_nothing_is_to_move(page: Page) -> None:
    moving = (
        "[...document.querySelectorAll('*')].filter(each => getComputedStyle(each).transitionDuration !== '0s').length"
    )
    await page.emulate_media(reduced_motion="no-preference")
    assert await page.evaluate(moving) > 0
    await page.emulate_media(reduced_motion="reduce")
    assert await page.evaluate(moving) == 0
    assert await page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize(("is_phone", "side"), [(False, 88), (True, 76)])
async def test_beside_a_section_a_picture_is_a_small_square_at_the_right(
    page: Page, stage: Stage, is_phone: bool, side: int
) -> None:
    if is_phone:
        await page.set_viewport_size(PHONE)
    posted(stage, section("*1  Standing hip stretch*", accessory=picture()))
    box = await (await drawn(page)).bounding_box()
    words = await page.locator(".section-words").bounding_box()
    assert box
    assert words
    assert (box["width"], box["height"]) == (side, side)
    assert box["x"] >= words["x"] + words["width"]


@pytest.mark.parametrize("is_phone", [False, True])
async def test_a_picture_of_its_own_is_large_and_no_larger_than_the_message(
    page: Page, stage: Stage, is_phone: bool
) -> None:
    if is_phone:
        await page.set_viewport_size(PHONE)
    posted(stage, picture())
    box = await (await drawn(page)).bounding_box()
    around = await page.locator("article .blocks").bounding_box()
    assert box
    assert around
    assert box["width"] == box["height"] == min(360, around["width"])


async def test_a_picture_that_cannot_be_drawn_leaves_its_words(page: Page, stage: Stage) -> None:
    async def spoil(route: Route) -> None:
        await route.fulfill(body="no picture", content_type="image/png")

    await page.route("**/lost.png", spoil)
    posted(stage, section("x", accessory=picture(image_url=f"{stage.base_url}/lost.png")))
    frame = page.locator(".shown")
    await expect(frame).to_have_attribute("data-missing", ALT)
    assert ALT in await frame.evaluate("frame => getComputedStyle(frame, '::after').content")
    await expect(page.get_by_role("img", name=ALT)).to_have_count(1)
