import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.ownership import OwnedByAnother, owned

TAKES_IT_AND_WAITS = """
import sys
from pathlib import Path
from bot.store.ownership import owned
with owned(Path(sys.argv[1])):
    print("mine", flush=True)
    sys.stdin.read()
"""


def another(file: Path, *, folder: Path | None = None) -> "subprocess.Popen[str]":
    """A process that has the file, until it is killed or has nothing more to read."""
    process = subprocess.Popen(
        [sys.executable, "-c", TAKES_IT_AND_WAITS, file],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "mine\n"
    return process


def end(process: "subprocess.Popen[str]") -> None:
    process.communicate(timeout=10)


def test_a_file_that_another_process_has_is_refused_at_once_and_free_after_its_end(tmp_path: Path) -> None:
    other = another(tmp_path / "budge.db")
    with pytest.raises(OwnedByAnother), owned(tmp_path / "budge.db"):
        pass
    end(other)
    with owned(tmp_path / "budge.db"):
        pass


def test_a_killed_process_leaves_nothing_to_clean_up(tmp_path: Path) -> None:
    other = another(tmp_path / "budge.db")
    other.kill()
    end(other)
    with owned(tmp_path / "budge.db"):
        assert [file.name for file in tmp_path.iterdir()] == ["budge.db.lock"]


def test_a_relative_path_and_a_link_lead_to_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "budge.db").touch()
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.db"
    link.symlink_to(tmp_path / "budge.db")
    monkeypatch.chdir(tmp_path)
    other = another(Path("../budge.db"), folder=tmp_path / "elsewhere")
    for path in (tmp_path / "budge.db", Path("budge.db"), link):
        with pytest.raises(OwnedByAnother), owned(path):
            pass
    end(other)


def test_another_file_in_the_same_folder_is_free(tmp_path: Path) -> None:
    with owned(tmp_path / "one.db"), owned(tmp_path / "other.db"):
        pass


def test_what_goes_wrong_inside_is_not_taken_for_a_refusal(tmp_path: Path) -> None:
    busy = sqlite3.OperationalError()
    busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
    with pytest.raises(sqlite3.OperationalError), owned(tmp_path / "budge.db"):
        raise busy
