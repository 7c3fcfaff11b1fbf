"""Pictures on the page: served to it alone, still for whoever wants it, words in their place where they are lost."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox.gif import first_frame
from bot.sandbox.page import routes
from bot.sandbox.people import ANA, cast, neighbours
from bot.sandbox.records import File, Json
from tests.sandbox.drawings import BLUE, RED, gif, png
from tests.sandbox.stage import Stage, raised, section
from tests.sandbox.visitor import Visitor, visiting

MOVING = gif(RED, BLUE, width=720, height=360)


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    async with visiting() as fresh:
        shelf = fresh.team.shelf
        for file_id, content in (("F1", MOVING), ("F2", png()), ("F3", b"<script>"), ("F4", MOVING[:40])):
            shelf.put(File(file_id, name=file_id, title=file_id, content=content))
        yield fresh


def shown(visitor: Visitor, *blocks: Json, text: str = "Hello") -> None:
    team = visitor.team
    team.post(team.open_dm(ANA).id, author=team.bot.id, text=text, blocks=list(blocks), at=visitor.stage.clock())


def picture(alt_text: str = "A <chair>", **source: object) -> Json:
    return {"type": "image", "alt_text": alt_text, **source}


async def fetched(visitor: Visitor, path: str) -> tuple[int, str, bytes]:
    async with visitor.session.get(visitor.stage.base_url + path) as answer:
        return answer.status, answer.headers.get("Content-Type", ""), await answer.read()


async def test_a_moving_picture_has_a_still_one_beside_it(visitor: Visitor) -> None:
    shown(visitor, picture(slack_file={"id": "F1"}))
    html = await visitor.see("/", as_=ANA, in_="app")
    assert '<source media="(prefers-reduced-motion: reduce)" srcset="/images/F1?still=1">' in html
    assert '<img src="/images/F1" alt="A &lt;chair&gt;" width="360" height="180" loading="lazy">' in html


async def test_one_that_does_not_move_has_none(visitor: Visitor) -> None:
    shown(visitor, section("x", accessory=picture(slack_file={"id": "F2"})))
    html = await visitor.see("/", as_=ANA, in_="app")
    assert '<img src="/images/F2" alt="A &lt;chair&gt;" width="8" height="6" loading="lazy">' in html
    assert "<source" not in html


async def test_pictures_are_served_as_what_they_are(visitor: Visitor) -> None:
    assert await fetched(visitor, "/images/F1") == (200, "image/gif", MOVING)
    assert await fetched(visitor, "/images/F1?still=1") == (200, "image/gif", first_frame(MOVING))
    assert await fetched(visitor, "/images/F2?still=1") == (200, "image/png", png())
    async with visitor.session.get(f"{visitor.stage.base_url}/images/F1") as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("path", ["/images/F3", "/images/F9", "/images/F4?still=1"])
async def test_what_is_no_picture_is_not_served_as_one(visitor: Visitor, path: str) -> None:
    assert (await fetched(visitor, path))[0] == 404


async def test_a_picture_is_served_for_its_own_team_only() -> None:
    async with raised(cast(), neighbours(), page_routes=routes()) as stage, aiohttp.ClientSession() as session:
        there = stage.sandboxes["T0NEIGHBOURS"].team
        there.shelf.put(File("F1", name="a", title="a", content=png()))
        assert await _status(stage, session, "/images/F1") == 404
        assert await _status(stage, session, "/images/F1?team=T0NEIGHBOURS") == 200


async def _status(stage: Stage, session: aiohttp.ClientSession, path: str) -> int:
    async with session.get(stage.base_url + path) as answer:
        return answer.status


@pytest.mark.parametrize(
    "source",
    [{"slack_file": {"id": "F9"}}, {"slack_file": {"id": "F3"}}, {"image_url": "http://a.example/x.png"}],
)
async def test_words_stand_where_a_picture_is_lost_or_may_not_be_loaded(
    visitor: Visitor, source: dict[str, object]
) -> None:
    shown(visitor, picture("A mat", **source))
    html = await visitor.see("/", as_=ANA, in_="app")
    assert 'role="img" aria-label="A mat">A mat</span>' in html
    assert "a.example" not in html


@pytest.mark.parametrize("address", ["https://a.example/x.png", "http://127.0.0.1:3000/x.png", "http://localhost/x"])
async def test_an_address_over_https_or_on_this_machine_is_loaded_by_the_page(visitor: Visitor, address: str) -> None:
    shown(visitor, picture(image_url=address))
    assert f'<img src="{address}"' in await visitor.see("/", as_=ANA, in_="app")


async def test_the_screen_reader_panel_tells_the_pictures_in_order(visitor: Visitor) -> None:
    first, second = picture("A chair", slack_file={"id": "F1"}), picture("A mat", slack_file={"id": "F2"})
    shown(visitor, section("x", accessory=first), second, text="Stand up.")
    html = await visitor.see("/", as_=ANA, in_="app")
    assert '<blockquote id="heard">Stand up.\nPicture: A chair\nPicture: A mat</blockquote>' in html
    assert '<span id="lock-words">Stand up.</span>' in html
