import asyncio
import gc
import os
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.checks import check
from bot.clock import SystemClock
from bot.sandbox.faults import Fault
from bot.sandbox.people import cast
from bot.sandbox.server import Sandbox, build, serve
from tests.postgres import NOBODY, PostgresServer
from tests.stores import *  # noqa: F403 - the fixtures, by their names in __all__

DATABASE_FILE = "Check that this user may read and write it and its folder, or set BUDGE_DATABASE_URL to another file."
WRITING = "let this user write to it and its folder, or set BUDGE_DATABASE_URL to another file."
DATABASE_SERVER = "Check that PostgreSQL runs there and that BUDGE_DATABASE_URL is right."
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<html></html>"


@dataclass(frozen=True, slots=True)
class Checked:
    """What `budge check` came to."""

    code: int
    said: str
    problems: list[str]


@dataclass(frozen=True, slots=True)
class SetUp:
    """A set-up in which all is well, until a test changes it."""

    sandbox: Sandbox
    environ: dict[str, str]
    capsys: pytest.CaptureFixture[str]

    async def check(self, **changes: str) -> Checked:
        self.capsys.readouterr()
        code = await asyncio.to_thread(check, self.environ | changes)  # it runs a loop of its own
        said = self.capsys.readouterr()
        return Checked(code, said.out, said.err.splitlines())


@pytest.fixture
async def set_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[SetUp]:
    app = build(cast(), now=SystemClock().now)
    async with serve(app) as port:
        environ = {
            "SLACK_BOT_TOKEN": "xoxb-sandbox-budge",
            "SLACK_APP_TOKEN": "xapp-sandbox-budge",
            "SLACK_API_URL": f"http://127.0.0.1:{port}/api/",
            "BUDGE_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/budge.db",
        }
        yield SetUp(app.state.sandbox, environ, capsys)


@pytest.fixture
def nobodys_folder() -> Iterator[Path]:
    """A folder of the user we are while the test lasts. That is not root, who may write anywhere."""
    is_root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as folder:  # not pytest's: those are for root alone
        if is_root:
            gc.collect()  # what other tests left must not be cleaned up by somebody who may not
            gc.disable()
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        yield Path(folder)
        if is_root:
            os.seteuid(0)
            gc.enable()


def allow(path: Path, mode: int) -> None:
    path.chmod(mode)


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[int]:
    """Something that says the same to everybody; its port."""

    async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve_one, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_a_right_set_up_is_said_to_be_right_and_nothing_is_made(set_up: SetUp, tmp_path: Path) -> None:
    checked = await set_up.check()

    assert checked == Checked(
        0, "Settings, routines, database and Slack are in order. `budge run` starts the bot.\n", []
    )
    assert not (tmp_path / "budge.db").exists()
    assert set_up.sandbox.wire.link.connections == 0


async def test_an_unknown_bot_token_is_told(set_up: SetUp) -> None:
    checked = await set_up.check(SLACK_BOT_TOKEN="xoxb-geheim")

    assert checked.code == 1
    assert checked.problems == [
        "Slack does not know the bot token: copy it again from OAuth & Permissions into SLACK_BOT_TOKEN."
    ]


async def test_an_unknown_app_token_is_told(set_up: SetUp) -> None:
    checked = await set_up.check(SLACK_APP_TOKEN="xapp-geheim")

    assert checked.code == 1
    assert checked.problems == [
        "Slack does not know the app-level token: copy it again from Basic Information into SLACK_APP_TOKEN."
    ]


async def test_swapped_tokens_are_told_and_not_sent_anywhere(set_up: SetUp) -> None:
    calls: list[str] = []
    set_up.sandbox.weather.fault = lambda method, _: calls.append(method)

    checked = await set_up.check(SLACK_BOT_TOKEN="xapp-sandbox-budge", SLACK_APP_TOKEN="xoxb-sandbox-budge")

    assert checked.code == 2
    assert checked.problems == [
        "SLACK_BOT_TOKEN holds a token that begins with xapp-; that one belongs into SLACK_APP_TOKEN.",
        "SLACK_APP_TOKEN holds a token that begins with xoxb-; that one belongs into SLACK_BOT_TOKEN.",
    ]
    assert calls == []


async def test_a_missing_token_does_not_hide_what_else_is_wrong(set_up: SetUp, tmp_path: Path) -> None:
    (tmp_path / "budge.db").write_text("not a database at all, but a long enough text to be looked at as one" * 20)
    (tmp_path / "bad.toml").write_text("")

    checked = await set_up.check(
        SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="xapp-geheim", BUDGE_ROUTINES=str(tmp_path), BUDGE_LOG_LEVEL="loud"
    )

    assert checked.code == 2
    token, level, *routines, database, app_token = checked.problems
    assert token.startswith("SLACK_BOT_TOKEN is missing: ")
    assert level == "BUDGE_LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR."
    assert routines[0] == f"{tmp_path}/bad.toml: id: is missing. Mend the file, then type `budge routines`."
    assert database == (
        f"The database file {tmp_path}/budge.db cannot be used: it is not a SQLite database. {DATABASE_FILE}"
    )
    assert app_token.startswith("Slack does not know the app-level token: ")


async def test_no_token_goes_to_another_place_than_the_one_that_was_meant(set_up: SetUp) -> None:
    checked = await set_up.check(SLACK_API_URL="127.0.0.1/api")

    assert checked.code == 2
    assert [problem.split()[0] for problem in checked.problems] == ["SLACK_API_URL"]


async def test_a_slack_out_of_reach_is_told_once(set_up: SetUp) -> None:
    checked = await set_up.check(SLACK_API_URL="http://127.0.0.1:1/api/")

    assert checked.code == 1
    (problem,) = checked.problems
    assert problem == (
        "Slack at http://127.0.0.1:1/api/ cannot be reached (not_connected (ClientConnectorError)): "
        "check the network and SLACK_API_URL."
    )


async def test_something_else_than_slack_is_told(set_up: SetUp) -> None:
    async with answering(HTML) as port:
        checked = await set_up.check(SLACK_API_URL=f"http://127.0.0.1:{port}/")

    assert checked.code == 1
    (problem,) = checked.problems
    assert problem == (
        f"What answers at http://127.0.0.1:{port}/ is not Slack, or is in trouble (http_200): "
        "check SLACK_API_URL, then type `budge check` again."
    )


async def test_a_wrong_path_on_the_right_server_is_told(set_up: SetUp) -> None:
    address = set_up.environ["SLACK_API_URL"].replace("/api/", "/apis/")

    checked = await set_up.check(SLACK_API_URL=address)

    assert checked.code == 1
    assert [problem.split(" is ")[0] for problem in checked.problems] == [f"What answers at {address}"]


async def test_a_broken_slack_is_told(set_up: SetUp) -> None:
    set_up.sandbox.weather.fault = lambda _method, _args: Fault("error")

    checked = await set_up.check()

    assert checked.code == 1
    assert [problem.partition(" is ")[2].partition(":")[0] for problem in checked.problems] == [
        "not Slack, or is in trouble (internal_error)"
    ]


async def test_a_slack_that_asks_to_wait_is_told(set_up: SetUp) -> None:
    set_up.sandbox.weather.rate = lambda _method, _args: 30

    checked = await set_up.check()

    assert checked.code == 1
    assert "(ratelimited)" in checked.problems[0]


async def test_a_database_that_was_used_before_is_right(set_up: SetUp, sqlite_url: str) -> None:
    assert (await set_up.check(BUDGE_DATABASE_URL=sqlite_url)).code == 0


async def test_a_folder_for_a_file_is_told(set_up: SetUp, tmp_path: Path) -> None:
    checked = await set_up.check(BUDGE_DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}")

    assert checked.problems == [f"The database file {tmp_path} cannot be written (Is a directory): {WRITING}"]


async def test_a_folder_that_cannot_be_written_to_is_told(set_up: SetUp, nobodys_folder: Path) -> None:
    allow(nobodys_folder, 0o500)

    checked = await set_up.check(BUDGE_DATABASE_URL=f"sqlite+aiosqlite:///{nobodys_folder}/budge.db")

    assert checked.code == 1
    assert checked.problems == [
        f"The database file {nobodys_folder}/budge.db cannot be written (Permission denied): {WRITING}"
    ]


async def test_a_file_that_cannot_be_written_to_is_told(set_up: SetUp, nobodys_folder: Path) -> None:
    sqlite3.connect(nobodys_folder / "budge.db").executescript("PRAGMA journal_mode=WAL").connection.close()
    allow(nobodys_folder / "budge.db", 0o400)

    checked = await set_up.check(BUDGE_DATABASE_URL=f"sqlite+aiosqlite:///{nobodys_folder}/budge.db")

    assert checked.code == 1
    assert checked.problems == [
        f"The database file {nobodys_folder}/budge.db cannot be written (Permission denied): {WRITING}"
    ]


async def test_a_database_of_a_newer_version_is_told(set_up: SetUp, sqlite_url: str) -> None:
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///"))
    connection.executescript("UPDATE alembic_version SET version_num = '9999'").connection.close()

    checked = await set_up.check(BUDGE_DATABASE_URL=sqlite_url)

    assert checked.code == 1
    assert checked.problems == [
        "The database was changed by a newer version of Budge: run that one, or set BUDGE_DATABASE_URL to another."
    ]


async def test_a_postgresql_of_this_version_is_right(set_up: SetUp, postgres_url: str) -> None:
    assert (await set_up.check(BUDGE_DATABASE_URL=postgres_url)).code == 0


async def test_a_postgresql_that_was_not_migrated_is_told(set_up: SetUp, postgres_server: PostgresServer) -> None:
    checked = await set_up.check(BUDGE_DATABASE_URL=postgres_server.url(postgres_server.create()))

    assert checked.code == 1
    assert checked.problems == ["The database is at an older version than this program: run `budge migrate` first."]


async def test_a_database_that_is_not_there_is_told(set_up: SetUp, postgres_server: PostgresServer) -> None:
    checked = await set_up.check(BUDGE_DATABASE_URL=postgres_server.url("nowhere"))

    assert checked.code == 1
    assert checked.problems == [
        f'The database nowhere cannot be used: it says: database "nowhere" does not exist. {DATABASE_SERVER}'
    ]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://budge:geheim@127.0.0.1:1/budge",
        "postgresql://budge:ge@heim@127.0.0.1:1/budge",
        "postgresql://budge:geheim@127.0.0.1:1/budge?geheim=1",
        "postgresql://budge:geheim@127.0.0.1:geheim/budge",
        "postgresql://budge:gehe/im@127.0.0.1:1/budge",
        "postgresql://budge:geheim@[::1/budge",
    ],
)
async def test_a_postgresql_out_of_reach_is_told_without_its_password(set_up: SetUp, address: str) -> None:
    checked = await set_up.check(BUDGE_DATABASE_URL=address)

    assert checked.code in {1, 2}
    assert len(checked.problems) == 1
    assert "BUDGE_DATABASE_URL" in checked.problems[0]
    assert not any(secret in checked.problems[0] for secret in ("geheim", "gehe", "heim"))


async def test_a_line_never_shows_a_token(set_up: SetUp) -> None:
    set_up.sandbox.weather.fault = lambda _method, _args: Fault("delay", delay=timedelta())

    checked = await set_up.check(SLACK_BOT_TOKEN="xoxb-geheim", SLACK_APP_TOKEN="xapp-geheim")

    assert len(checked.problems) == 2
    assert "geheim" not in " ".join(checked.problems)


async def test_over_http_nobody_asks_for_an_app_level_token(set_up: SetUp) -> None:
    found = await set_up.check(SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET="0123456789abcdef0123456789abcdef")
    assert (found.code, found.problems) == (0, [])
