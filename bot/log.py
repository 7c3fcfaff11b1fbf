"""Logging: one stream for ours and the libraries' records, readable or JSON, without secrets and without payloads."""

import logging
import re
import sys
import traceback
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.domain.errors import Refusal

OURS = "bot"
OUR_PACKAGES = (OURS, "routines")

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
    (
        re.compile(
            r"(?i)((?:client_secret|(?:access|refresh)_token|secret_key)\\?[\"']?\s*[:=]\s*\\?[\"']?)[^\s\"'\\,&}]+"
        ),
        r"\1[hidden]",
    ),
    (re.compile(r"gAAAA[\w-]{60,}=*"), "[hidden]"),  # a token as it is stored, under a key of ours
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
    told = structlog.processors.ExceptionRenderer(lambda exc_info: _told(exc_info[1]))
    return [told, _Redacted(structlog.processors.JSONRenderer(default=str))]


def _console(*, colors: bool) -> list[Processor]:
    return [_Redacted(structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=_write_told))]


def _write_told(stream: TextIO, exc_info: tuple[type[BaseException], BaseException, TracebackType | None]) -> None:
    stream.write(f"\n{_told(exc_info[1])}")


def _told(error: BaseException | None) -> str:
    """Types and places of an error and of those it came after, oldest first; what an error says only where it is ours.

    The others quote what they stumbled over: PostgreSQL a whole row with the name in it, Python a key or a value. Local
    variables, which prettier tracebacks show, hold what people typed.
    """
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\nAfter that:\n\n".join(_told_alone(error) for error in reversed(chain))


def _told_alone(error: BaseException) -> str:
    lines = ["Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__)]
    kind, said = type(error), str(error)
    is_ours = kind.__module__.partition(".")[0] in OUR_PACKAGES and not isinstance(error, Refusal)  # of typed words
    lines.append(f"{kind.__module__}.{kind.__qualname__}" + (f": {said}" if said and is_ours else ""))
    if isinstance(error, BaseExceptionGroup):
        lines += [f"\n\nIn it:\n\n{_told(each)}" for each in error.exceptions]
    return "".join(lines)


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
    if record.name == "asyncio":
        record.msg, record.args = record.getMessage().partition("\n")[0], ()  # the rest quotes tasks, errors and all
    return record.levelno >= _floor(record.name)


def _floor(name: str) -> int:
    if name == OURS or name.startswith(f"{OURS}."):
        return logging.NOTSET
    if BOLT_APP_LOGGER.match(name):
        return FLOORS["slack_bolt"]
    return next((floor for library, floor in FLOORS.items() if f"{name}.".startswith(f"{library}.")), LIBRARY_FLOOR)
