"""What the ops port of a real process tells while Slack or the database is in trouble."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

import aiohttp
from sqlalchemy import text

from bot.domain.ids import WorkspaceId
from bot.sandbox.faults import Fault
from bot.sandbox.records import Json
from tests.scenario.processes.apart import Apart
from tests.scenario.processes.bot_process import Child, said, until

ANSWERS_WITHIN = aiohttp.ClientTimeout(total=8)
ALL_IS_WELL = {"database": None, "slack": None, "bell": None, "clock": None}


@dataclass(slots=True)
class Watcher:
    """Somebody who asks the ops port, and remembers every answer."""

    browser: aiohttp.ClientSession
    _: KW_ONLY
    answers: list[str] = field(default_factory=list)

    async def problems(self) -> dict[str, str | None]:
        """What is wrong by what was looked at; the status says whether anything is."""
        async with self.browser.get("/readyz") as answer:
            self.answers.append(await answer.text())
            told: dict[str, Any] = await answer.json()
        ready = told.pop("ready")
        assert answer.status == (200 if ready else 503)
        problems = {name: each.get("problem") for name, each in told.items()}
        assert ready == all(problem is None for problem in problems.values())
        return problems

    async def reads(self, **problems: str | None) -> None:
        """Until these, by their beginnings, are the problems, and no others."""

        async def does() -> bool:
            now = await self.problems()
            return now.keys() == problems.keys() and all(
                (now[name] or "").startswith(words) if words else now[name] is None for name, words in problems.items()
            )

        await until(does)

    async def lives(self) -> bool:
        async with self.browser.get("/healthz") as answer:
            return answer.status == 200


@asynccontextmanager
async def watching(bot: Child) -> AsyncIterator[Watcher]:
    await said(bot, "ops_port")
    found = re.search(r"ops_port.*port=(\d+)", bot.said)
    assert found is not None
    async with aiohttp.ClientSession(f"http://127.0.0.1:{found[1]}", timeout=ANSWERS_WITHIN) as browser:
        watcher = Watcher(browser)
        yield watcher
    assert not re.search(r"xox[a-z]-|xapp-|ticket=", "".join(watcher.answers))


async def test_it_says_for_what_it_waits_until_it_is_ready(pair: Apart) -> None:
    is_in_trouble = True
    pair.sandbox.weather.fault = lambda *_: Fault("error") if is_in_trouble else None
    bot = await pair.start(connects=False)
    async with watching(bot) as watcher:
        await watcher.reads(process=f"Slack at {pair.environ['SLACK_API_URL']} cannot be reached (internal_error)")
        assert await watcher.lives()

        is_in_trouble = False
        await watcher.reads(**ALL_IS_WELL)
        assert '"pong_seconds_ago"' in watcher.answers[-1]
        await pair.stop()


async def test_a_slack_that_asks_to_be_left_alone_is_left_alone(pair: Apart) -> None:
    pair.sandbox.weather.rate = lambda *_: 42
    bot = await pair.start(connects=False)
    async with watching(bot) as watcher:
        await watcher.reads(process=f"Slack at {pair.environ['SLACK_API_URL']} cannot be reached (ratelimited)")
        await said(bot, "seconds_to_next_try=42")
        await pair.stop()


async def test_a_revoked_app_token_is_told(pair: Apart) -> None:
    def revoked(method: str, _: Json) -> Fault | None:
        return Fault("refuse", word="token_revoked") if method == "apps.connections.open" else None

    async with watching(await pair.start()) as watcher:
        await watcher.reads(**ALL_IS_WELL)
        pair.sandbox.weather.fault = revoked
        await pair.sandbox.wire.link.disconnect("link_disabled")

        await watcher.reads(**ALL_IS_WELL | {"slack": "The app-level token was revoked: make a new one"})
        assert await watcher.lives()
        bot = pair.bot
        await pair.stop()
    assert bot is not None
    assert bot.said.count("app_token_refused") == 1


async def test_a_suspended_workspace_is_told(pair: Apart) -> None:
    workspace = WorkspaceId(pair.sandbox.team.team_id)
    async with watching(await pair.start()) as watcher:
        async with pair.store.transaction() as tx:
            await tx.workspaces.suspend(workspace, reason="account_inactive")
        await watcher.reads(**ALL_IS_WELL | {"database": "Slack does not let Budge into the workspace"})

        async with pair.store.transaction() as tx:
            await tx.workspaces.revive(workspace)
        await watcher.reads(**ALL_IS_WELL)
        await pair.stop()


async def test_it_tells_how_far_the_clock_is_ahead_of_a_shared_database_s(either_pair: Apart) -> None:
    is_shared = either_pair.store._engine.dialect.name == "postgresql"
    async with watching(await either_pair.start()) as watcher:
        await watcher.reads(**ALL_IS_WELL)
        assert ('"ahead_seconds"' in watcher.answers[-1]) == is_shared
        await either_pair.stop()


async def test_a_database_that_hangs_does_not_hang_the_answer(either_pair: Apart) -> None:
    engine = either_pair.store._engine
    async with watching(await either_pair.start()) as watcher:
        await watcher.reads(**ALL_IS_WELL)
        async with engine.begin() as connection:  # on SQLite this alone keeps all others out
            if engine.dialect.name == "postgresql":
                await connection.execute(text("LOCK TABLE workspaces"))
            gone = {"database": "The database cannot be used", "bell": "It has been failing for"}
            await watcher.reads(**ALL_IS_WELL | gone)  # each answer within the time that the browser gives it
            assert await watcher.lives()
        await watcher.reads(**ALL_IS_WELL)
        await either_pair.stop()
