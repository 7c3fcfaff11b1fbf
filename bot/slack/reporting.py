"""Logs what went wrong, by type and place: messages of errors may hold what a member typed, or a way back to them."""

import logging
import traceback

from bot.domain.errors import Refusal
from bot.ports import DeliveryFailed, StoreUnavailable
from bot.slack.lateness import TooSlow
from bot.slack.payloads import Unreadable

log = logging.getLogger(__name__)


def report(error: Exception, *, name: str) -> None:
    """One line for what is Slack's or the database's doing, a traceback for a surprise, nothing for our refusals."""
    match error:
        case Refusal():
            return
        case DeliveryFailed():
            log.warning("%s: Slack did not do it (%s)", name, error.reason)
        case StoreUnavailable():
            log.warning("%s: the database cannot be used", name)
        case Unreadable():
            log.warning("%s: it cannot be read", name)
        case TooSlow():
            log.warning("%s: not done in time, whatever it comes to", name)
        case _:
            log.error("%s: %s", name, without_messages(error))


def without_messages(error: BaseException) -> str:
    """The types of an error and its causes, and the frames it went through."""
    return f"{_chain(error)}\n{''.join(traceback.format_tb(error.__traceback__))}"


def _chain(error: BaseException) -> str:
    names = [type(error).__name__]
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
        names.append(type(error).__name__)
    return " after ".join(names)
