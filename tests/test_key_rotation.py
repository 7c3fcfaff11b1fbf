"""A change of BUDGE_SECRET_KEY as the runbook has it: what `budge migrate` and `budge check` say, and how they exit."""

import asyncio

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.store.keyring import Keyring
from bot.store.transaction import SqlStore
from tests.store.rows import ACME, OTHER, install, installation
from tests.stores import *  # noqa: F403 - the fixtures, by their names in __all__
from tests.stores import KEY, NEWER_KEY, engine_for


def budge(*words: str, url: str, keys: str) -> Result:
    return CliRunner().invoke(app, words, env={"BUDGE_DATABASE_URL": url, "BUDGE_SECRET_KEY": keys})


@pytest.fixture
def installed(database_url: str) -> str:
    """A database of two workspaces."""

    async def fill() -> None:
        async with engine_for(database_url) as engine:
            await install(SqlStore(engine, Keyring([KEY])), installation(), installation(OTHER))

    asyncio.run(fill())
    return database_url


def test_the_steps_of_the_runbook_bring_every_token_under_the_new_key(installed: str) -> None:
    first = budge("migrate", url=installed, keys=f"{NEWER_KEY},{KEY}")
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout.splitlines() == [
        "The database was at this version already.",
        "All stored tokens are encrypted with the first key; those of 2 workspaces were not before.",
    ]
    again = budge("migrate", url=installed, keys=NEWER_KEY)
    assert again.exit_code == 0
    assert again.stdout.splitlines()[-1].endswith("those of 0 workspaces were not before.")


def test_a_key_that_does_not_fit_exits_1_with_a_sentence_and_changes_nothing(installed: str) -> None:
    wrong = budge("migrate", url=installed, keys=NEWER_KEY)
    assert wrong.exit_code == 1
    assert wrong.stderr == (
        "BUDGE_SECRET_KEY does not fit the stored tokens: none of its keys is the one they were encrypted with. "
        f"Put the earlier key back, behind the new one and a comma. The first it does not fit is of workspace {ACME}.\n"
    )
    assert budge("migrate", url=installed, keys=KEY).exit_code == 0


def test_without_a_key_nothing_is_said_of_tokens(installed: str) -> None:
    result = budge("migrate", url=installed, keys="")
    assert (result.exit_code, result.stdout) == (0, "The database was at this version already.\n")


def test_a_key_that_is_none_exits_2_and_is_not_quoted(installed: str) -> None:
    result = budge("migrate", url=installed, keys="geheim")
    assert result.exit_code == 2
    assert "BUDGE_SECRET_KEY must be" in result.stderr
    assert "geheim" not in result.output


def test_the_check_tells_it_too(installed: str) -> None:
    assert "BUDGE_SECRET_KEY does not fit the stored tokens" in budge("check", url=installed, keys=NEWER_KEY).output
    assert "BUDGE_SECRET_KEY" not in budge("check", url=installed, keys=KEY).output
