"""A set-up in which all is well, until a test changes it, and `budge check` on it. Import the fixtures by name."""

import asyncio
import gc
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot.checks import check
from bot.clock import SystemClock
from bot.sandbox.people import cast
from bot.sandbox.server import Sandbox, build, serve
from tests.postgres import NOBODY

__all__ = ["nobodys_folder", "set_up"]

IN_ORDER = "Settings, routines, database and Slack are in order."
ALL_IS_WELL = f"{IN_ORDER} `budge run` starts the bot.\n"
SOMETHING_IS_OFF = "`budge run` starts the bot all the same.\n"


@dataclass(frozen=True, slots=True)
class Checked:
    """What `budge check` came to."""

    code: int
    said: str
    problems: list[str]


@dataclass(frozen=True, slots=True)
class SetUp:
    """The environment of a bot, and the Slack that it is set up for."""

    sandbox: Sandbox
    environ: dict[str, str]
    capsys: pytest.CaptureFixture[str]

    async def check(self, **changes: str) -> Checked:
        self.capsys.readouterr()
        code = await asyncio.to_thread(check, self.environ | changes)  # it runs a loop of its own
        said = self.capsys.readouterr()
        return Checked(code, said.out, said.err.splitlines())

    def change_app(self, **changes: Any) -> None:
        """Changes the app as Slack has it."""
        self.sandbox.team.app = replace(self.sandbox.team.app, **changes)


@pytest.fixture
async def set_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[SetUp]:
    app = build(cast(), now=SystemClock().now)
    async with serve(app) as port:
        environ = {
            "SLACK_BOT_TOKEN": "xoxb-sandbox-budge",
            "SLACK_APP_TOKEN": "xapp-sandbox-budge",
            "SLACK_API_URL": f"http://127.0.0.1:{port}/api/",
            "BUDGE_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/budge.db",
            "BUDGE_OPS_PORT": "0",
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


def files_in(folder: Path) -> dict[str, bytes]:
    """All that is there, and what it holds."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}
