import asyncio
import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.errors import UnknownWord
from bot.log import redact, set_up_logging
from bot.ports import StoreUnavailable
from tests.stores import engine_for


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    handlers, level, config = logging.root.handlers, logging.root.level, structlog.get_config()
    yield
    logging.root.handlers = handlers
    logging.root.setLevel(level)
    structlog.configure(**config)


def log_to(*, level: str = "DEBUG", log_format: str = "console") -> io.StringIO:
    stream = io.StringIO()
    set_up_logging(level, log_format, stream=stream)
    return stream


def fail_over(words: list[str]) -> None:
    typed_by_a_member = "".join(words)
    raise RuntimeError(str(len(typed_by_a_member)))


async def insert_without_zone(engine: AsyncEngine, name: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TEMP TABLE people (name text, zone text NOT NULL)"))
        await connection.execute(text("INSERT INTO people VALUES (:name, NULL)"), {"name": name})


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        ("xoxb-12-ab_c", "xoxb-[hidden]"),
        ("token=xapp-1-A0-99-ff,", "token=xapp-[hidden],"),
        ("xoxe.xoxb-1-Mi0y", "xoxe.xoxb-[hidden]"),
        ("xoxe-1-refresh", "xoxe-[hidden]"),
        ("xwfp-7", "xwfp-[hidden]"),
        ("client_secret=0123abcd&code=1", "client_secret=[hidden]&code=1"),
        ("'refresh_token': 'xoxe-1-a', 'ok'", "'refresh_token': '[hidden]', 'ok'"),
        ('{\\"access_token\\":\\"xoxb-1\\"}', '{\\"access_token\\":\\"[hidden]\\"}'),
        ("BUDGE_SECRET_KEY=a2tra2s=", "BUDGE_SECRET_KEY=[hidden]"),
        (f"token {'gAAAAAB' + 'x-_9' * 25}==", "token [hidden]"),
        ("wss://wss.slack.com/link/?ticket=1&app_id=2 open", "wss://wss.slack.com/link/?[hidden] open"),
        ("'ws://127.0.0.1:8040/link?ticket=1'", "'ws://127.0.0.1:8040/link?[hidden]'"),
        ("https://hooks.slack.com/actions/T1/2/abc!", "https://hooks.slack.com/actions/[hidden]"),
        ("https://hooks.slack.com/commands/T1/2/abc", "https://hooks.slack.com/commands/[hidden]"),
        ("http://127.0.0.1:8040/hooks/response/k3y", "http://127.0.0.1:8040/hooks/response/[hidden]"),
        ("{'Authorization': 'Bearer abcdef'}", "{'Authorization': '[hidden]'}"),
        ('{"authorization":"Basic YTpi"}', '{"authorization":"[hidden]"}'),
        ("Bearer abcdef123456==", "Bearer [hidden]"),
        ("postgresql://budge:pass@db/budge", "postgresql://budge:[hidden]@db/budge"),
        ("reminder 3f2a sent at 14:12", "reminder 3f2a sent at 14:12"),
        ("tokens begin with xoxb-, addresses with https://", "tokens begin with xoxb-, addresses with https://"),
    ],
)
def test_what_would_let_a_reader_act_as_budge_is_hidden(secret: str, shown: str) -> None:
    assert redact(secret) == shown


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_secrets_are_hidden_in_fields_messages_and_tracebacks(log_format: str) -> None:
    stream = log_to(log_format=log_format)
    log = structlog.get_logger("bot.test")
    log.info("called_slack", headers={"Authorization": "Bearer xoxb-hunter2"}, tokens=["xapp-hunter2"])
    logging.getLogger("somebody.else").warning("joining %s", "wss://slack/link?ticket=hunter2")
    try:
        raise RuntimeError("https://hooks.slack.com/actions/T1/hunter2")
    except RuntimeError:
        log.exception("failed", text="xoxb-hunter2")
    assert "hunter2" not in stream.getvalue()
    assert "RuntimeError" in stream.getvalue()


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_traceback_shows_no_local_variables(log_format: str) -> None:
    stream = log_to(log_format=log_format)
    member_words = ["my seat ", "hurts"]
    try:
        fail_over(member_words)
    except RuntimeError:
        structlog.get_logger("bot.test").exception("failed")
    assert "my seat hurts" not in stream.getvalue()


@pytest.mark.parametrize("log_format", ["console", "json"])
async def test_what_a_database_quotes_of_a_row_is_not_logged(log_format: str, postgres_url: str) -> None:
    stream, name = log_to(log_format=log_format), "Ana Secretname"
    async with engine_for(postgres_url) as engine:
        with pytest.raises(IntegrityError, match=name) as refused:
            await insert_without_zone(engine, name)
    structlog.get_logger("bot.test").error("failed", exc_info=refused.value)
    assert name not in stream.getvalue()
    for told in ("psycopg.errors.NotNullViolation", "sqlalchemy.exc.IntegrityError", "test_log.py"):
        assert told in stream.getvalue()


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_of_errors_only_our_own_sentences_are_logged(log_format: str) -> None:
    stream, words = log_to(log_format=log_format), "a member's words"
    try:
        try:
            raise ExceptionGroup(words, [KeyError(words)])
        except ExceptionGroup as error:
            raise StoreUnavailable("the disk is full") from error
    except StoreUnavailable:
        structlog.get_logger("bot.test").exception("failed")
    try:
        raise UnknownWord(words, "help")
    except UnknownWord:
        logging.getLogger("bot.test").exception("failed")
    assert words not in stream.getvalue()
    assert "StoreUnavailable: the disk is full" in stream.getvalue()
    assert "builtins.KeyError" in stream.getvalue()


async def test_a_task_that_nobody_waited_for_is_not_quoted() -> None:
    stream = log_to(log_format="json")
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    error = KeyError("a member's words")
    future.set_exception(error)
    loop.default_exception_handler({"message": "Nobody looked", "exception": error, "future": future})
    assert future.exception() is error
    assert "Nobody looked" in stream.getvalue()
    assert "a member's words" not in stream.getvalue()


def test_colours_do_not_keep_secrets_from_being_hidden() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    set_up_logging("DEBUG", "console", stream=stream)
    fields = {"token": "xoxb-hunter2", "url": "wss://slack/link?ticket=hunter2", "sent": "Bearer hunter2hunter2"}
    structlog.get_logger("bot.test").info("called_slack", **fields)
    assert "\x1b[" in stream.getvalue()
    assert "hunter2" not in stream.getvalue()


def test_json_lines_carry_event_level_logger_time_and_fields() -> None:
    stream = log_to(log_format="json")
    structlog.get_logger("bot.services").info("reminder_sent", reminder="3f2a")
    logging.getLogger("slack_sdk.socket_mode").info("A new session (%s) has been established", "s_1")
    ours, theirs = map(json.loads, stream.getvalue().splitlines())
    assert ours.pop("timestamp").endswith("Z")
    assert ours == {"event": "reminder_sent", "level": "info", "logger": "bot.services", "reminder": "3f2a"}
    assert theirs["event"] == "A new session (s_1) has been established"
    assert theirs["logger"] == "slack_sdk.socket_mode"


def test_the_level_holds_for_our_own_records() -> None:
    stream = log_to(level="WARNING")
    structlog.get_logger("bot.test").info("quiet")
    structlog.get_logger("bot.test").warning("loud")
    assert "quiet" not in stream.getvalue()
    assert "loud" in stream.getvalue()


def test_at_debug_ours_speak_freely_and_the_libraries_do_not() -> None:
    stream = log_to()
    structlog.get_logger("bot.test").debug("ours")
    for library in ("slack_sdk.web.async_client", "aiosqlite", "websockets.server", "asyncio", "aiohttp.client"):
        logging.getLogger(library).debug("a member's words")
    for library in ("sqlalchemy.engine.Engine", "uvicorn.access", "slack_bolt.AsyncApp", "app.py:AsyncCustomListener"):
        logging.getLogger(library).info("a member's words")
    logging.getLogger("apscheduler.scheduler").warning("maximum number of running instances reached")
    assert len(stream.getvalue().splitlines()) == 1
    assert "ours" in stream.getvalue()


def test_libraries_are_still_heard_where_it_matters() -> None:
    stream = log_to(level="INFO")
    logging.getLogger("slack_bolt.AsyncApp").error("Failed to run listener")
    logging.getLogger("uvicorn.error").error("Exception in ASGI application")
    logging.getLogger("uvicorn_tools").info("not uvicorn's")
    assert len(stream.getvalue().splitlines()) == 3


def test_setting_up_twice_writes_every_line_once() -> None:
    log_to()
    stream = log_to()
    structlog.get_logger("bot.test").info("once")
    assert stream.getvalue().count("once") == 1


async def test_bolt_logs_nothing_of_a_request_that_nobody_listens_to() -> None:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U0")

    stream = log_to()
    app = AsyncApp(client=AsyncWebClient(), signing_secret="unused", authorize=authorize, process_before_response=True)
    event = {"type": "message", "text": "my seat hurts", "user": "U1", "channel": "D1", "ts": "1.1"}
    body = {"type": "event_callback", "team_id": "T1", "event": event, "token": "verification"}
    response = await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
    assert response.status == 404
    assert "was not handled" in stream.getvalue()
    assert "my seat" not in stream.getvalue()
    assert "U1" not in stream.getvalue()
