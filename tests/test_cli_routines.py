"""`budge routines`: a routine checked, shown in the terminal, and never served while a file is wrong."""

import os
import pty
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.routine_preview import NO_PILLOW, NO_TERMINAL
from routines.loader import BUILT_IN, load_catalog

README = (BUILT_IN.parent / "README.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```toml\n(.*?)\n```", README, re.DOTALL)[0]
COMMAND = [sys.executable, "-c", "from bot.cli import main; main()"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.toml").write_text(EXAMPLE, encoding="utf-8")
    return tmp_path


def budge(*words: str, environ: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(app, ["routines", *words], env={"COLUMNS": "200"} | (environ or {}))


def preview(*words: str, environ: dict[str, str] | None = None) -> list[str]:
    result = budge(*words, "--preview", environ=environ)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.splitlines()


def test_the_preview_tells_the_card_as_it_is_sent() -> None:
    lines = [line.strip() for line in preview()]
    card = lines[lines.index("The card") : lines.index("The guide, 10 screens")]
    (routine,) = load_catalog().routines
    assert card[1] == "Two exercises, about 9 minutes."
    assert [line for line in card if line.startswith(("1  ", "2  "))] == [
        "1  Standing hip stretch",
        "2  Lying knee to chest",
    ]
    spoken = " ".join(card)
    for exercise in routine.exercises:
        assert exercise.needs in spoken
        assert all(text.replace("*", "") in spoken for text in exercise.card_texts)
    assert "Stop if anything hurts." in spoken


def test_the_preview_shows_a_screen_with_its_timer() -> None:
    lines = preview()
    at = lines.index("Standing hip stretch · left leg · 4 of 10")
    assert lines[at + 1 : at + 6] == [
        "Runs by itself, 1:00:",
        "  [rest.png] Both feet on the floor, hands resting on the chair back.",
        "  Rest. 1:00 left",
        "  Next: the right leg. Left hand on the chair, right hand on your hip.",
        "  When time is up, a message: One minute. Now the right leg.",
    ]
    assert "[Start 2:00], and then:" in lines
    assert [line for line in lines if line.endswith("done]")] == ["[Hip stretch done]", "[Knee to chest done]"]


def test_where_pictures_cannot_be_drawn_they_are_named_and_one_sentence_says_why() -> None:
    lines = preview()
    assert lines.count(NO_TERMINAL) == 1
    assert "\x1b" not in "".join(lines)


def test_only_the_routines_of_the_path_are_shown(folder: Path) -> None:
    for lines in (preview(str(folder)), preview(environ={"BUDGE_ROUTINES": str(folder)})):
        assert "The guide, 3 screens" in lines
        assert "One exercise, about 1 minute." in lines
        assert not [line for line in lines if "Standing hip stretch ·" in line]


def test_what_is_built_in_can_be_named_as_any_other_file() -> None:
    catalog = BUILT_IN.relative_to(BUILT_IN.parents[1])
    for named in (catalog, catalog / "hips.toml"):
        result = budge(str(named), "--preview")
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.count("The card\n") == 1


def test_minutes_are_those_of_the_card_and_one_is_no_plural(folder: Path) -> None:
    one_step = re.sub(r"\n\[\[exercises.steps\]\] # 2.*", "", EXAMPLE, flags=re.DOTALL).replace("card_repeat", "#")
    (folder / "mine.toml").write_text(one_step, encoding="utf-8")
    lines = budge(str(folder)).stdout.splitlines()
    assert lines[0] == "hips: Stretch and flex your hips, about 9 minutes"
    assert "my_routine: Knee to chest, lying down, about 1 minute" in lines
    assert "  1  Lying knee to chest: 1 step. The floor or a soft mat." in lines


@pytest.mark.parametrize("option", ["--preview", "--sandbox"])
def test_while_a_file_is_wrong_nothing_but_its_problems_is_told(folder: Path, option: str) -> None:
    (folder / "bad.toml").write_text("id = ")
    result = budge(str(folder), option)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{folder / 'bad.toml'}: is not valid TOML: ")
    assert "The card" not in result.stdout


def on_a_terminal(script: list[str], **environ: str) -> str:
    """What a command writes to a terminal."""
    terminal, writing_end = pty.openpty()
    wanted = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "COLUMNS": "100"} | environ
    with subprocess.Popen(script, stdout=writing_end, env=wanted, cwd=BUILT_IN.parents[1]) as process:
        os.close(writing_end)
        written = b""
        while True:
            try:
                chunk = os.read(terminal, 65536)
            except OSError:  # how Linux says that nobody writes to it any more
                break
            if not chunk:
                break
            written += chunk
    os.close(terminal)
    assert process.returncode == 0
    return written.decode().replace("\r\n", "\n")


def test_a_terminal_shows_the_pictures_themselves() -> None:
    shown = on_a_terminal([*COMMAND, "routines", "--preview"])
    assert shown.count("▀") > 1000
    assert "for \x1b[1m2 minutes\x1b[22m." in shown
    assert ".gif" not in shown


def test_a_terminal_without_colours_is_written_to_without_them() -> None:
    assert "\x1b" not in on_a_terminal([*COMMAND, "routines", "--preview"], NO_COLOR="1")


def test_without_pillow_the_terminal_names_the_pictures_and_says_what_is_missing() -> None:
    without = "import sys; sys.modules['PIL'] = None; from bot.cli import main; main()"
    shown = on_a_terminal([sys.executable, "-c", without, "routines", "--preview"])
    assert NO_PILLOW in " ".join(shown.split())
    assert "[stand_left_lift.gif] Seen from behind" in shown


def test_a_file_that_only_begins_as_a_picture_is_named(folder: Path) -> None:
    (folder / "pictures").mkdir()
    (folder / "pictures" / "lie_start.gif").write_bytes(b"GIF89a")
    shown = on_a_terminal([*COMMAND, "routines", str(folder), "--preview"])
    assert "[lie_start.gif] A person lies flat, arms along the sides, knees bent." in shown
    assert "cannot be drawn: " in shown
    assert "▀" in shown  # the others are


def test_the_sandbox_says_where_to_choose_and_is_the_demo(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        words = [*COMMAND, "routines", str(folder), "--sandbox", "--no-browser", "--port", port]
        result = subprocess.run(words, capture_output=True, text=True, check=False, cwd=BUILT_IN.parents[1])
    assert result.returncode == 1
    assert "choose your routine in /budge settings" in result.stdout
    assert result.stderr.startswith(f"Port {port} is taken.")
