"""Slack waits three seconds for an ack. A database that hangs is no reason to say nothing."""

import asyncio

from slack_bolt.listener.async_listener import AsyncListener
from slack_bolt.listener.asyncio_runner import AsyncioListenerRunner
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.ports import StoreUnavailable

ANSWER_WITHIN = 2.3  # seconds; all that a listener waits for is the database


class PromptRunner(AsyncioListenerRunner):
    """Bolt's runner, for listeners that have their transaction before the ack. One that takes too long is called off,
    which rolls its transaction back, and its person is told what a database out of reach would have them told.
    """

    called_off: set[asyncio.Task[BoltResponse | None]]
    """Those that are still coming to their end."""

    @classmethod
    def like(cls, runner: AsyncioListenerRunner) -> "PromptRunner":
        """One that does everything else as the other would."""
        prompt = cls(
            logger=runner.logger,
            process_before_response=runner.process_before_response,
            listener_error_handler=runner.listener_error_handler,
            listener_start_handler=runner.listener_start_handler,
            listener_completion_handler=runner.listener_completion_handler,
            lazy_listener_runner=runner.lazy_listener_runner,
        )
        prompt.called_off = set()
        return prompt

    async def run(
        self,
        request: AsyncBoltRequest,
        response: BoltResponse,
        listener_name: str,
        listener: AsyncListener,
        starting_time: float | None = None,
    ) -> BoltResponse | None:
        running = asyncio.create_task(super().run(request, response, listener_name, listener, starting_time))
        ended, _ = await asyncio.wait((running,), timeout=ANSWER_WITHIN)
        if ended:
            return running.result()
        self.called_off.add(running)
        running.add_done_callback(self.called_off.discard)
        running.cancel()  # not waited for: the driver may take as long again to let go of a server that hangs
        too_late = BoltResponse(status=500)
        await self.listener_error_handler.handle(
            error=StoreUnavailable("no answer in time"), request=request, response=too_late
        )
        return too_late
