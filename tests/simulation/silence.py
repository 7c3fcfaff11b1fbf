"""Nothing is logged while worlds run. What the bot only logs, because it must go on, is reported to the world."""

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import structlog
from structlog.typing import EventDict, WrappedLogger

OnEvent = Callable[[str, str | None], None]
"""Told of an event, and of the error that it reports, if it does."""


@contextmanager
def listening(on_event: OnEvent) -> Iterator[None]:
    def hear(_: WrappedLogger, __: str, event: EventDict) -> NoReturn:
        error = sys.exc_info()[1] if event.get("exc_info") else None
        on_event(event["event"], None if error is None else "".join(traceback.format_exception(error)[-3:]))
        raise structlog.DropEvent

    before = structlog.get_config()
    structlog.configure(
        processors=[hear],
        wrapper_class=structlog.make_filtering_bound_logger(0),
        logger_factory=structlog.ReturnLoggerFactory(),
        cache_logger_on_first_use=False,
    )
    try:
        yield
    finally:
        structlog.configure(**before)
