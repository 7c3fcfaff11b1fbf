"""Counts what becomes of the calls to Slack."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from bot.ports import DeliveryFailed
from bot.services.meter import Called, Meter
from bot.slack.failures import NOT_CONNECTED


@contextmanager
def counted(meter: Meter, method: str) -> Iterator[None]:
    """Tells the meter of a call that is made in this block, by the DeliveryFailed that it raises, if any."""
    began, outcome = monotonic(), Called.UNKNOWN  # which it stays where the call is cut off
    try:
        yield
        outcome = Called.OK
    except DeliveryFailed as failure:
        outcome = outcome_of(failure)
        raise
    finally:
        meter.called(method, outcome, seconds=monotonic() - began)


def outcome_of(failure: DeliveryFailed) -> Called:
    """What a failed call is counted as."""
    if failure.outcome_unknown:
        return Called.UNKNOWN
    if failure.retry_after is None:
        return Called.REFUSED
    return Called.UNREACHED if NOT_CONNECTED in failure.reason else Called.LIMITED
