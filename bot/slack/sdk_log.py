"""What the SDK says about connections, fit for a log: without tickets, and each thing once in a while."""

import logging
import re
from datetime import timedelta

import aiohttp

from bot.ports import DeliveryFailed
from bot.slack.client import sdk_logger
from bot.slack.reporting import without_messages

FOLDED_FOR = timedelta(minutes=10)

_WSS_URL = re.compile(r"wss?://\S+")
_SESSION = re.compile(r"\s*\(?\bs_-?\d+\)?")
_ABOUT_CONNECTING = re.compile(r"connect|session|ping message", re.IGNORECASE)


class WithoutTickets(logging.Filter):
    """Takes the address of a connection, which carries its ticket, out of the SDK's log records.

    Messages of errors may name one, or quote what a member typed. Of a surprise the types and the frames are kept; what
    a network does is said in the line itself.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and not isinstance(error, aiohttp.ClientError | OSError | DeliveryFailed):
            said = f"{said}\n{without_messages(error).rstrip()}"
        record.msg = _WSS_URL.sub("wss://(left out)", said)
        record.args = None
        record.exc_info = None
        return True


class Folded(logging.Filter):
    """Lets through one line of a kind and counts the others: the SDK says the same at every try, for ever.

    Only what it says about connecting. A failed listener is told each time.
    """

    def __init__(self, *, span: timedelta = FOLDED_FOR) -> None:
        super().__init__()
        self._span = span.total_seconds()
        self._told_at: dict[str, float] = {}
        self._left_out: dict[str, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        kind = re.split(r"[(:]", _SESSION.sub("", record.getMessage()))[0]
        if not _ABOUT_CONNECTING.search(kind):
            return True
        if record.created - self._told_at.get(kind, -self._span) < self._span:
            self._left_out[kind] = self._left_out.get(kind, 0) + 1
            return False
        self._told_at[kind] = record.created
        if left_out := self._left_out.pop(kind, 0):
            record.msg = f"{record.getMessage()} (and {left_out} times since it was last told)"
            record.args = None
        return True


def socket_logger() -> logging.Logger:
    """The logger for the SDK's Socket Mode client."""
    logger = sdk_logger("bot.slack.socket.sdk")
    if not logger.filters:
        logger.addFilter(Folded())
        logger.addFilter(WithoutTickets())
    return logger
