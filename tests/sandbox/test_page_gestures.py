"""What the browser posts becomes a gesture, and nothing else does."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.sandbox.people import ANA, GENERAL, TOM
from tests.sandbox import copy_deck as deck
from tests.sandbox.stage import TUESDAY
from tests.sandbox.visitor import Visitor, visiting


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    async with visiting() as fresh:
        yield fresh


async def test_words_are_said_where_the_person_looks(visitor: Visitor) -> None:
    await visitor.do("say", as_=TOM, in_=GENERAL, text="Hello <you>")
    (message,) = visitor.team.messages(GENERAL)
    assert (message.author_id, message.text) == (TOM, "Hello &lt;you&gt;")


async def test_a_command_that_no_bot_answers_says_so(visitor: Visitor) -> None:
    status, answer = await visitor.do("say", as_=ANA, text="/budge start")
    assert (status, answer) == (200, {"error": "dispatch_failed"})


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
async def test_another_page_cannot_do_anything(visitor: Visitor, headers: dict[str, str]) -> None:
    status, _ = await visitor.do("say", headers=headers, as_=TOM, in_=GENERAL, text="Hello")
    assert status == 403
    assert visitor.team.messages(GENERAL) == []


async def test_the_page_itself_can(visitor: Visitor) -> None:
    status, _ = await visitor.do("say", headers={"Origin": visitor.stage.base_url}, in_=GENERAL, text="Hello")
    assert status == 200


async def test_what_is_no_gesture_is_refused(visitor: Visitor) -> None:
    address = f"{visitor.stage.base_url}/gestures/say"
    async with visitor.session.post(address, data="text=Hello") as response:
        assert response.status == 400
    async with visitor.session.post(address, data="[", headers={"Content-Type": "application/json"}) as response:
        assert response.status == 400
    assert (await visitor.do("press", where={"kind": "nowhere"}, block="b", action="a"))[0] == 400
    assert (await visitor.do("say"))[0] == 400
    assert (await visitor.do("dance"))[0] == 404


async def test_a_press_on_what_is_not_there_is_impossible(visitor: Visitor) -> None:
    where = {"kind": "message", "channel": GENERAL, "ts": "1.0"}
    status, answer = await visitor.do("press", where=where, block="b", action="a")
    assert status == 409
    assert answer["error"]


async def test_zone_and_status_change(visitor: Visitor) -> None:
    await visitor.do("zone", as_=ANA, tz="Asia/Tokyo")
    await visitor.do("status", as_=ANA, text="On a train", emoji=":bus:")
    person = visitor.team.people[ANA]
    assert (person.tz, person.status_text, person.status_emoji) == ("Asia/Tokyo", "On a train", ":bus:")
    assert ">17:30</time>" in await visitor.see(as_=ANA)
    await visitor.do("zone", as_=ANA, tz="")
    assert visitor.team.people[ANA].tz is None


async def test_the_clock_moves_and_tells_what_passed_by(visitor: Visitor) -> None:
    dm = visitor.team.open_dm(ANA)
    await visitor.see()
    await visitor.do("move", by="1800")
    assert visitor.stage.clock.at == TUESDAY + timedelta(minutes=30)
    assert "Nothing came up on the way." in await visitor.see()
    visitor.team.post(dm.id, author=visitor.team.bot.id, text="Up", at=TUESDAY + timedelta(minutes=10))
    assert "Budge wrote to you" in await visitor.see()
    await visitor.do("move", by="friday")
    assert visitor.stage.clock.at.isoformat() == "2026-11-20T15:00:00+00:00"
    assert "Budge wrote to you" not in await visitor.see()


async def test_where_no_reminder_is_planned_the_clock_says_so(visitor: Visitor) -> None:
    await visitor.do("move", by="reminder")
    assert "No reminder is planned for Ana." in await visitor.see()


async def test_one_move_at_a_time(visitor: Visitor) -> None:
    mover = visitor.stage.sandbox.mover
    assert mover is not None
    async with mover._moving:
        page = await visitor.see()
        status, answer = await asyncio.wait_for(visitor.do("move", by="30"), 30)
    assert 'aria-disabled="true"' in page
    assert "Moving" in page
    assert (status, answer["error"]) == (200, "The clock cannot be moved right now.")


async def test_a_list_to_try_ticks_itself_off(visitor: Visitor) -> None:
    team = visitor.team
    done = []

    async def tally(**query: str) -> None:
        page = await visitor.see(**query)
        done.append(page.split('class="tally">')[1].split(" ")[0])

    dm = team.open_dm(ANA).id
    await tally()
    team.post(dm, author=team.bot.id, text="You're in. Two exercises.", at=TUESDAY)
    await tally()
    card = team.post(dm, author=team.bot.id, text=deck.CARD_TEXT, blocks=deck.card(), at=TUESDAY)
    await tally()
    team.delete(card)
    team.post(dm, author=team.bot.id, text="Both done, 11:42.", blocks=deck.summary(), at=TUESDAY)
    await tally()
    await visitor.do("move", by="friday")
    team.post("C0WELLNESS", author=team.bot.id, text="Week", blocks=deck.weekly_post(), at=visitor.stage.clock.at)
    await tally()
    await tally(in_="C0WELLNESS")
    await visitor.stage.client.views_publish(user_id=ANA, view={"type": "home", "blocks": deck.home()})
    await tally(tab="home")
    await tally(as_=TOM)
    assert done == ["0", "1", "2", "3", "4", "5", "6", "0"]
