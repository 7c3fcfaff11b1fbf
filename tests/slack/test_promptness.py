"""A database that hangs: what a person is told meanwhile, and what is true afterwards."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.domain.errors import NotJoined
from bot.sandbox.people import ANA, GENERAL
from bot.slack.promptness import PromptRunner
from bot.slack.tasks import Tasks
from bot.slack.wording.failures import TOO_SLOW
from tests.slack.stage import Stage, raised

SOON = 0.2  # seconds; shorter than the store waits for another writer


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    async with raised(sqlite_url, answer_within=SOON) as fresh:
        yield fresh


@contextmanager
def locked(stage: Stage) -> Iterator[None]:
    """Another process writes."""
    with closing(sqlite3.connect(stage.engine.url.database or "", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def test_what_takes_too_long_is_said_to_be_open_and_then_done(stage: Stage) -> None:
    await stage.join()

    with locked(stage):
        typed = await stage.sandbox.gestures.say(ANA, channel=GENERAL, text="/budge every 2h")
        await stage.sandbox.team.feed.until(lambda: stage.last(GENERAL).text == TOO_SLOW)
    await stage.tasks.settle()

    assert typed.ok
    assert stage.last(GENERAL).text.startswith("Every 2 hours")
    assert (await stage.status()).member.interval.total_seconds() == 7200


async def test_a_card_pressed_meanwhile_is_drawn_in_the_end(stage: Stage) -> None:
    dm = await stage.join()
    card = await stage.reminded()

    with locked(stage):
        press = asyncio.create_task(stage.press("Both done", card))
        await stage.sandbox.team.feed.until(lambda: stage.last(dm).text == TOO_SLOW)
    assert (await press).ok
    await stage.tasks.settle()

    drawn = stage.now_of(card)
    assert drawn is not None
    assert drawn.text.startswith("Both done")
    assert (await stage.status()).week_exercises == 2


async def test_who_was_told_that_it_is_open_is_told_nothing_else_that_failed(stage: Stage) -> None:
    await stage.join()
    before = len(stage.seen(GENERAL))

    with locked(stage):
        await stage.say("/budge every 2h")  # settles once the store has given up

    assert [message.text for message in stage.seen(GENERAL)[before:]] == [TOO_SLOW]


class Late:
    """An app with one listener that ends in this error when it is let go, and what people were told."""

    def __init__(self, error: Exception | None) -> None:
        self.told: list[Exception] = []
        self.tasks = Tasks()
        self.may_end = asyncio.Event()
        self.app = AsyncApp(signing_secret="", token="xoxb-test", process_before_response=True)

        async def listen(ack: AsyncAck) -> None:
            await self.may_end.wait()
            if error is not None:
                raise error
            await ack(text="done")

        async def tell(error: Exception) -> None:
            self.told.append(error)

        self.app.command("/budge")(listen)
        self.app.error(tell)
        self.runner = PromptRunner.like(self.app.listener_runner, tasks=self.tasks, answer_within=0.05)

    async def run(self) -> int | None:
        """Runs the listener as Bolt does; the status it is answered with."""
        request = AsyncBoltRequest(body={"command": "/budge"}, mode="socket_mode")
        (listener,) = self.app._async_listeners
        answered = await self.runner.run(request, None, "listen", listener)  # type: ignore[arg-type]  # as Bolt does
        return None if answered is None else answered.status


async def test_a_listener_in_time_is_answered_as_ever() -> None:
    late = Late(None)
    late.may_end.set()

    assert await late.run() == 200
    assert late.told == []


@pytest.mark.parametrize(("error", "lines"), [(NotJoined(), 0), (KeyError("what a member typed"), 1), (None, 0)])
async def test_what_a_late_listener_comes_to_is_kept_from_nobody_but_the_person(
    error: Exception | None, lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    unretrieved: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unretrieved.append(context))
    late = Late(error)

    await late.run()
    late.may_end.set()
    assert await late.tasks.drain(seconds=5)

    assert [type(one).__name__ for one in late.told] == ["TooSlow"]
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == lines
    assert "member typed" not in caplog.text
    assert unretrieved == []


async def test_a_late_listener_is_waited_for_at_the_end() -> None:
    late = Late(None)
    await late.run()

    assert not await late.tasks.drain(seconds=0.05), "it hangs still, and is cut off"


async def test_bolt_runs_every_listener_by_ours(stage: Stage) -> None:
    """Bolt reads the runner from a private attribute; an update that does not would end the promise silently."""
    assert isinstance(stage.socket._app.listener_runner, PromptRunner)
