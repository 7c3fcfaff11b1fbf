"""Asking Slack for the addresses of connections: never in haste, and telling once when it says no."""

import asyncio
from collections import deque
from datetime import timedelta

import structlog

from bot.ports import DeliveryFailed
from bot.slack.client import Wire
from bot.slack.failures import RATE_LIMITS
from bot.slack.probe import NotLetIn, connection_address
from bot.slack.socket_timing import SocketTiming

log = structlog.get_logger(__name__)

CROWDED = (
    "Slack closed the connection because this app has as many as it may have, which is ten: stop other processes that "
    "run with the same SLACK_APP_TOKEN. Budge tries again more and more slowly."
)


class Addresses:
    """Where the next connection goes. All that asks goes through here, so that nothing together hurries Slack."""

    def __init__(self, wire: Wire, *, app_token: str, timing: SocketTiming) -> None:
        self._wire = wire
        self._app_token = app_token
        self._timing = timing
        self._turns = asyncio.Lock()
        self._asked: deque[float] = deque()  # when, by the loop's clock, within the span of `calm`
        self._closed_until = 0.0
        self._crowdings = 0
        self.trouble: str | None = None
        """Why Slack gives us no connection, in a sentence, if it does not."""

    @property
    def is_held_back(self) -> bool:
        """Slack does not let us in for now, so that nothing which could be built anew would help."""
        return _now() < self._closed_until

    async def first(self) -> str:
        """An address at once. Raises NotLetIn and DeliveryFailed, and leaves it to the caller to tell."""
        self._asked.append(_now())
        return await connection_address(self._wire, app_token=self._app_token)

    async def next(self) -> str:
        """A fresh address, good for one connection, as soon as Slack gives one."""
        async with self._turns:
            while True:
                await self._turn()
                try:
                    address = await self.first()
                except NotLetIn as refusal:
                    self._refused(str(refusal))
                except DeliveryFailed as failure:
                    self._unanswered(failure)
                else:
                    self._answered()
                    return address

    def crowd(self) -> None:
        """Slack has just hung up because the app has too many connections."""
        if not self._crowdings:
            log.error("too_many_websockets", why=CROWDED)
        self._close_for(self._timing.crowded[min(self._crowdings, len(self._timing.crowded) - 1)])
        self._crowdings += 1
        self.trouble = CROWDED

    def stand(self) -> None:
        """There is a connection. One that lasts ends what was wrong."""
        lasts = not self._asked or _now() - self._asked[-1] >= self._timing.look.total_seconds()
        if lasts and self._crowdings:
            log.info("connections_few_enough")
            self._crowdings = 0
            self.trouble = None

    async def _turn(self) -> None:
        while True:  # again after each wait: meanwhile Slack may have said that there are too many
            wait = self._free_at() - _now()
            if wait <= 0:
                return
            await asyncio.sleep(wait)

    def _free_at(self) -> float:
        while self._asked and self._asked[0] < _now() - self._timing.calm.total_seconds():
            self._asked.popleft()
        if not self._asked:
            return self._closed_until
        pause = self._timing.pauses[min(len(self._asked), len(self._timing.pauses)) - 1]
        return max(self._closed_until, self._asked[-1] + pause.total_seconds())

    def _close_for(self, span: timedelta) -> None:
        self._closed_until = max(self._closed_until, _now() + span.total_seconds())

    def _refused(self, why: str) -> None:
        if self.trouble != why:
            log.error("app_token_refused", why=why)
        self._close_for(self._timing.refused)
        self.trouble = why

    def _unanswered(self, failure: DeliveryFailed) -> None:
        if failure.retry_after is not None and failure.reason in RATE_LIMITS:
            self._close_for(failure.retry_after)
        if self.trouble is None:
            log.warning("slack_unreachable", reason=failure.reason)
            self.trouble = f"Slack does not say where to connect ({failure.reason})."

    def _answered(self) -> None:
        before, self.trouble = self.trouble, CROWDED if self._crowdings else None
        if before not in {None, self.trouble}:
            log.info("slack_lets_us_in_again")


def _now() -> float:
    return asyncio.get_running_loop().time()
