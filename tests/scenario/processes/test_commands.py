"""The commands themselves, as they are installed: `budge sandbox` and `budge run`, on the real clock."""

import asyncio
import html
import os
import re
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.sandbox.people import ANA, WELLNESS
from tests.scenario.processes.apart import Apart
from tests.scenario.processes.bot_process import STOPS_WITHIN, command, until

COLD_START = 60.0  # seconds, on a busy machine: both import everything anew
BUDGE = Path(sys.executable).with_name("budge")


@asynccontextmanager
async def budge(
    *words: str, environ: Mapping[str, str], says: Path, folder: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A command at work; killed at the end if it still is."""
    with says.open("w") as output:
        process = await asyncio.create_subprocess_exec(
            BUDGE, *words, env={**os.environ, **environ}, cwd=folder, stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_sandbox_and_a_bot_started_by_hand_find_each_other_and_end_in_time(tmp_path: Path) -> None:
    port = free_port()
    sandbox_says, bot_says = tmp_path / "sandbox.log", tmp_path / "bot.log"
    environ = {
        "SLACK_BOT_TOKEN": "xoxb-sandbox-budge",
        "SLACK_APP_TOKEN": "xapp-sandbox-budge",
        "SLACK_API_URL": f"http://127.0.0.1:{port}/api/",
        "BUDGE_OPS_PORT": "0",
        "PYTHONUNBUFFERED": "1",
    }
    async with (
        budge("sandbox", "--port", str(port), environ=environ, says=sandbox_says, folder=tmp_path) as sandbox,
        budge("run", environ=environ, says=bot_says, folder=tmp_path) as bot,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as browser,
    ):

        async def is_connected() -> bool:
            return "A new session" in bot_says.read_text()

        async def has_joined() -> bool:
            async with browser.get("/", params={"as": ANA, "in": WELLNESS}) as page:
                return "You're in" in html.unescape(await page.text())

        await until(is_connected, within=COLD_START)
        assert await gesture(browser, "say", text="/budge start") == {"error": None}
        await until(has_joined)
        for process in (bot, sandbox):
            process.terminate()
            assert await asyncio.wait_for(process.wait(), STOPS_WITHIN) == 0

    told = dict(re.findall(r"export (\w+)=(\S+)", sandbox_says.read_text()))
    assert told == {name: value for name, value in environ.items() if name.startswith("SLACK_")}
    assert (tmp_path / "budge.db").exists()
    for log in (sandbox_says.read_text(), bot_says.read_text()):
        assert "Traceback" not in log
    assert not re.search(r"xox[a-z]-|xapp-s|ticket=", bot_says.read_text())


async def gesture(browser: aiohttp.ClientSession, name: str, **wish: Any) -> Any:
    async with browser.post(f"/gestures/{name}", json={"as": ANA, "in": WELLNESS, **wish}) as answer:
        return await answer.json()


def free_port() -> int:
    """A port that nobody listens at now; the command wants to be told one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_check_tells_all_by_its_exit_code(pair: Apart) -> None:
    cases: dict[int, dict[str, str]] = {0: {}, 1: {"SLACK_APP_TOKEN": "xapp-unknown"}, 2: {"SLACK_APP_TOKEN": ""}}
    for code, wrong in cases.items():
        check = command("check", environ=pair.environ | wrong, says=pair.folder / f"check-{code}.log")
        assert await check.ended() == code, check.said
        assert len(check.said.splitlines()) == 1
