"""The page as it comes from the server."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientTimeout

from bot.sandbox.people import ANA, GENERAL, NOOR, PRIYA, TOM, WELLNESS
from tests.sandbox import copy_deck as deck
from tests.sandbox.stage import TUESDAY
from tests.sandbox.visitor import Visitor, visiting


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    async with visiting() as fresh:
        yield fresh


async def test_a_newcomer_starts_as_ana_in_the_messages_of_budge(visitor: Visitor) -> None:
    page = await visitor.see()
    assert 'data-person="U0ANA" data-place="app" data-tab="messages"' in page
    assert "/budge start" in page
    assert "Tuesday 17 November" in page
    assert page.count("<h1>") == 1


async def test_the_page_may_load_nothing_from_elsewhere_and_no_inline_code(visitor: Visitor) -> None:
    async with visitor.session.get(visitor.stage.base_url) as response:
        policy = response.headers["Content-Security-Policy"]
        page = await response.text()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert " style=" not in page
    assert " onclick" not in page
    assert "<script>" not in page


async def test_messages_come_in_days_and_groups_with_the_time_of_the_reader(visitor: Visitor) -> None:
    for minutes, author in ((0, TOM), (1, TOM), (30, TOM), (31, PRIYA)):
        at = TUESDAY + timedelta(minutes=minutes)
        visitor.team.post(GENERAL, author=author, text="Good morning", at=at)
    visitor.team.post(GENERAL, author=TOM, text="Bye", at=TUESDAY - timedelta(days=4))
    visitor.stage.clock.at = TUESDAY + timedelta(hours=1)
    page = await visitor.see(as_=TOM, in_=GENERAL)
    assert page.count('class="message leads"') == 4
    assert "Friday 13 November" in page
    assert ">Today<" in page
    assert ">3:30</time>" in page
    assert ">9:30</time>" in await visitor.see(as_=ANA, in_=GENERAL)


async def test_only_its_reader_sees_an_ephemeral_message(visitor: Visitor) -> None:
    bot = visitor.team.bot.id
    visitor.team.post(GENERAL, author=bot, text="You're in.", at=TUESDAY, ephemeral_to=ANA)
    assert "Only visible to you" in await visitor.see(as_=ANA, in_=GENERAL)
    assert "Only visible to you" not in await visitor.see(as_=TOM, in_=GENERAL)


async def test_what_people_type_never_becomes_an_element(visitor: Visitor) -> None:
    visitor.team.post(GENERAL, author=TOM, text="<script>alert(1)</script>", at=TUESDAY)
    page = await visitor.see(in_=GENERAL)
    assert "<script>alert" not in page
    assert "alert(1)" in page


async def test_nobody_reads_the_direct_messages_of_others_by_their_address(visitor: Visitor) -> None:
    dm = visitor.team.open_dm(TOM)
    visitor.team.post(dm.id, author=visitor.team.bot.id, text="Only for Tom", at=TUESDAY)
    assert "Only for Tom" not in await visitor.see(as_=ANA, in_=dm.id)
    assert "Only for Tom" in await visitor.see(as_=TOM, in_="app")


async def test_the_sidebar_counts_what_is_unread_until_it_is_seen(visitor: Visitor) -> None:
    dm = visitor.team.open_dm(ANA)
    visitor.team.post(dm.id, author=visitor.team.bot.id, text="old", at=TUESDAY)
    await visitor.see(as_=ANA, in_=GENERAL)
    for words in ("one", "two"):
        visitor.team.post(dm.id, author=visitor.team.bot.id, text=words, at=TUESDAY)
    assert '<span class="count">2</span>' in await visitor.see(as_=ANA, in_=GENERAL)
    await visitor.see(as_=ANA, in_="app")
    assert 'class="count"' not in await visitor.see(as_=ANA, in_=GENERAL)


async def test_the_panels_tell_the_newest_message_as_a_lock_screen_and_as_a_screen_reader(visitor: Visitor) -> None:
    dm = visitor.team.open_dm(ANA)
    text = "*Stand up.* " + "Breathe in slowly. " * 10 + "The end &amp; more."
    visitor.team.post(dm.id, author=visitor.team.bot.id, text=text, at=TUESDAY)
    page = await visitor.see(as_=ANA)
    lock = page.split('id="lock-words">')[1].split("<")[0]
    heard = page.split('id="heard">')[1].split("<")[0]
    assert lock.startswith("Stand up. Breathe")
    assert len(lock) == 121
    assert heard.endswith("The end &amp; more.")


async def test_somebody_without_a_zone_reads_times_in_utc_and_is_told_so(visitor: Visitor) -> None:
    page = await visitor.see(as_=NOOR)
    assert "Slack knows no time zone" in page
    assert '>8:30</time><span class="seconds"' in page


async def test_a_region_comes_alone(visitor: Visitor) -> None:
    page = await visitor.see("/regions", names="sidebar nonsense")
    assert 'id="sidebar"' in page
    assert 'id="main"' not in page


async def test_the_home_tab_shows_what_the_bot_published(visitor: Visitor) -> None:
    assert "has not drawn its Home yet" in await visitor.see(tab="home")
    published = {"type": "home", "blocks": deck.home()}
    await visitor.stage.client.views_publish(user_id=ANA, view=published)
    assert "Next: today at 16:42" in await visitor.see(tab="home")


async def test_a_picture_is_drawn_for_everybody_and_nobody_else(visitor: Visitor) -> None:
    assert "AF</text>" in await visitor.see(f"/pictures/{ANA}.svg")
    async with visitor.session.get(f"{visitor.stage.base_url}/pictures/nobody.svg") as response:
        assert response.status == 404


async def test_the_stream_names_the_regions_that_changed_for_the_reader_alone(visitor: Visitor) -> None:
    address = f"{visitor.stage.base_url}/changes?as={ANA}"
    async with visitor.session.get(address, timeout=ClientTimeout(total=10)) as stream:
        assert (await stream.content.readline()).startswith(b": welcome")
        for person in (TOM, ANA):
            visitor.team.post(WELLNESS, author=visitor.team.bot.id, text="psst", at=TUESDAY, ephemeral_to=person)
        visitor.team.open_dm(TOM)
        told = [await stream.content.readline() for _ in range(5)]
    assert told[2:4] == [b"event: changed\n", b"data: main panel sidebar\n"]
