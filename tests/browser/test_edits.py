"""Messages that change under somebody's eyes, as a countdown does every half minute."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.sandbox.people import ANA
from bot.sandbox.records import Json
from tests.sandbox.stage import Stage, button, options, section

pytestmark = pytest.mark.browser

_LISTEN = (Path(__file__).parent / "listen.js").read_text()


def unnamed(*elements: Json) -> Json:
    """A row to which Slack gives another name at every edit."""
    return {"type": "actions", "elements": list(elements)}


def countdown(left: str, *rows: Json) -> list[Json]:
    buttons = unnamed(button("Go on", action_id="next"), button("Leave the guide", action_id="leave"))
    return [
        section(f"*Flex your left foot.*\n{left} left · until <!date^1794904290^{{time_secs}}|11:34:20>"),
        *(rows or [buttons]),
    ]


@dataclass(frozen=True, slots=True)
class Guided:
    """A message in Ana's conversation that is edited while she looks."""

    stage: Stage
    page: Page
    channel: str
    ts: str

    async def becomes(self, blocks: list[Json], *, words: str) -> None:
        """Edit it, and wait until the page shows it."""
        await self.stage.client.chat_update(channel=self.channel, ts=self.ts, text=words, blocks=blocks)
        await expect(self.page.locator(f"article[data-ts='{self.ts}']")).to_contain_text(words)

    async def goes(self) -> None:
        await self.stage.client.chat_delete(channel=self.channel, ts=self.ts)


@pytest.fixture
async def guided(page: Page, stage: Stage) -> Guided:
    channel = await stage.dm(ANA)
    for number in range(30):
        await stage.client.chat_postMessage(channel=channel, text=f"Message {number}")
    sent = await stage.client.chat_postMessage(channel=channel, text="2:00", blocks=countdown("2:00"))
    await expect(page.locator("article").last).to_contain_text("2:00 left · until 9:31:30")
    return Guided(stage, page, channel, str(sent["ts"]))


async def test_the_end_of_a_countdown_is_told_in_the_zone_of_whoever_looks(guided: Guided) -> None:
    await guided.becomes(countdown("1:30"), words="1:30 left · until 9:31:30")


async def test_a_button_that_stays_keeps_the_focus_and_never_loses_it_in_between(guided: Guided) -> None:
    page = guided.page
    leave = page.get_by_role("button", name="Leave the guide")
    await leave.focus()
    await leave.evaluate("button => { window.same = button; window.lost = 0; button.onblur = () => window.lost++; }")
    await guided.becomes(countdown("1:30"), words="1:30 left")
    await guided.becomes(countdown("1:00"), words="1:00 left")
    await expect(leave).to_be_focused()
    assert await page.evaluate("[window.same === document.activeElement, window.lost]") == [True, 0]


async def test_a_button_that_moves_elsewhere_takes_the_focus_along(guided: Guided) -> None:
    leave = guided.page.get_by_role("button", name="Leave the guide")
    await leave.focus()
    rest = [section("A line more"), unnamed(button("Leave the guide", action_id="leave"))]
    await guided.becomes(countdown("Rest", *rest), words="A line more")
    await expect(leave).to_be_focused()


async def test_the_focus_of_a_button_that_goes_stays_in_its_message(guided: Guided) -> None:
    await guided.page.get_by_role("button", name="Go on").focus()
    await guided.becomes(countdown("Rest", unnamed(button("Back", action_id="back"))), words="Rest left")
    await expect(guided.page.get_by_role("button", name="Back")).to_be_focused()
    await guided.goes()
    await expect(guided.page.locator("#messages")).to_be_focused()


async def test_nothing_takes_the_focus_from_somebody_who_has_it_elsewhere(guided: Guided) -> None:
    box = guided.page.get_by_label("Message Budge", exact=True)
    await guided.page.get_by_role("button", name="Go on").focus()
    await box.press_sequentially("half a ")
    await guided.becomes(countdown("1:30"), words="1:30 left")
    await guided.page.keyboard.type("word")
    await expect(box).to_have_value("half a word")
    await guided.page.get_by_role("heading", name="Sandbox").click()
    await guided.becomes([section("Over")], words="Over")
    await expect(guided.page.locator("body")).to_be_focused()


async def test_an_open_menu_stays_open(guided: Guided) -> None:
    menu = {"type": "overflow", "action_id": "more", "options": options("Skip this one", "Settings")}
    await guided.becomes(countdown("1:30", unnamed(menu)), words="1:30 left")
    await guided.page.get_by_role("button", name="More actions").click()
    first = guided.page.get_by_role("menuitem", name="Skip this one")
    await guided.becomes(countdown("1:00", unnamed(menu)), words="1:00 left")
    await expect(first).to_be_visible()
    await expect(first).to_be_focused()
    await guided.page.keyboard.press("Escape")
    await expect(guided.page.get_by_role("button", name="More actions")).to_be_focused()


async def test_whoever_reads_further_up_goes_on_reading_there(guided: Guided) -> None:
    page = guided.page
    await page.locator("#messages").evaluate("log => { log.scrollTop = -300; }")
    seen = page.locator("article", has_text="Message 20")
    before = await seen.bounding_box()
    await guided.becomes([section("Over")], words="Over")
    assert await seen.bounding_box() == before
    await guided.becomes([section("line\n" * 30)], words="line")
    assert await seen.bounding_box() == before
    await guided.stage.client.chat_postMessage(channel=guided.channel, text="Two minutes. Lower your leg.")
    await expect(page.locator("article").last).to_contain_text("Lower your leg.")
    assert await seen.bounding_box() == before


async def test_whoever_reads_at_the_end_stays_at_the_end(guided: Guided) -> None:
    page = guided.page
    await guided.becomes([*countdown("Long"), section("line\n" * 30)], words="Long")
    await guided.stage.client.chat_postMessage(channel=guided.channel, text="Two minutes. Lower your leg.")
    await expect(page.locator("article").last).to_contain_text("Lower your leg.")
    await expect(page.locator("article").last).to_be_in_viewport(ratio=1)
    assert await page.locator("#messages").evaluate("log => log.scrollTop") == 0


async def test_only_a_new_message_is_said_to_a_screen_reader(guided: Guided) -> None:
    page, client = guided.page, guided.stage.client
    log, quiet = page.get_by_role("log"), page.locator("article[aria-live=off]")
    assert (await log.get_attribute("aria-live"), await log.get_attribute("aria-relevant")) == ("polite", "additions")
    await expect(quiet).to_have_count(31)
    await page.evaluate(_LISTEN)
    await guided.becomes([*countdown("1:30"), section("A line more")], words="A line more")
    posted = await client.chat_postMessage(channel=guided.channel, text="Two minutes. Lower your leg.")
    await expect(quiet).to_have_count(32)
    await guided.becomes([section("Over")], words="Over")
    await client.chat_delete(channel=guided.channel, ts=posted["ts"])
    await expect(quiet).to_have_count(31)
    [said] = await page.evaluate("said")
    assert "Two minutes. Lower your leg." in said


async def test_a_message_to_somebody_who_looks_elsewhere_is_marked_until_it_goes(guided: Guided) -> None:
    page = guided.page
    await page.get_by_role("link", name="general").click()
    posted = await guided.stage.client.chat_postMessage(channel=guided.channel, text="Two minutes. Lower your leg.")
    await expect(page.get_by_role("link", name="Budge 1 unread")).to_be_visible()
    await guided.stage.client.chat_delete(channel=guided.channel, ts=posted["ts"])
    await expect(page.get_by_role("link", name="Budge 1 unread")).to_have_count(0)


async def test_the_clock_can_be_moved_by_half_a_minute(page: Page) -> None:
    await page.get_by_role("button", name="+30 s").click()
    await expect(page.locator("#seconds")).to_have_text("30")
    await page.get_by_role("button", name="+30 s").click()
    await expect(page.locator("#face")).to_have_text("9:31")
