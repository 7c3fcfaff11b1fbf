import io
import logging
from datetime import timedelta

import pytest
from aiohttp import ClientConnectionError

from bot.slack.sdk_log import FOLDED_FOR, Folded, WithoutTickets

REFUSED = "Failed to connect (error: 403, message='Invalid response status'); Retrying..."


@pytest.fixture
def sdk(request: pytest.FixtureRequest) -> logging.Logger:
    """A logger of the test's own, with what the SDK's has."""
    logger = logging.getLogger(f"tests.{request.node.name}")
    logger.addFilter(Folded())
    logger.addFilter(WithoutTickets())
    return logger


@pytest.fixture
def lines(sdk: logging.Logger) -> io.StringIO:
    written = io.StringIO()
    sdk.addHandler(logging.StreamHandler(written))
    return written


def say(sdk: logging.Logger, words: str, *, at: float) -> None:
    """Logs it at that second."""
    record = sdk.makeRecord(sdk.name, logging.ERROR, "client.py", 1, words, (), None)
    record.created = at
    sdk.handle(record)


def test_the_address_of_a_connection_never_reaches_the_log(sdk: logging.Logger, lines: io.StringIO) -> None:
    try:
        raise ClientConnectionError("wss://slack.test/link?ticket=secret")
    except ClientConnectionError as error:
        sdk.exception("Failed to connect (error: %s); Retrying...", error)

    assert lines.getvalue() == "Failed to connect (error: wss://(left out) Retrying...\n"


def test_a_surprise_keeps_its_frames_but_not_its_messages(sdk: logging.Logger, lines: io.StringIO) -> None:
    typed = "wss://slack.test/link?ticket=secret, what a member typed"
    try:
        raise ValueError(typed)
    except ValueError:
        sdk.exception("Failed to run a request listener")

    told = lines.getvalue().splitlines()
    assert told[:2] == ["Failed to run a request listener", "ValueError"]
    assert "test_a_surprise_keeps_its_frames_but_not_its_messages" in told[2]
    assert "ticket" not in lines.getvalue()
    assert "member" not in lines.getvalue()


def test_what_is_said_at_every_try_is_told_once_and_then_counted(sdk: logging.Logger, lines: io.StringIO) -> None:
    for second in range(0, int(FOLDED_FOR / timedelta(seconds=1)) + 1, 10):
        say(sdk, REFUSED, at=second)

    assert lines.getvalue().splitlines() == [REFUSED, f"{REFUSED} (and 59 times since it was last told)"]


def test_the_same_words_about_another_session_are_the_same(sdk: logging.Logger, lines: io.StringIO) -> None:
    say(sdk, "The session (s_-123) seems to be already closed. Reconnecting...", at=0)
    say(sdk, "The session (s_456) seems to be already closed. Reconnecting...", at=1)
    say(sdk, "The session (s_456) seems to be stale. Reconnecting... reason: disconnected for 41+ seconds)", at=2)

    assert [line.split(". ")[0] for line in lines.getvalue().splitlines()] == [
        "The session (s_-123) seems to be already closed",
        "The session (s_456) seems to be stale",
    ]


def test_a_failed_listener_is_told_each_time(sdk: logging.Logger, lines: io.StringIO) -> None:
    for second in range(3):
        say(sdk, "Failed to run a request listener: KeyError, session: s_1", at=second)

    assert len(lines.getvalue().splitlines()) == 3
