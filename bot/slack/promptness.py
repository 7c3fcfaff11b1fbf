"""Slack waits three seconds for an ack. A database that hangs is no reason to say nothing."""

import asyncio

import structlog
from slack_bolt.listener.async_listener import AsyncListener
from slack_bolt.listener.async_listener_error_handler import AsyncListenerErrorHandler
from slack_bolt.listener.asyncio_runner import AsyncioListenerRunner
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.domain.errors import Refusal
from bot.ports import StoreUnavailable
from bot.services.meter import UNMETERED, Meter
from bot.slack.lateness import TooSlow
from bot.slack.listeners.hearing import HEARD_AT, kind_of
from bot.slack.reporting import report
from bot.slack.tasks import Tasks

log = structlog.get_logger(__name__)

ANSWER_WITHIN = 2.3  # seconds; all that a listener waits for is the database

_IS_LATE = "budge_is_late"


class PromptRunner(AsyncioListenerRunner):
    """Bolt's runner, for listeners that have their transaction before the ack.

    One that takes too long is acked without its answer, and its person is told that the outcome is open. It goes on
    all the same: cancelled in the middle of a commit it would be saved or not, and nobody could say which. What it
    has drawn and said afterwards comes late; what it raises is not told, since something was said already.
    """

    _tasks: Tasks
    _answer_within: float
    _meter: Meter

    @classmethod
    def like(
        cls,
        runner: AsyncioListenerRunner,
        *,
        tasks: Tasks,
        answer_within: float = ANSWER_WITHIN,
        meter: Meter = UNMETERED,
    ) -> "PromptRunner":
        """One that does everything else as the other would; `tasks` waits at the end for those that are late."""
        prompt = cls(
            logger=runner.logger,
            process_before_response=runner.process_before_response,
            listener_error_handler=_ToldOnce(runner.listener_error_handler),
            listener_start_handler=runner.listener_start_handler,
            listener_completion_handler=runner.listener_completion_handler,
            lazy_listener_runner=runner.lazy_listener_runner,
        )
        prompt._tasks = tasks
        prompt._answer_within = answer_within
        prompt._meter = meter
        return prompt

    async def run(
        self,
        request: AsyncBoltRequest,
        response: BoltResponse,
        listener_name: str,
        listener: AsyncListener,
        starting_time: float | None = None,
    ) -> BoltResponse | None:
        now = asyncio.get_running_loop().time
        heard_at = request.context.get(HEARD_AT, now())
        try:
            return await self._answer(request, response, listener_name, listener, starting_time)
        finally:
            kind, seconds = kind_of(request.body), now() - heard_at
            self._meter.acked(kind, seconds=seconds)
            log.debug("acked", kind=kind, seconds=round(seconds, 4))

    async def _answer(
        self,
        request: AsyncBoltRequest,
        response: BoltResponse,
        listener_name: str,
        listener: AsyncListener,
        starting_time: float | None,
    ) -> BoltResponse | None:
        running = asyncio.create_task(super().run(request, response, listener_name, listener, starting_time))
        ended, _ = await asyncio.wait((running,), timeout=self._answer_within)
        if ended:
            return running.result()
        self._tasks.keep(running)
        running.add_done_callback(_look_at)
        request.context[_IS_LATE] = True
        too_late = BoltResponse(status=500)
        await self.listener_error_handler.handle(error=TooSlow(), request=request, response=too_late)
        return too_late


class _ToldOnce(AsyncListenerErrorHandler):
    """Hands on what a listener raises, but for one whose person was told already that it is late."""

    def __init__(self, handler: AsyncListenerErrorHandler) -> None:
        self._handler = handler

    async def handle(self, error: Exception, request: AsyncBoltRequest, response: BoltResponse | None) -> None:
        if isinstance(error, TooSlow) or not request.context.get(_IS_LATE):
            await self._handler.handle(error, request, response)
        elif not isinstance(error, StoreUnavailable | Refusal):  # the one was logged when it was late
            report(error, name="a late listener")


def _look_at(late: asyncio.Task[BoltResponse | None]) -> None:
    """Nobody else asks for what became of it."""
    if not late.cancelled() and isinstance(error := late.exception(), Exception):
        report(error, name="a late listener")
