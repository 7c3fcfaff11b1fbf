"""How many tasks run at once, in which order, and what becomes of those that never begin."""

import asyncio
import gc
import warnings
from functools import partial

import pytest

from bot.slack.tasks import Tasks


class Gate:
    """Work that waits to be let through, and tells who has begun."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self._open = asyncio.Event()
        self._changed = asyncio.Condition()

    def open(self) -> None:
        self._open.set()

    async def pass_through(self, name: str) -> None:
        async with self._changed:
            self.begun.append(name)
            self._changed.notify_all()
        await self._open.wait()

    async def until_begun(self, count: int) -> None:
        async with asyncio.timeout(30), self._changed:
            await self._changed.wait_for(lambda: len(self.begun) >= count)


async def test_only_so_many_run_at_once() -> None:
    tasks, gate = Tasks(at_once=3), Gate()

    for number in range(1000):
        tasks.start(partial(gate.pass_through, str(number)), name="pass", of=number)
    await gate.until_begun(3)

    assert gate.begun == ["0", "1", "2"]
    assert (tasks.running, len(tasks)) == (3, 1000)
    gate.open()
    await tasks.settle()
    assert gate.begun == [str(number) for number in range(1000)]
    assert len(tasks) == 0


async def test_nobody_waits_for_more_than_one_turn_of_somebody_busier() -> None:
    tasks, gate = Tasks(at_once=1), Gate()

    for number in range(4):
        tasks.start(partial(gate.pass_through, f"busy {number}"), name="pass", of="busy")
    tasks.start(partial(gate.pass_through, "calm"), name="pass", of="calm")
    gate.open()
    await tasks.settle()

    assert gate.begun == ["busy 0", "busy 1", "calm", "busy 2", "busy 3"]


async def test_one_person_never_takes_all_places() -> None:
    tasks, gate = Tasks(at_once=3, at_once_each=2), Gate()

    for number in range(5):
        tasks.start(partial(gate.pass_through, f"busy {number}"), name="pass", of="busy")
    tasks.start(partial(gate.pass_through, "calm"), name="pass", of="calm")
    await gate.until_begun(3)

    assert gate.begun == ["busy 0", "busy 1", "calm"]
    gate.open()
    await tasks.settle()


async def test_what_comes_when_too_many_wait_is_left_undone_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    tasks, gate = Tasks(at_once=1, most_waiting=2), Gate()

    for number in range(10):
        tasks.start(partial(gate.pass_through, str(number)), name="pass", of=number)
    assert len(tasks) == 3
    gate.open()
    await tasks.settle()

    assert gate.begun == ["0", "1", "2"]
    assert caplog.messages == [
        "pass: left undone, since too much else waits; so is what follows",
        "7 pieces of work after an ack were left undone: too many waited",
    ]


async def test_who_floods_the_line_takes_up_only_their_own(caplog: pytest.LogCaptureFixture) -> None:
    tasks, gate = Tasks(at_once=1, most_waiting=10, most_waiting_each=3), Gate()

    for number in range(100):
        tasks.start(partial(gate.pass_through, f"busy {number}"), name="pass", of="busy")
    tasks.start(partial(gate.pass_through, "calm"), name="pass", of="calm")
    gate.open()
    await tasks.settle()

    assert gate.begun == ["busy 0", "busy 1", "calm", "busy 2", "busy 3"]
    assert len(caplog.messages) == 2, "one line when it begins, one when it is over"


async def test_what_is_urgent_comes_before_what_is_not() -> None:
    tasks, gate = Tasks(at_once=1), Gate()

    for number in range(2):
        tasks.start(partial(gate.pass_through, f"calm {number}"), name="pass", of=number)
        tasks.start(partial(gate.pass_through, f"urgent {number}"), name="pass", of=number, urgent=True)
    gate.open()
    await tasks.settle()

    assert gate.begun == ["calm 0", "urgent 0", "urgent 1", "calm 1"]


async def test_what_is_kept_takes_no_place_and_is_waited_for() -> None:
    tasks, gate = Tasks(at_once=1), Gate()
    kept = asyncio.create_task(gate.pass_through("kept"))
    tasks.keep(kept)

    tasks.start(partial(gate.pass_through, "other"), name="pass")
    await gate.until_begun(2)
    gate.open()

    assert await tasks.drain(seconds=5)
    assert kept.done()


async def test_a_place_that_becomes_free_is_taken_whatever_ended_there() -> None:
    tasks, gate = Tasks(at_once=1), Gate()

    async def fail() -> None:
        raise RuntimeError

    tasks.start(fail, name="fail")
    tasks.start(partial(gate.pass_through, "next"), name="pass")
    gate.open()
    await tasks.settle()

    assert gate.begun == ["next"]


async def test_a_drain_begins_nothing_that_it_would_cut_off(caplog: pytest.LogCaptureFixture) -> None:
    tasks, gate = Tasks(at_once=1), Gate()
    tasks.start(partial(gate.pass_through, "running"), name="first")
    tasks.start(partial(gate.pass_through, "waiting"), name="second")
    await gate.until_begun(1)

    assert not await tasks.drain(seconds=0.05)

    assert gate.begun == ["running"]
    assert len(tasks) == 0
    assert caplog.messages == ["second: not begun", "first: cut off"]


async def test_a_drain_that_has_no_time_leaves_nothing_half_begun() -> None:
    tasks, gate = Tasks(), Gate()
    tasks.start(partial(gate.pass_through, "never"), name="pass")

    assert not await tasks.drain(seconds=0)

    assert gate.begun == []
    assert len(tasks) == 0


async def test_work_that_is_cancelled_from_within_does_not_vanish_unseen(caplog: pytest.LogCaptureFixture) -> None:
    tasks = Tasks()

    async def cancelled() -> None:
        raise asyncio.CancelledError

    tasks.start(cancelled, name="draw card")
    await tasks.settle()

    assert caplog.messages == ["draw card: cut off"]


async def test_work_that_is_never_begun_leaves_nothing_unawaited() -> None:
    tasks, gate = Tasks(at_once=1, most_waiting=1), Gate()

    async def outer(name: str) -> None:
        await gate.pass_through(name)

    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        for number in range(3):  # the second waits, the third is left undone
            tasks.start(partial(outer, str(number)), name="pass", of=number)
        assert not await tasks.drain(seconds=0)
        gc.collect()

    assert [str(one.message) for one in warned] == []


async def test_who_is_done_takes_no_memory() -> None:
    tasks, gate = Tasks(at_once=2), Gate()
    gate.open()

    for number in range(100):
        tasks.start(partial(gate.pass_through, str(number)), name="pass", of=number)
    await tasks.settle()

    assert not tasks._lines
    assert not tasks._urgent_lines
    assert not tasks._running_of
