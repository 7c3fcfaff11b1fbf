"""`budge backup` and `budge copy` as they are typed: what they say and how they exit."""

import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.scenario.processes.apart import apart
from tests.scenario.processes.bot_process import command
from tests.stores import *  # noqa: F403 - the fixtures, by their names in __all__


def budge(*words: str, url: str) -> Result:
    return CliRunner().invoke(app, words, env={"BUDGE_DATABASE_URL": url})


async def test_a_running_bot_is_backed_up(sqlite_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    async with apart(sqlite_url, tmp_path) as pair:
        await pair.start()
        typed = command("backup", str(copy), environ={"BUDGE_DATABASE_URL": sqlite_url}, says=tmp_path / "said.log")
        assert await typed.ended() == 0, typed.said
        await pair.stop()
    assert typed.said.startswith(f"{copy} is a whole copy of the database, ")
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT count(*) FROM workspaces").fetchone() == (1,)
    connection.close()


def test_a_backup_over_a_file_exits_1_with_a_sentence(sqlite_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert budge("backup", str(copy), url=sqlite_url).exit_code == 0
    again = budge("backup", str(copy), url=sqlite_url)
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr == f"{copy} exists already and is left as it is: name another file.\n"


def test_everything_is_copied_to_postgresql_and_told(sqlite_url: str, postgres_url: str) -> None:
    result = budge("copy", postgres_url, url=sqlite_url)
    assert result.exit_code == 0, result.stderr
    assert "  members\n" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("Everything was copied. Set BUDGE_DATABASE_URL")


def test_a_copy_that_cannot_be_exits_1_with_a_sentence(sqlite_url: str, tmp_path: Path) -> None:
    result = budge("copy", f"sqlite+aiosqlite:///{tmp_path / 'other.db'}", url=sqlite_url)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Both databases are of one kind")


@pytest.mark.parametrize("words", [["copy", "mysql://there"], ["copy"], ["backup"]])
def test_what_is_no_address_or_path_exits_2(words: list[str], sqlite_url: str) -> None:
    assert budge(*words, url=sqlite_url).exit_code == 2


def test_a_wrong_setting_exits_2_before_anything_is_opened(tmp_path: Path) -> None:
    for words in (["backup", str(tmp_path / "copy.db")], ["copy", "postgresql://there/budge"]):
        assert budge(*words, url="mysql://here").exit_code == 2
    assert list(tmp_path.iterdir()) == []
