import asyncio
import logging
from contextlib import suppress
from contextvars import ContextVar

import pytest

from bot.domain.errors import NotJoined
from bot.ports import DeliveryFailed
from bot.slack.tasks import Tasks


async def test_what_a_task_raises_goes_to_its_own_error_path() -> None:
    tasks = Tasks()
    told: list[str] = []

    async def fail() -> None:
        raise DeliveryFailed("channel_not_found")

    async def tell(error: Exception) -> None:
        told.append(str(error))

    tasks.start(fail, name="fail", on_error=tell)
    await tasks.settle()

    assert told == ["channel_not_found"]


async def test_an_error_path_that_fails_too_ends_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    tasks = Tasks()

    typed = "what a member typed"

    async def fail() -> None:
        raise ValueError(typed)

    async def fail_again(_: Exception) -> None:
        raise DeliveryFailed("ratelimited")

    tasks.start(fail, name="draw card", on_error=fail_again)
    await tasks.settle()

    assert "draw card: ValueError" in caplog.text
    assert "telling it: Slack did not do it (ratelimited)" in caplog.text
    assert typed not in caplog.text


async def test_a_refusal_is_an_answer_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    tasks = Tasks()

    async def refuse() -> None:
        raise NotJoined

    with caplog.at_level(logging.DEBUG, logger="bot"):
        tasks.start(refuse, name="refuse")
        await tasks.settle()

    assert not caplog.records


async def test_draining_waits_for_tasks_that_tasks_begin() -> None:
    tasks = Tasks()
    done: list[str] = []

    async def second() -> None:
        done.append("second")

    async def first() -> None:
        tasks.start(second, name="second")
        done.append("first")

    tasks.start(first, name="first")

    assert await tasks.drain(seconds=5)
    assert done == ["first", "second"]


async def test_draining_cuts_off_what_does_not_end() -> None:
    tasks = Tasks()
    has_ended = asyncio.Event()

    async def wait_for_ever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            has_ended.set()

    tasks.start(wait_for_ever, name="for ever")

    assert not await tasks.drain(seconds=0.05)
    assert has_ended.is_set()
    assert len(tasks) == 0


async def test_draining_leaves_to_itself_what_cannot_be_cut_off(caplog: pytest.LogCaptureFixture) -> None:
    tasks = Tasks()
    may_end = asyncio.Event()

    async def go_on_regardless() -> None:
        while not may_end.is_set():
            with suppress(asyncio.CancelledError):
                await may_end.wait()

    tasks.start(go_on_regardless, name="draw card")

    async with asyncio.timeout(30):
        assert not await tasks.drain(seconds=0.05)
    assert caplog.messages == ["draw card: left running"]
    may_end.set()
    await tasks.settle()


async def test_work_that_waits_keeps_the_context_of_whoever_began_it() -> None:
    tasks = Tasks(at_once=1)
    asked: ContextVar[str] = ContextVar("asked")
    seen: list[str] = []

    async def look() -> None:
        seen.append(asked.get())

    for name in ("first", "second", "third"):
        asked.set(name)
        tasks.start(look, name=name, of=name)
    asked.set("nobody")
    await tasks.settle()

    assert seen == ["first", "second", "third"]
