"""`./budge` itself, in a copy whose Python only says what it was asked to run."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent
TOOLS = ("cat", "cksum", "dirname", "rm", "sh")


def script(file: Path, body: str) -> None:
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout without a virtual environment, and beside it a PATH with the plainest tools only."""
    top = tmp_path / "checkout"
    (top / "deploy").mkdir(parents=True)
    shutil.copy(HERE / "budge", top)
    shutil.copy(HERE / "pyproject.toml", top)
    shutil.copytree(HERE / "deploy" / "lock", top / "deploy" / "lock")
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in TOOLS:
        (tools / tool).symlink_to(shutil.which(tool) or tool)
    return top


@pytest.fixture
def set_up(checkout: Path) -> Path:
    """The same, set up already, with a Python that echoes its arguments and exits as the test wants."""
    commands = checkout / ".venv" / "bin"
    commands.mkdir(parents=True)
    script(commands / "python", 'echo "python $*"; exit "${EXIT:-0}"')
    script(commands / "budge", 'echo "budge $*"')
    (checkout / ".venv" / "place").write_text(f"{checkout}\n")
    locks = checkout / "deploy" / "lock"
    locked = b"".join(file.read_bytes() for file in (locks / "dev.txt", locks / "uv.txt", checkout / "pyproject.toml"))
    stamp = subprocess.run(["cksum"], input=locked, capture_output=True, check=True).stdout
    (checkout / ".venv" / "set-up-dev").write_bytes(stamp)
    return checkout


def budge(checkout: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": str(checkout.parent / "bin"), "HOME": os.devnull} | environ
    return subprocess.run([checkout / "budge", *words], env=environ, capture_output=True, text=True, check=False)


def test_without_a_python_that_is_new_enough_one_sentence_says_what_is_needed(checkout: Path) -> None:
    script(checkout.parent / "bin" / "python3", "exit 1")
    result = budge(checkout, "demo")
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].startswith("Budge needs Python 3.11 or newer")


def test_every_other_word_goes_to_the_installed_budge(set_up: Path) -> None:
    assert budge(set_up, "demo", "--port", "8041").stdout == "budge demo --port 8041\n"


def test_the_suite_leaves_the_browser_out_and_says_so_last(set_up: Path) -> None:
    ran, told = budge(set_up, "test").stdout.splitlines()
    assert ran == "python -m pytest -m not browser --numprocesses 4"
    assert told.startswith("The browser tests were left out.")
    assert "./budge test --browser" in told


def test_arguments_go_to_pytest(set_up: Path) -> None:
    ran = budge(set_up, "test", "tests/test_log.py", "-k", "two words").stdout.splitlines()[0]
    assert ran == "python -m pytest -m not browser tests/test_log.py -k two words"


def test_a_failing_suite_fails(set_up: Path) -> None:
    assert budge(set_up, "test", EXIT="3").returncode == 3


def test_with_browser_everything_runs(set_up: Path) -> None:
    script(set_up.parent / "bin" / "chromium", "")
    result = budge(set_up, "test", "-x", "--browser", "tests")
    assert result.stdout == "python -m pytest -x tests\n"


def test_with_browser_but_without_chromium_nothing_passes(set_up: Path) -> None:
    result = budge(set_up, "test", "--browser")
    assert result.returncode == 1
    assert result.stdout == ""
    assert "Chromium" in result.stderr


def test_the_pictures_are_drawn_in_the_development_set_up(set_up: Path) -> None:
    assert budge(set_up, "pictures").stdout == "python -m routines.pictures\n"


def test_a_moved_checkout_is_set_up_anew(set_up: Path) -> None:
    (set_up / ".venv" / "place").write_text("/somewhere/else\n")
    script(set_up.parent / "bin" / "python3", "exit 1")
    result = budge(set_up, "demo")
    assert result.returncode == 1
    assert not (set_up / ".venv").exists()
