import asyncio
from functools import partial

import pytest

from bot.slack.turns import Turns


class Drawings:
    """Reads a number when it is drawn, and shows it when let through."""

    def __init__(self) -> None:
        self.stored = 0
        self.shown: list[int] = []
        self.may_show = asyncio.Event()
        self.has_read = asyncio.Event()

    async def draw(self) -> None:
        read = self.stored
        self.has_read.set()
        await self.may_show.wait()
        self.shown.append(read)


async def test_of_many_wishes_at_once_the_first_and_one_more_are_drawn() -> None:
    turns: Turns[str] = Turns()
    drawings = Drawings()

    async def press() -> None:
        drawings.stored += 1
        await turns.draw("card", drawings.draw)

    presses = [asyncio.create_task(press()) for _ in range(10)]
    async with asyncio.timeout(30):
        await drawings.has_read.wait()
    drawings.may_show.set()
    await asyncio.gather(*presses)

    assert drawings.shown == [1, 10]


async def test_another_way_to_draw_is_not_left_to_the_one_who_waits() -> None:
    turns: Turns[str] = Turns()
    drawn: list[str] = []

    async def draw(way: str) -> None:
        await asyncio.sleep(0)
        drawn.append(way)

    ways = ("url", "url", "url", "update", "update")
    await asyncio.gather(*(turns.draw("card", partial(draw, way), way=way) for way in ways))

    assert drawn == ["url", "url", "update"]


async def test_two_things_are_drawn_side_by_side() -> None:
    turns: Turns[str] = Turns()
    drawings = Drawings()
    first = asyncio.create_task(turns.draw("first", drawings.draw))
    second = asyncio.create_task(turns.draw("second", drawings.draw))

    async with asyncio.timeout(30):
        await drawings.has_read.wait()
    drawings.may_show.set()
    await asyncio.gather(first, second)

    assert drawings.shown == [0, 0]


async def test_one_who_is_cut_off_while_waiting_leaves_the_turn_to_the_next() -> None:
    turns: Turns[str] = Turns()
    drawings = Drawings()
    first = asyncio.create_task(turns.draw("card", drawings.draw))
    await drawings.has_read.wait()
    waiting = asyncio.create_task(turns.draw("card", drawings.draw))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    drawings.stored = 2
    last = asyncio.create_task(turns.draw("card", drawings.draw))

    drawings.may_show.set()
    await asyncio.gather(first, last)

    assert drawings.shown == [0, 2]


async def test_what_nobody_draws_takes_no_memory() -> None:
    turns: Turns[int] = Turns()
    drawings = Drawings()
    drawings.may_show.set()

    for number in range(100):
        await turns.draw(number, drawings.draw)

    assert len(turns) == 0
