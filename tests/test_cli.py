from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app


def budge(*words: str, environ: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(app, words, env=environ or {})


def test_the_version_is_told() -> None:
    result = budge("--version")
    assert result.exit_code == 0
    assert result.output.startswith("budge ")


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_wrong_settings_exit_2_with_every_problem(command: str) -> None:
    environ = {"BUDGE_LOG_LEVEL": "loud", "BUDGE_DATABSE_URL": "x", "SLACK_API_URL": "slack"}
    result = budge(command, environ=environ)
    assert result.exit_code == 2
    assert [line.split()[0] for line in result.stderr.splitlines()][-2:] == ["SLACK_API_URL", "BUDGE_LOG_LEVEL"]
    assert "did you mean BUDGE_DATABASE_URL?" in result.stderr
    assert result.stdout == ""


def test_running_needs_both_tokens() -> None:
    result = budge("run")
    assert result.exit_code == 2
    assert [line.split()[0] for line in result.stderr.splitlines()] == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]


def test_the_built_in_routines_are_listed() -> None:
    result = budge("routines")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "hips: Stretch and flex your hips, about 9 minutes",
        "  1  Standing hip stretch: 13 steps. A high-back chair. Use one that cannot roll or swivel.",
        "  2  Lying knee to chest: 10 steps. The floor or a soft mat.",
    ]


def test_a_bad_routine_file_is_told_by_file_key_and_reason(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('id = "neck"\ntitle = "Neck"\nexercises = []\n')
    for result in (budge("routines", str(tmp_path)), budge("routines", environ={"BUDGE_ROUTINES": str(tmp_path)})):
        assert result.exit_code == 1
        assert result.stderr == f"{bad}: exercises: must not be empty.\n"
        assert "hips: " in result.stdout


@pytest.mark.parametrize("words", [["demo", "--port", "0"], ["demo", "--port", "70000"], ["sandbox", "--port", "x"]])
def test_a_port_that_is_none_is_refused(words: list[str]) -> None:
    assert budge(*words).exit_code == 2


def test_the_manifest_is_for_socket_mode_unless_there_is_an_address() -> None:
    assert "socket_mode_enabled: true" in budge("manifest").stdout
    over_http = budge("manifest", "--url", "https://budge.example.com/").stdout
    assert 'request_url: "https://budge.example.com/slack/events"' in over_http
    assert "socket_mode_enabled: false" in over_http


@pytest.mark.parametrize("url", ["budge.example.com", "http://budge.example.com", "https://budge.example.com/x", ""])
def test_an_address_that_slack_would_not_take_is_refused(url: str) -> None:
    assert budge("manifest", "--url", url).exit_code == 2


def test_the_sandbox_sends_requests_to_addresses_alone() -> None:
    assert budge("sandbox", "--url", "127.0.0.1:3000").exit_code == 2


def test_wrong_combinations_of_ways_in_exit_2() -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1"}
    neither = budge("run", environ=tokens)
    assert (neither.exit_code, neither.stderr.split()[0]) == (2, "SLACK_APP_TOKEN")
    assert "or set SLACK_SIGNING_SECRET" in neither.stderr
    same_port = {"SLACK_SIGNING_SECRET": "0" * 32, "BUDGE_PORT": "3001"}
    assert budge("run", environ=tokens | same_port).stderr == (
        "BUDGE_PORT is 3001, and so is BUDGE_OPS_PORT: change one of them.\n"
    )
