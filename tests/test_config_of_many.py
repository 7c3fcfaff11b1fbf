"""The settings with which any workspace can install Budge by itself."""

import subprocess
from pathlib import Path

import pytest

from bot.config import Settings, SettingsError
from bot.store.keyring import Keyring
from tests.stores import KEY, NEWER_KEY

MANY = {
    "SLACK_CLIENT_ID": "1234567890.1234567890",
    "SLACK_CLIENT_SECRET": "geheim0123456789geheim0123456789",
    "SLACK_SIGNING_SECRET": "geheim0123456789geheim0123456789",
    "BUDGE_PUBLIC_URL": "https://budge.example.com",
    "BUDGE_SECRET_KEY": KEY,
}
ONE = {"SLACK_BOT_TOKEN": "xoxb-1-geheim", "SLACK_APP_TOKEN": "xapp-1-geheim"}


def problems_of(environ: dict[str, str], *, needs_slack: bool = True) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        Settings.read(environ, needs_slack=needs_slack)
    return caught.value.problems


def test_client_id_and_secret_mean_many_workspaces_over_http() -> None:
    settings = Settings.read(MANY)
    assert settings.serves_many
    assert settings.uses_http
    assert settings.secret_keys == (KEY,)
    assert settings.public_url == "https://budge.example.com"
    assert settings.client_id.get_secret_value() == "1234567890.1234567890"


def test_one_workspace_needs_no_key() -> None:
    settings = Settings.read(ONE)
    assert not settings.serves_many
    assert settings.secret_keys == ()


def test_a_bot_token_of_before_is_not_in_the_way() -> None:
    assert Settings.read(MANY | {"SLACK_BOT_TOKEN": "xoxb-1-geheim"}).serves_many


@pytest.mark.parametrize("name", ["SLACK_SIGNING_SECRET", "BUDGE_PUBLIC_URL", "BUDGE_SECRET_KEY"])
def test_what_many_workspaces_need_is_asked_for_in_a_sentence(name: str) -> None:
    (problem,) = problems_of({key: value for key, value in MANY.items() if key != name})
    assert problem.startswith(f"{name} is missing: ")
    assert problem.endswith(".")


def test_everything_that_is_missing_is_told_at_once() -> None:
    environ = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "geheim"}
    assert [problem.split()[0] for problem in problems_of(environ)] == [
        "SLACK_SIGNING_SECRET",
        "BUDGE_PUBLIC_URL",
        "BUDGE_SECRET_KEY",
    ]


@pytest.mark.parametrize(
    ("missing", "there"), [("SLACK_CLIENT_SECRET", "SLACK_CLIENT_ID"), ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")]
)
def test_half_of_what_means_many_is_told_with_both_ways_out(missing: str, there: str) -> None:
    (problem,) = problems_of(ONE | {there: MANY[there]})
    assert problem.startswith(f"{missing} is missing: ")
    assert problem.endswith(f"or unset {there}, to serve one workspace.")


def test_socket_mode_is_for_one_workspace() -> None:
    (problem,) = problems_of(MANY | {"SLACK_APP_TOKEN": "xapp-1-geheim"})
    assert problem.startswith("SLACK_APP_TOKEN is set, which is for one workspace over Socket Mode: unset it, or ")


@pytest.mark.parametrize("value", ["geheim", KEY[:-2], f"{KEY}{KEY}", f"'{KEY}'", f"{KEY},", f"{KEY},geheim", "ä" * 44])
def test_what_is_no_key_is_refused_without_being_quoted(value: str) -> None:
    (problem,) = problems_of(MANY | {"BUDGE_SECRET_KEY": value})
    assert problem.startswith("BUDGE_SECRET_KEY must be one or more keys with commas between them, each made by `")
    assert value not in problem
    assert problems_of({"BUDGE_SECRET_KEY": value}, needs_slack=False) == [problem]


def test_several_keys_are_read_the_newest_first() -> None:
    settings = Settings.read(MANY | {"BUDGE_SECRET_KEY": f"{NEWER_KEY}, {KEY}"})
    assert settings.secret_keys == (NEWER_KEY, KEY)


@pytest.mark.parametrize("name", ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"])
def test_quotes_around_an_id_or_a_secret_are_told(name: str) -> None:
    (problem,) = problems_of(MANY | {name: f'"{MANY[name]}"'})
    assert problem == (
        f"{name} must be what Slack shows under Basic Information, App Credentials: no quotes, no spaces."
    )


def test_the_command_of_the_sentence_and_of_the_readme_makes_a_key() -> None:
    (problem,) = problems_of(MANY | {"BUDGE_SECRET_KEY": "geheim"})
    command = problem.partition("each made by `")[2].removesuffix("`.")
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    assert command in readme
    made = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True).stdout.strip()
    settings = Settings.read(MANY | {"BUDGE_SECRET_KEY": made})
    keyring = Keyring(settings.secret_keys)
    assert keyring.decrypted(keyring.encrypted("xoxb-1")) == "xoxb-1"


def test_no_secret_stands_in_what_is_printed_of_the_settings() -> None:
    shown = repr(Settings.read(MANY))
    assert [value for name, value in MANY.items() if name != "BUDGE_PUBLIC_URL" and value in shown] == []
