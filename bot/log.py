"""Logging: one stream for ours and the libraries' records, readable or JSON, without secrets and without payloads."""

import logging
import re
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

OURS = "bot"

# The lowest level at which each library may speak, whatever level is asked for: below it they write out what people
# typed, whole frames or SQL parameters. Bolt copies the root logger's level to its own loggers, so the floor is kept
# where records leave, not where they arise.
LIBRARY_FLOOR = logging.INFO
FLOORS = {
    "alembic": logging.WARNING,  # at INFO: eight lines at each start
    # It warns whenever a ring takes longer than its interval, which is meant, and takes the end of one that a stop cuts
    # short for an error; what a ring itself runs into is caught and logged by the bells.
    "apscheduler": logging.CRITICAL,
    "slack_bolt": logging.WARNING,  # at INFO: bodies of requests that it refuses
    "sqlalchemy": logging.WARNING,  # at INFO: every statement with its parameters
    "uvicorn": logging.WARNING,  # at INFO: every address, tickets included
}
BOLT_APP_LOGGER = re.compile(r"^[^:]+:\w+$")  # Bolt names its listeners' loggers "file.py:Class"
BOLT_QUOTES_THE_BODY = ("Unhandled request", "A global middleware (")

# No word boundary begins a pattern: on a terminal the letter of a colour code may stand right before a value.
_REST = r"[^\s\"'\\\x1b]+"  # of an address, up to a blank, a quote or the next colour
SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"((?:xoxe\.)?(?:xox[a-z]|xapp|xwfp))-[\w-]+"), r"\1-[hidden]"),  # every form of token
    (re.compile(r"(wss?://[^\s\"'\\?\x1b]+)\?" + _REST), r"\1?[hidden]"),  # the ticket of a Socket Mode address
    (
        re.compile(r"(https?://[^\s\"'\\/]+/(?:actions|commands|app|services|workflows|hooks/response)/)" + _REST),
        r"\1[hidden]",
    ),
    (
        re.compile(r"(?i)(authorization\\?[\"']?\s*[:=]\s*\\?[\"']?)(?:(?:bearer|basic)\s+)?[^\s\"'\\,}]+"),
        r"\1[hidden]",
    ),
    (re.compile(r"(?i)(bearer\s+)[\w.~+/-]{8,}=*"), r"\1[hidden]"),
    (re.compile(r"([a-z+]+://[^\s:/@\"']+:)[^\s@/\"']+@"), r"\1[hidden]@"),  # the password in a database's address
)


def redact(text: str) -> str:
    """The text with everything hidden that would let its reader act as Budge."""
    for pattern, replacement in SECRETS:
        text = pattern.sub(replacement, text)
    return text


def set_up_logging(level: str, log_format: str, *, stream: TextIO | None = None) -> None:
    """Send every record of this process to `stream`, standard error unless told otherwise, as `console` or `json`."""
    ours: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *ours,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setLevel(level)  # loggers with a level of their own, such as the SDK's, do not ask the root
    handler.addFilter(_may_leave)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=ours,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *(_json() if log_format == "json" else _console(colors=stream.isatty())),
            ],
        )
    )
    logging.root.handlers = [handler]
    logging.root.setLevel(level)


def _json() -> list[Processor]:
    return [structlog.processors.format_exc_info, _Redacted(structlog.processors.JSONRenderer(default=str))]


def _console(*, colors: bool) -> list[Processor]:
    # Not the decorated traceback: it prints local variables, and with them what people typed.
    plain = structlog.dev.plain_traceback
    return [_Redacted(structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=plain))]


class _Redacted:
    """The last word on every line: whatever the renderer made of a record, its secrets are hidden."""

    def __init__(self, renderer: Processor) -> None:
        self._renderer = renderer

    def __call__(self, logger: WrappedLogger, name: str, event: EventDict) -> str:
        return redact(str(self._renderer(logger, name, event)))


def _may_leave(record: logging.LogRecord) -> bool:
    """Whether a record may be written: the libraries only from their floor on. A quoted request is taken out of it."""
    if str(record.msg).startswith(BOLT_QUOTES_THE_BODY):
        record.msg, record.args = "A request from Slack was not handled (its body is not logged)", ()
    return record.levelno >= _floor(record.name)


def _floor(name: str) -> int:
    if name == OURS or name.startswith(f"{OURS}."):
        return logging.NOTSET
    if BOLT_APP_LOGGER.match(name):
        return FLOORS["slack_bolt"]
    return next((floor for library, floor in FLOORS.items() if f"{name}.".startswith(f"{library}.")), LIBRARY_FLOOR)
