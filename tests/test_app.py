"""What `budge run` says when it cannot work as it is set up: one sentence, and no traceback."""

import asyncio
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from bot.app import Bot
from bot.lifetime import work_until
from bot.ports import DeliveryFailed
from bot.sandbox.faults import Fault
from bot.services.readiness import Readiness
from tests.postgres import PostgresServer
from tests.scenario.processes.apart import Apart, apart
from tests.scenario.processes.bot_process import command, said, until
from tests.simulation.virtual_time import VirtualLoop, run_virtually
from tests.stores import *  # noqa: F403 - the fixtures, by their names in __all__


@pytest.fixture
async def pair(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Apart]:
    async with apart(sqlite_url, tmp_path) as pair:
        yield pair


async def run(pair: Apart, **environ: str) -> tuple[int | None, str]:
    """The exit code of `budge run`, and what it said."""
    budge = command("run", environ=pair.environ | environ | {"BUDGE_LOG_LEVEL": "ERROR"}, says=pair.folder / "run.log")
    return await budge.ended(), budge.said


async def test_a_refused_bot_token_ends_it_with_one_sentence(pair: Apart) -> None:
    assert await run(pair, SLACK_BOT_TOKEN="xoxb-geheim") == (
        1,
        "Slack does not know the bot token: copy it again from OAuth & Permissions into SLACK_BOT_TOKEN.\n",
    )


async def test_a_refused_app_token_ends_it_with_one_sentence(pair: Apart) -> None:
    assert await run(pair, SLACK_APP_TOKEN="xapp-geheim") == (
        1,
        "Slack does not know the app-level token: copy it again from Basic Information into SLACK_APP_TOKEN.\n",
    )


async def test_wrong_settings_end_it_before_anything_is_contacted(pair: Apart) -> None:
    calls: list[str] = []
    pair.sandbox.weather.fault = lambda method, _: calls.append(method)

    code, said = await run(pair, SLACK_BOT_TOKEN="xoxp-1", SLACK_APP_TOKEN="")

    assert code == 2
    assert [line.split()[0] for line in said.splitlines()] == ["SLACK_APP_TOKEN", "SLACK_BOT_TOKEN"]
    assert calls == []


async def test_a_file_that_is_no_database_ends_it_with_one_sentence(pair: Apart, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Budge, this is a letter and not a database, however long it may become. " * 20)

    code, said = await run(pair, BUDGE_DATABASE_URL=f"sqlite+aiosqlite:///{file}")

    assert code == 1
    assert said == (
        f"The database file {file} cannot be used: it is not a SQLite database. "
        "Check that this user may read and write it and its folder, or set BUDGE_DATABASE_URL to another file.\n"
    )


async def test_a_database_of_a_newer_version_ends_it_with_one_sentence(pair: Apart, sqlite_url: str) -> None:
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///"))
    connection.executescript("UPDATE alembic_version SET version_num = '9999'").connection.close()

    assert await run(pair) == (
        1,
        "The database was changed by a newer version of Budge: run that one, or set BUDGE_DATABASE_URL to another.\n",
    )


async def test_an_older_postgresql_ends_it_with_one_sentence(pair: Apart, postgres_server: PostgresServer) -> None:
    url = postgres_server.url(postgres_server.create())

    assert await run(pair, BUDGE_DATABASE_URL=url) == (
        1,
        "The database is at an older version than this program: run `budge migrate` first.\n",
    )


async def test_a_postgresql_out_of_reach_ends_it_with_one_sentence_and_no_password(pair: Apart) -> None:
    code, said = await run(pair, BUDGE_DATABASE_URL="postgresql://budge:geheim@127.0.0.1:1/budge")

    assert code == 1
    assert said == (
        "The database budge at 127.0.0.1 cannot be used: it cannot be reached. "
        "Check that PostgreSQL runs there and that BUDGE_DATABASE_URL is right.\n"
    )


async def test_a_postgresql_that_goes_away_is_told_once_and_waited_for(
    postgres_url: str, postgres_server: PostgresServer, postgres_database: str, tmp_path: Path
) -> None:
    async with apart(postgres_url, tmp_path) as pair:
        bot = await pair.start()
        postgres_server.run(f"ALTER DATABASE {postgres_database} ALLOW_CONNECTIONS false")
        postgres_server.run(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{postgres_database}'"
        )
        await said(bot, "database_unavailable")
        postgres_server.run(f"ALTER DATABASE {postgres_database} ALLOW_CONNECTIONS true")
        await said(bot, "database_back")
        await pair.stop()

    assert bot.said.count("database_unavailable") == 1


async def test_a_database_that_goes_away_while_slack_is_waited_for_is_waited_for_too(
    postgres_url: str, postgres_server: PostgresServer, postgres_database: str, tmp_path: Path
) -> None:
    async with apart(postgres_url, tmp_path) as pair:
        is_in_trouble = True
        pair.sandbox.weather.fault = lambda *_: Fault("error") if is_in_trouble else None
        bot = await pair.start(connects=False)
        await said(bot, "slack_unreachable")
        postgres_server.run(f"ALTER DATABASE {postgres_database} ALLOW_CONNECTIONS false")
        try:
            await said(bot, "database_unavailable")
        finally:
            postgres_server.run(f"ALTER DATABASE {postgres_database} ALLOW_CONNECTIONS true")
        is_in_trouble = False
        await said(bot, "running")
        await pair.stop()


def test_a_slack_that_lets_nobody_in_is_asked_about_once_a_minute() -> None:
    knocks: list[float] = []

    async def knock_for_ten_minutes(loop: VirtualLoop) -> None:
        stop = asyncio.Event()

        @asynccontextmanager
        async def begin() -> AsyncIterator[Bot]:
            knocks.append(loop.time())
            raise DeliveryFailed("internal_error", outcome_unknown=True)
            yield  # a generator, though it never comes to that

        loop.call_later(600, stop.set)
        await work_until(stop, begin, readiness=Readiness(), address="https://slack.test/api/")

    run_virtually(knock_for_ten_minutes)
    assert knocks[:6] == [0, 1, 3, 8, 23, 83]
    assert len(knocks) == 14


@pytest.mark.parametrize("words", [("sandbox",), ("demo", "--no-browser")])
async def test_a_taken_port_is_told_in_one_sentence(words: tuple[str, ...], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        budge = command(*words, "--port", str(port), environ={}, says=tmp_path / "taken.log")

        assert await budge.ended() == 1
    assert len(budge.said.splitlines()) == 1
    assert budge.said.startswith(f"Port {port} is taken.")


async def test_a_demo_that_is_still_being_made_ends_at_once(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {"TMPDIR": str(tmp_path)}
    demo = command("demo", "--no-browser", "--port", str(port), environ=environ, says=tmp_path / "demo.log")

    def is_being_made() -> bool:
        return any(tmp_path.glob("budge-demo-*/*.db"))

    await until(partial(asyncio.to_thread, is_being_made))
    demo.terminate()

    assert await demo.ended() == 0, demo.said
    assert demo.said == ""


async def test_a_taken_ops_port_ends_it_with_one_sentence(pair: Apart) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert await run(pair, BUDGE_OPS_PORT=str(port)) == (
            1,
            f"The ops port {port} is taken: set BUDGE_OPS_PORT to another one, or to 0 for any that is free.\n",
        )
