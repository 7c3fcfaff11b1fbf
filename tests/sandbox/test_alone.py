"""`budge sandbox`: what it tells of itself, for a bot beside it."""

import asyncio
import re
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from typer.testing import CliRunner

from bot.cli import app

SECONDS = 30
URL = "http://127.0.0.1:3999/slack/events"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@asynccontextmanager
async def told(*words: str, until: str) -> AsyncIterator[list[str]]:
    """The lines it prints, up to one that begins so; it runs while the block lasts."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from bot.cli import main; main()", "sandbox", *words, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    lines: list[str] = []
    try:
        async with asyncio.timeout(SECONDS):
            while not (lines and lines[-1].startswith(until)):
                line = await process.stdout.readline()
                assert line, lines
                lines.append(line.decode().rstrip())
        yield lines
    finally:
        process.terminate()
        await process.communicate()


async def test_two_teams_print_what_a_bot_for_many_workspaces_needs() -> None:
    port = free_port()
    async with told("--port", str(port), "--url", URL, "--teams", "2", until="Then install") as lines:
        settings = dict(re.findall(r"export (\w+)=(\S+)", "\n".join(lines)))
        assert settings.keys() == {
            "BUDGE_PORT",
            "BUDGE_PUBLIC_URL",
            "BUDGE_SECRET_KEY",
            "SLACK_API_URL",
            "SLACK_CLIENT_ID",
            "SLACK_CLIENT_SECRET",
            "SLACK_SIGNING_SECRET",
        }
        assert settings["BUDGE_PUBLIC_URL"] == "http://127.0.0.1:3999"
        assert lines[-1] == (
            "Then install it in Larkfield and Harbour Lane: open http://127.0.0.1:3999/slack/install in a browser."
        )
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/") as page:
            assert "Budge is not installed in Larkfield" in await page.text()


async def test_one_team_reached_at_an_address_prints_all_that_a_bot_needs_there() -> None:
    async with told("--port", str(free_port()), "--url", URL, until="  export SLACK_BOT_TOKEN") as lines:
        settings = dict(re.findall(r"export (\w+)=(\S+)", "\n".join(lines)))
    assert settings.keys() == {
        "BUDGE_PORT",
        "BUDGE_PUBLIC_URL",
        "SLACK_API_URL",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
    }


def test_two_teams_need_an_address_to_reach_the_bot_at() -> None:
    refused = CliRunner().invoke(app, ["sandbox", "--teams", "2"])
    assert refused.exit_code == 2
    assert "needs --url" in refused.output


async def test_its_answers_carry_the_date() -> None:
    port = free_port()
    async with (
        told("--port", str(port), until="  export SLACK_APP_TOKEN"),
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{port}/api/auth.test") as answer,
    ):
        assert answer.headers["Date"].endswith("GMT")
