"""The house rules that no linter knows: documents do not rot, files stay small, one place reads the environment."""

import ast
import re
import statistics
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli import app
from bot.config import Settings

HERE = Path(__file__).parent.parent
LOCKS = HERE / "deploy" / "lock"
LONGEST_FILE = 350
MEDIAN_FILE = 120
LONG_FUNCTION = 30
JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common", "manager", "handler", "misc"}


def python_files(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (HERE / folder).rglob("*.py"))


def lines_of(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def table(heading: str) -> Iterator[list[str]]:
    """The rows of the README's table under a heading, without the two that head it."""
    section = (HERE / "README.md").read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")][2:]
    for row in rows:
        yield [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]


def words_in_code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_the_readme_opens_with_the_two_commands() -> None:
    first_lines = (HERE / "README.md").read_text(encoding="utf-8").splitlines()[:6]
    assert [line.split("  ")[0] for line in first_lines if line.startswith("./budge")] == [
        "./budge demo",
        "./budge test",
    ]


@pytest.mark.parametrize("document", ["README.md", "deploy/README.md", "docs/figures.md", "routines/README.md"])
def test_the_links_of_documents_lead_to_files(document: str) -> None:
    file = HERE / document
    links = re.findall(r"\]\(([^)#]+)", file.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (file.parent / link).exists()] == []


def test_the_readme_lists_every_setting_with_its_default() -> None:
    documented = {words_in_code(name)[0]: "".join(words_in_code(default)) for name, default, _ in table("Settings")}
    assert documented == Settings.variables()


def test_the_readme_lists_every_command_with_its_options() -> None:
    documented = {}
    for usage, _ in table("Commands"):
        _, name, *rest = words_in_code(usage)[0].split(" ", 2)
        documented[name] = set(re.findall(r"--[a-z-]+|[A-Z]{2,}", " ".join(rest)))
    built = {
        name: {p.opts[0] if p.param_type_name == "option" else (p.name or "").upper() for p in command.params}
        for name, command in get_command(app).commands.items()  # type: ignore[attr-defined]  # it is a group: it has commands
    }
    assert documented == built


def test_the_readme_names_only_paths_that_exist() -> None:
    named = [path for where, _ in table("How the code is laid out") for path in words_in_code(where)]
    assert [path for path in named if not (HERE / path).exists()] == []


def test_the_readme_of_the_routines_lists_every_key() -> None:
    from routines.file_format import ExerciseTable, RoutineFile, StepTable

    text = (HERE / "routines" / "README.md").read_text(encoding="utf-8")
    keys = {key for format_ in (RoutineFile, ExerciseTable, StepTable) for key in format_.model_fields}
    assert {key for key in keys if not re.search(rf"`(\[\[)?(exercises\.)?{key}(\]\])?`", text)} == set()


def test_no_file_is_longer_than_one_noun_needs() -> None:
    files = python_files("bot", "routines", "tests")
    assert [str(file.relative_to(HERE)) for file in files if lines_of(file) > LONGEST_FILE] == []


def test_the_median_file_is_small() -> None:
    written = [lines for file in python_files("bot", "routines") if (lines := lines_of(file)) > 1]
    assert statistics.median(written) <= MEDIAN_FILE


def test_nine_in_ten_functions_are_short() -> None:
    lengths = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for file in python_files("bot", "routines")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert sum(length <= LONG_FUNCTION for length in lengths) >= 0.9 * len(lengths)


def test_no_module_is_a_junk_drawer() -> None:
    names = {file: set(file.stem.split("_")) for file in python_files("bot", "routines")}
    assert [str(file) for file, words in names.items() if words & JUNK_DRAWERS] == []


def test_only_the_command_line_looks_at_the_environment() -> None:
    command_lines = {"bot/cli.py", "bot/store/migrations/env.py"}  # the second is where Alembic's own one arrives
    looking = [
        str(file.relative_to(HERE))
        for file in python_files("bot", "routines")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} and isinstance(node.value, ast.Name)
    ]
    assert set(looking) <= command_lines


def test_every_suppressed_warning_has_its_reason_beside_it() -> None:
    bare = re.compile(r"#\s*(noqa: [A-Z0-9, ]+|type: ignore\[[a-z, -]+\])\s*$|#\s*(noqa|type: ignore)\s*$")
    found = [
        f"{file.relative_to(HERE)}:{no}"
        for file in python_files("bot", "routines", "tests")
        for no, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if bare.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("name", ["run", "dev", "uv"])
def test_every_locked_requirement_has_hashes_and_no_address(name: str) -> None:
    text = (LOCKS / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash=)", text, re.MULTILINE)
    pinned = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert pinned
    assert all("--hash=sha256:" in requirement for requirement in pinned)


def test_what_runs_is_what_was_tested() -> None:
    versions = [
        set(re.findall(r"^(\S+==\S+)", (LOCKS / f"{name}.txt").read_text(), re.MULTILINE)) for name in ("run", "dev")
    ]
    assert versions[0] <= versions[1]


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
    for name, wanted in (
        ("run", project["project"]["dependencies"]),
        ("dev", project["dependency-groups"]["dev"]),
        ("run", project["dependency-groups"]["build"]),
        ("uv", project["dependency-groups"]["uv"]),
    ):
        text = (LOCKS / f"{name}.txt").read_text(encoding="utf-8")
        names = [re.split(r"[\[>=<]", requirement)[0] for requirement in wanted]
        assert [each for each in names if f"\n{each}==" not in text] == []


def test_the_change_log_has_a_place_for_what_is_not_released() -> None:
    assert "\n## [Unreleased]\n" in (HERE / "CHANGELOG.md").read_text(encoding="utf-8")
