"""Many people press at once in one workspace: what is due there still goes out, on time, and nobody is refused."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.ids import MemberId
from bot.domain.reminder import State
from bot.ports import StoreUnavailable
from bot.store.transaction import SqlStore
from tests.services.delivery import Delivery
from tests.store.rows import ACME, MINUTE, NINE, reminder
from tests.stores import engine_for

PRESSING = tuple(MemberId(f"U{number:03}") for number in range(12))
DUE = tuple(MemberId(f"W{number:03}") for number in range(20))
SERVED_WITHIN = 15.0  # seconds; alone it takes about one


@pytest.fixture
async def elsewhere(postgres_url: str) -> AsyncIterator[AsyncEngine]:
    """Where the presses come in: another process, with connections of its own."""
    async with engine_for(postgres_url) as engine:
        yield engine


@pytest.fixture
async def delivery(postgres_url: str) -> AsyncIterator[Delivery]:
    async with engine_for(postgres_url) as engine:
        yield Delivery(SqlStore(engine))


async def test_reminders_go_out_while_a_workspace_is_pressed_in_without_a_pause(
    delivery: Delivery, elsewhere: AsyncEngine
) -> None:
    await delivery.joins(*PRESSING)
    await delivery.tick()
    await delivery.joins(*DUE, due_at=NINE + MINUTE)
    delivery.wait(MINUTE)
    presses = delivery.process("elsewhere", store=SqlStore(elsewhere))
    is_over, pressed = asyncio.Event(), 0

    async def press(who: MemberId) -> None:
        nonlocal pressed
        while not is_over.is_set():
            try:
                await presses.completion.done(ACME, who, number=1)
                await presses.undoing.undo(ACME, who)
                pressed += 2
            except StoreUnavailable:
                pass  # told to press again; what this is about is the others

    storm = [asyncio.create_task(press(who)) for who in PRESSING]
    try:
        async with asyncio.timeout(SERVED_WITHIN):
            while len(await delivery.open_ones(*DUE)) < len(DUE):
                await delivery.services.reminding.ring()
    finally:
        is_over.set()
        await asyncio.gather(*storm)

    assert pressed > len(DUE)
    rows = [await delivery.row(reminder(NINE + MINUTE, who=who).id) for who in DUE]
    assert {one.state for one in rows} == {State.SENT}
