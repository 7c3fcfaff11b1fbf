import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.scheduler import Bell, Bells

SOON = timedelta(milliseconds=10)
PATIENCE = 30  # seconds a test waits for what must come


class Rings:
    """Counts rings, and lets a test wait for the next ones or hold one back."""

    def __init__(self, *, during: Callable[[int], None] = lambda _count: None) -> None:
        self.begun = 0
        self.ended = 0
        self.cancelled = 0
        self.at_once = 0
        self.most_at_once = 0
        self.may_end = asyncio.Event()
        self.may_end.set()
        self._during = during
        self._changed = asyncio.Condition()

    async def __call__(self) -> None:
        self.begun += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self._tell()
            self._during(self.begun)
            await self.may_end.wait()
            self.ended += 1
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.at_once -= 1

    async def until_begun(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: self.begun >= count)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def bells_for(*rings: Rings) -> Bells:
    return Bells(*(Bell(name=f"bell {no}", every=SOON, ring=ring) for no, ring in enumerate(rings)))


async def test_every_bell_rings_again_and_again() -> None:
    first, second = Rings(), Rings()
    bells = bells_for(first, second)
    bells.start()
    await first.until_begun(3)
    await second.until_begun(3)
    await bells.stop()


async def test_a_bell_does_not_ring_again_while_it_rings() -> None:
    slow, quick = Rings(), Rings()
    slow.may_end.clear()
    bells = bells_for(slow, quick)
    bells.start()
    await slow.until_begun(1)
    await quick.until_begun(5)
    assert slow.begun == 1
    slow.may_end.set()
    await slow.until_begun(2)
    await bells.stop()
    assert slow.most_at_once == 1


async def test_stopping_waits_for_the_ring_under_way() -> None:
    rings = Rings()
    rings.may_end.clear()
    bells = bells_for(rings)
    bells.start()
    await rings.until_begun(1)
    stopping = asyncio.create_task(bells.stop())
    await asyncio.sleep(0)  # let it begin to wait
    assert not stopping.done()
    rings.may_end.set()
    await asyncio.wait_for(stopping, PATIENCE)
    assert (rings.ended, rings.cancelled) == (1, 0)


async def test_a_stopped_bell_rings_no_more() -> None:
    rings, witness = Rings(), Rings()
    bells, others = bells_for(rings), bells_for(witness)
    bells.start()
    await rings.until_begun(1)
    await bells.stop()
    begun = rings.begun
    others.start()
    await witness.until_begun(5)
    await others.stop()
    assert rings.begun == begun


async def test_a_ring_that_outlasts_patience_is_cancelled() -> None:
    rings = Rings()
    rings.may_end.clear()
    bells = bells_for(rings)
    bells.start()
    await rings.until_begun(1)
    await asyncio.wait_for(bells.stop(patience=timedelta(0)), PATIENCE)
    assert rings.cancelled == 1


async def test_a_ring_that_hangs_even_when_it_is_cancelled_is_left() -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def as_the_driver_of_a_frozen_database() -> None:
        begun.set()
        while not may_end.is_set():
            with suppress(asyncio.CancelledError):
                await may_end.wait()

    bells = Bells(Bell(name="deaf", every=SOON, ring=as_the_driver_of_a_frozen_database))
    bells.start()
    await asyncio.wait_for(begun.wait(), PATIENCE)
    async with asyncio.timeout(PATIENCE):
        await bells.stop(patience=timedelta(0))
    may_end.set()


async def test_a_failing_ring_is_logged_and_the_bell_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    def fail_first(count: int) -> None:
        if count == 1:
            raise RuntimeError("the database is away")

    rings = Rings(during=fail_first)
    bells = bells_for(rings)
    with caplog.at_level(logging.ERROR):
        bells.start()
        await rings.until_begun(3)
        await bells.stop()
    assert rings.ended >= 1


async def test_bells_that_never_started_can_be_stopped() -> None:
    await asyncio.wait_for(bells_for(Rings()).stop(), PATIENCE)


async def test_a_bell_that_strikes_as_it_is_stopped_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    rings, loop = Rings(), asyncio.get_running_loop()
    bells = bells_for(rings)
    bells.start()
    due_at = loop.time() + 2 * SOON.total_seconds()
    while loop.time() < due_at:
        pass  # nobody has a turn until it is due
    bells._scheduler.wakeup()  # it strikes in the very turn in which it is stopped
    await bells.stop()
    await asyncio.sleep(0)
    assert rings.begun == 0
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []
