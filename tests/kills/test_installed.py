"""The commands as they are installed, on the real clock: `budge run` is killed again and again beside `budge sandbox`.

What is true is read where anybody could read it: in Slack's history, and in the database file.
"""

import os
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp

from bot.sandbox.controls import find
from bot.sandbox.people import ANA
from tests.scenario.processes.bot_process import STOPS_WITHIN, until
from tests.scenario.processes.test_commands import COLD_START, budge, free_port, gesture

TOKEN = "xoxb-sandbox-budge"
DM = f"D{ANA[1:]}"
KILLS = 2
EXERCISES = ("Hip stretch done", "Knee to chest done")
TICKED = "SELECT reminder_id, count(*) FROM completions GROUP BY reminder_id"


async def test_the_installed_bot_is_killed_between_presses_and_doubles_and_loses_nothing(tmp_path: Path) -> None:
    port = free_port()
    environ = {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_APP_TOKEN": "xapp-sandbox-budge",
        "SLACK_API_URL": f"http://127.0.0.1:{port}/api/",
        "BUDGE_OPS_PORT": "0",
    }
    async with (
        budge("sandbox", "--port", str(port), environ=environ, says=tmp_path / "sandbox.log", folder=tmp_path),
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as browser,
    ):
        desk = Desk(browser)
        for life in range(KILLS + 1):
            says = tmp_path / f"life-{life}.log"
            async with budge("run", environ=environ, says=says, folder=tmp_path) as bot:
                await until(connected(says.read_text), within=COLD_START)
                if life == 0:
                    await desk.joins()
                else:
                    await desk.presses(EXERCISES[1])  # the first was pressed in an earlier life
                if life < KILLS:
                    await desk.asks_for_a_card()
                    await desk.presses(EXERCISES[0])
                    os.kill(bot.pid, 9)
                else:
                    bot.terminate()
                await bot.wait()
        cards = Counter(card["metadata"]["event_payload"]["reminder"] for card in await desk.cards())

    assert len(cards) == cards.total() == KILLS
    with closing(sqlite3.connect(tmp_path / "budge.db")) as database:
        states = dict(database.execute("SELECT reminder_id, state FROM reminders").fetchall())
        ticked = dict(database.execute(TICKED).fetchall())
    assert states == dict.fromkeys(cards, "done")
    assert ticked == dict.fromkeys(cards, len(EXERCISES))


class Desk:
    """Ana's, with Slack open in a browser."""

    def __init__(self, browser: aiohttp.ClientSession) -> None:
        self._browser = browser

    async def joins(self) -> None:
        await self._says("/budge start")

        async def is_welcome() -> bool:
            return any("You're in" in message["text"] for message in await self._history())

        await until(is_welcome)

    async def asks_for_a_card(self) -> None:
        known = len(await self.cards())
        await self._says("/budge now")

        async def is_there() -> bool:
            return len(await self.cards()) > known

        await until(is_there)

    async def presses(self, label: str) -> None:
        """On the newest card, as soon as it bears that; until it is acked."""

        async def is_acked() -> bool:
            card = (await self.cards())[0]
            control = find(card["blocks"], label)
            if control is None:
                return False
            where = {"kind": "message", "channel": DM, "ts": card["ts"]}
            wish = {"block": control.block_id, "action": control.action_id, "value": control.value}
            outcome: dict[str, str | None] = await gesture(self._browser, "press", where=where, **wish)
            return outcome == {"error": None}

        await until(is_acked, within=STOPS_WITHIN)

    async def cards(self) -> list[dict[str, Any]]:
        """The newest first."""
        return [message for message in await self._history() if message.get("metadata")]

    async def _says(self, text: str) -> None:
        assert await gesture(self._browser, "say", text=text) == {"error": None}

    async def _history(self) -> list[dict[str, Any]]:
        wanted = {"channel": DM, "limit": "200", "include_all_metadata": "true"}
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with self._browser.get("/api/conversations.history", params=wanted, headers=headers) as answer:
            found = await answer.json()
        messages: list[dict[str, Any]] = found.get("messages", [])
        return messages


def connected(read_log: Callable[[], str]) -> Callable[[], Awaitable[bool]]:
    async def is_connected() -> bool:
        return "A new session" in read_log()

    return is_connected
