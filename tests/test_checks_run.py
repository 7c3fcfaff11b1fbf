"""`budge run` says what `budge check` says: it does not start where it could not work, and warns of what is off."""

import json
import socket
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.sandbox.app import SCOPES
from bot.sandbox.people import ANA
from tests.postgres import PostgresServer
from tests.scenario.processes.apart import Apart, apart
from tests.scenario.processes.bot_process import Child, command, said
from tests.stores import *  # noqa: F403 - the fixtures, by their names in __all__
from tests.stores import KEY

Changes = dict[str, Any]
TAB = (
    "One member was not sent a card because the app's Messages tab was off: switch it on under App Home, Show Tabs, in "
    "the app's settings at api.slack.com/apps, then let them type `/budge start`."
)


@pytest.fixture
async def pair(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Apart]:
    async with apart(sqlite_url, tmp_path) as pair:
        yield pair


@pytest.fixture
async def over_http(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Apart]:
    async with apart(sqlite_url, tmp_path, over_http=True) as pair:
        yield pair


def change_app(pair: Apart, **changes: Any) -> None:
    pair.sandbox.team.app = replace(pair.sandbox.team.app, **changes)


def budge(pair: Apart, word: str, **environ: str) -> Child:
    environ = pair.environ | {"BUDGE_LOG_FORMAT": "json", "BUDGE_LOG_LEVEL": "WARNING"} | environ
    return command(word, environ=environ, says=pair.folder / f"{word}.log")


async def refusal(pair: Apart, **environ: str) -> str:
    """What both say who do not start; all of it."""
    told = {}
    for word in ("check", "run"):
        child = budge(pair, word, **environ)
        assert await child.ended() == 1, child.said
        told[word] = child.said
    assert told["run"] == told["check"]
    return told["run"]


@asynccontextmanager
async def running(pair: Apart, **environ: str) -> AsyncIterator[Child]:
    child = budge(pair, "run", **({"BUDGE_LOG_LEVEL": "INFO"} | environ))
    try:
        await said(child, '"running"')
        yield child
    finally:
        child.terminate()
        assert await child.ended() == 0, child.said


async def warnings(pair: Apart, **environ: str) -> list[str]:
    """What both say who start all the same."""
    async with running(pair, **environ) as child:
        lines = [json.loads(line) for line in child.said.splitlines()]
    check = budge(pair, "check", **environ)
    assert await check.ended() == 0, check.said
    told = [line["why"] for line in lines if line["event"] == "set_up_flaw"]
    *flaws, last = check.said.splitlines()
    assert last == "`budge run` starts the bot all the same."
    assert sorted(flaws) == sorted(told)
    return flaws


def welcome(pair: Apart) -> str:
    """What stands in the direct message."""
    dm = pair.sandbox.team.dm_of(ANA)
    return "".join(message.text for message in pair.sandbox.team.messages(dm.id)) if dm else ""


@pytest.mark.parametrize(
    ("changes", "environ", "begins"),
    [
        ({}, {"SLACK_BOT_TOKEN": "xoxb-geheim"}, "Slack does not know the bot token: "),
        ({}, {"SLACK_APP_TOKEN": "xapp-sandbox-other"}, "SLACK_BOT_TOKEN is of the app A0BUDGE and SLACK_APP_TOKEN"),
        ({"has_socket_mode": False}, {}, "Socket Mode is off: "),
        ({"scopes": SCOPES - {"chat:write"}}, {}, "The bot token lacks the scope chat:write, without which Budge"),
    ],
)
async def test_it_does_not_start_with_what_slack_refuses(
    pair: Apart, changes: Changes, environ: dict[str, str], begins: str
) -> None:
    change_app(pair, **changes)
    assert (await refusal(pair, **environ)).startswith(begins)


async def test_it_says_all_that_keeps_it_from_working(pair: Apart) -> None:
    change_app(pair, scopes=SCOPES - {"chat:write", "users:read"})
    assert [line.split(", ")[0] for line in (await refusal(pair)).splitlines()] == [
        "The bot token lacks the scope chat:write",
        "The bot token lacks the scope users:read",
    ]


async def test_it_does_not_start_over_http_with_a_clock_that_is_far_off(over_http: Apart) -> None:
    over_http.sandbox.weather.date = lambda: datetime(2099, 1, 1, tzinfo=UTC)
    child = budge(over_http, "run", BUDGE_PUBLIC_URL="https://budge.example.com")

    assert await child.ended() == 1
    assert "behind that of Slack, so all requests from there look forged" in child.said


async def test_it_does_not_start_with_a_file_that_it_cannot_write(pair: Apart, tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    told = await refusal(pair, BUDGE_DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/folder.db")
    assert told.startswith(f"The database file {tmp_path}/folder.db cannot be written (Is a directory): ")


async def test_it_does_not_start_where_it_may_only_read(
    pair: Apart, postgres_url: str, postgres_server: PostgresServer, postgres_database: str
) -> None:
    postgres_server.run(f"ALTER DATABASE {postgres_database} SET default_transaction_read_only = on")
    try:
        told = await refusal(pair, BUDGE_DATABASE_URL=postgres_url)
    finally:
        postgres_server.run(f"ALTER DATABASE {postgres_database} RESET default_transaction_read_only")
    assert told.startswith(f"The database {postgres_database} only lets itself be read: ")


@pytest.mark.parametrize("name", ["BUDGE_PORT", "BUDGE_OPS_PORT"])
async def test_it_does_not_start_where_a_port_is_taken(over_http: Apart, name: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        told = await refusal(over_http, **{name: port, "BUDGE_PUBLIC_URL": "https://budge.example.com"})
    assert f"ort {port} is taken: set {name} to another one" in told


async def test_it_starts_and_warns_of_what_is_off(pair: Apart) -> None:
    change_app(pair, scopes=SCOPES - {"files:write", "im:history"})
    assert [line.split(": ")[0] for line in await warnings(pair)] == [
        "The bot token lacks the scope im:history, so this is off",
        "The bot token lacks the scope files:write, so this is off",
    ]


async def test_it_starts_and_warns_of_a_clock_that_is_off(pair: Apart) -> None:
    ahead = SystemClock().now() + timedelta(hours=2)
    pair.sandbox.weather.date = lambda: ahead
    async with running(pair) as child:
        assert "behind that of Slack, and members are reminded by it" in child.said


async def test_it_starts_and_warns_of_a_missing_public_address(over_http: Apart) -> None:
    (told,) = await warnings(over_http)
    assert told.startswith("BUDGE_PUBLIC_URL is missing, ")


async def test_it_starts_and_warns_of_members_whom_a_closed_messages_tab_keeps_from_their_cards(pair: Apart) -> None:
    await pair.start()
    await pair.types(ANA, "/budge start")
    await pair.sees(lambda: "Budge" in welcome(pair))
    change_app(pair, has_messages_tab=False)
    await pair.passes(hours=4)
    assert pair.bot is not None
    await said(pair.bot, "post_failed")
    await pair.stop()

    assert await warnings(pair) == [TAB]


async def test_for_many_workspaces_it_starts_and_warns_of_a_secret_that_slack_does_not_know(over_http: Apart) -> None:
    environ = many(over_http) | {"SLACK_CLIENT_SECRET": "geheim"}
    async with running(over_http, **environ) as child:
        assert "SLACK_CLIENT_SECRET is not the one of the app of SLACK_CLIENT_ID, so nobody can install" in child.said


async def test_for_many_workspaces_it_starts_while_slack_is_out_of_reach(over_http: Apart) -> None:
    async with running(over_http, **many(over_http), SLACK_API_URL="http://127.0.0.1:1/api/") as child:
        assert "set_up_flaw" not in child.said


async def test_for_many_workspaces_it_does_not_start_with_a_clock_that_is_far_off(over_http: Apart) -> None:
    over_http.sandbox.weather.date = lambda: datetime(2099, 1, 1, tzinfo=UTC)
    child = budge(over_http, "run", **many(over_http))

    assert await child.ended() == 1
    assert "behind that of Slack, so all requests from there look forged" in child.said


def many(pair: Apart) -> dict[str, str]:
    """What lets any workspace install it."""
    app = pair.sandbox.team.app
    return {
        "SLACK_CLIENT_ID": app.client_id,
        "SLACK_CLIENT_SECRET": app.client_secret,
        "BUDGE_PUBLIC_URL": "https://budge.example.com",
        "BUDGE_SECRET_KEY": KEY,
    }


async def test_a_check_beside_a_running_bot_finds_nothing_wrong(over_http: Apart, free_ops_port: str) -> None:
    environ = {"BUDGE_OPS_PORT": free_ops_port, "BUDGE_PUBLIC_URL": "https://budge.example.com"}
    async with running(over_http, **environ):
        check = budge(over_http, "check", **environ)
        assert await check.ended() == 0
    assert check.said.splitlines() == [
        f"A Budge is running here already, with the ops port {free_ops_port}.",
        "Settings, routines, database and Slack are in order.",
    ]


@pytest.fixture
def free_ops_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


async def test_the_installed_command_says_it(pair: Apart, tmp_path: Path) -> None:
    environ = pair.environ | {"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xoxb-1", "PATH": "/usr/bin:/bin"}

    installed = Path(sys.executable).with_name("budge")
    check = await create_subprocess_exec(installed, "check", env=environ, cwd=tmp_path, stdout=PIPE, stderr=PIPE)
    out, err = await check.communicate()

    assert (check.returncode, out, err.decode().splitlines()) == (
        2,
        b"",
        [
            "SLACK_BOT_TOKEN holds a token that begins with xapp-; that one belongs into SLACK_APP_TOKEN.",
            "SLACK_APP_TOKEN holds a token that begins with xoxb-; that one belongs into SLACK_BOT_TOKEN.",
        ],
    )
