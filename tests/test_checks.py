"""What `budge check` says of settings, tokens, routines, and a Slack that cannot be asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox.faults import Fault
from tests.checking import *  # noqa: F403 - the fixtures, by their names in __all__
from tests.checking import ALL_IS_WELL, SOMETHING_IS_OFF, Checked, SetUp, files_in

DATABASE_FILE = "Check that this user may read and write it and its folder, or set BUDGE_DATABASE_URL to another file."
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<html></html>"
SECRET = "0123456789abcdef0123456789abcdef"


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

    assert checked == Checked(0, ALL_IS_WELL, [])
    assert files_in(tmp_path) == {}
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
    assert checked.problems == [
        (
            "SLACK_BOT_TOKEN is missing: the bot token that begins with xoxb-, from OAuth & Permissions in the app's "
            "settings at api.slack.com/apps."
        ),
        "BUDGE_LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR.",
        f"The database file {tmp_path}/budge.db cannot be used: it is not a SQLite database. {DATABASE_FILE}",
        "Slack does not know the app-level token: copy it again from Basic Information into SLACK_APP_TOKEN.",
        *(
            f"{tmp_path}/bad.toml: {key}: is missing. Mend the file, then type `budge routines`."
            for key in ("id", "title", "exercises")
        ),
    ]


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


async def test_a_line_never_shows_a_token(set_up: SetUp) -> None:
    set_up.sandbox.weather.fault = lambda _method, _args: Fault("delay", delay=timedelta())

    checked = await set_up.check(SLACK_BOT_TOKEN="xoxb-geheim", SLACK_APP_TOKEN="xapp-geheim")

    assert len(checked.problems) == 2
    assert "geheim" not in " ".join(checked.problems)


async def test_over_http_nobody_asks_for_an_app_level_token(set_up: SetUp) -> None:
    public = {"BUDGE_PUBLIC_URL": "https://budge.example.com", "BUDGE_PORT": "0"}

    checked = await set_up.check(SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET=SECRET, **public)

    assert checked == Checked(0, ALL_IS_WELL, [])


async def test_over_http_a_missing_public_address_is_told(set_up: SetUp) -> None:
    checked = await set_up.check(SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET=SECRET, BUDGE_PORT="0")

    assert checked == Checked(
        0,
        SOMETHING_IS_OFF,
        [
            (
                "BUDGE_PUBLIC_URL is missing, so nothing tells which address Slack is to send requests to: set it to "
                "the one at which Slack reaches Budge, such as https://budge.example.com."
            )
        ],
    )


async def test_over_http_a_wrong_public_address_is_told_once(set_up: SetUp) -> None:
    public = {"BUDGE_PUBLIC_URL": "http://budge.example.com", "BUDGE_PORT": "0"}

    checked = await set_up.check(SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET=SECRET, **public)

    assert checked.problems == ["BUDGE_PUBLIC_URL must begin with https://: Slack sends requests nowhere else."]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"SLACK_APP_TOKEN": ""},
            (
                "SLACK_APP_TOKEN is missing: the app-level token that begins with xapp-, from Basic Information in the "
                "app's settings at api.slack.com/apps; or set SLACK_SIGNING_SECRET, if Slack is to reach Budge over "
                "HTTP."
            ),
        ),
        (
            {"SLACK_BOT_TOKEN": "xoxb-'geheim'"},
            "SLACK_BOT_TOKEN must be xoxb- followed by letters, digits and dashes only: no quotes, no spaces.",
        ),
        (
            {"SLACK_BOT_TOKEN": "xoxp-geheim"},
            (
                "SLACK_BOT_TOKEN must begin with xoxb-, no quotes or spaces before it: copy it again from OAuth & "
                "Permissions in the app's settings at api.slack.com/apps."
            ),
        ),
        ({"BUDGE_PROT": "3000"}, "BUDGE_PROT is not a setting of Budge; did you mean BUDGE_PORT?"),
        (
            {"BUDGE_DATABASE_URL": "postgresql+asyncpg://budge@db/budge"},
            "BUDGE_DATABASE_URL must begin with sqlite+aiosqlite:/// or postgresql://.",
        ),
        (
            {"BUDGE_DATABASE_URL": "sqlite+aiosqlite:////nowhere/budge.db"},
            "BUDGE_DATABASE_URL names a file in the folder /nowhere, which does not exist.",
        ),
        ({"BUDGE_ROUTINES": "/nowhere"}, "BUDGE_ROUTINES names /nowhere, which is not an existing folder."),
    ],
)
async def test_a_wrong_setting_is_told(set_up: SetUp, changes: dict[str, str], told: str) -> None:
    checked = await set_up.check(**changes)

    assert (checked.code, checked.problems) == (2, [told])


async def test_a_routine_file_that_cannot_be_read_is_told(set_up: SetUp, nobodys_folder: Path) -> None:
    (nobodys_folder / "neck.toml").touch(mode=0)

    checked = await set_up.check(
        BUDGE_ROUTINES=str(nobodys_folder), BUDGE_DATABASE_URL=f"sqlite+aiosqlite:///{nobodys_folder}/budge.db"
    )

    assert checked == Checked(
        0,
        SOMETHING_IS_OFF,
        [f"{nobodys_folder}/neck.toml: cannot be read: Permission denied. Mend the file, then type `budge routines`."],
    )
