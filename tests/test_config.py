from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.config import LogFormat, LogLevel, Settings, SettingsError, hide_from_bolt

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1-geheim", "SLACK_APP_TOKEN": "xapp-1-geheim"}
HTTP = {"SLACK_BOT_TOKEN": "xoxb-1-geheim", "SLACK_SIGNING_SECRET": "geheim0123456789geheim0123456789"}


def problems_of(environ: dict[str, str], *, needs_slack: bool = True) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        Settings.read(environ, needs_slack=needs_slack)
    return caught.value.problems


def test_two_tokens_are_enough() -> None:
    settings = Settings.read(TOKENS)
    assert settings.bot_token.get_secret_value() == "xoxb-1-geheim"
    assert settings.app_token.get_secret_value() == "xapp-1-geheim"
    assert settings.api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite+aiosqlite:///budge.db"
    assert settings.ops_port == 3001
    assert settings.log_level is LogLevel.INFO
    assert settings.log_format is LogFormat.CONSOLE
    assert settings.routines is None


def test_every_setting_is_read(tmp_path: Path) -> None:
    settings = Settings.read(
        TOKENS
        | {
            "SLACK_API_URL": "http://127.0.0.1:8040/api",
            "BUDGE_DATABASE_URL": "postgresql://budge@db/budge",
            "BUDGE_OPS_PORT": "0",
            "BUDGE_LOG_LEVEL": "debug",
            "BUDGE_LOG_FORMAT": "JSON",
            "BUDGE_ROUTINES": str(tmp_path),
        }
    )
    assert settings.api_url == "http://127.0.0.1:8040/api/"
    assert settings.database_url == "postgresql://budge@db/budge"
    assert settings.ops_port == 0
    assert settings.log_level is LogLevel.DEBUG
    assert settings.log_format is LogFormat.JSON
    assert settings.routines == tmp_path


def test_a_signing_secret_instead_of_an_app_token_means_http() -> None:
    settings = Settings.read(HTTP)
    assert settings.uses_http
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 3000, None)
    assert not Settings.read(TOKENS | HTTP).uses_http


def test_the_settings_of_http_are_read() -> None:
    settings = Settings.read(
        HTTP | {"BUDGE_HOST": "::", "BUDGE_PORT": "8080", "BUDGE_PUBLIC_URL": "https://budge.example.com/"}
    )
    assert (settings.host, settings.port, settings.public_url) == ("::", 8080, "https://budge.example.com")


@pytest.mark.parametrize("url", ["http://127.0.0.1:3000", "http://localhost:3000", "http://[::1]:3000"])
def test_this_machine_may_be_reached_without_https(url: str) -> None:
    assert Settings.read(HTTP | {"BUDGE_PUBLIC_URL": url}).public_url == url


def test_both_ports_cannot_be_the_same_where_both_are_used() -> None:
    assert problems_of(HTTP | {"BUDGE_PORT": "3001"}) == [
        "BUDGE_PORT is 3001, and so is BUDGE_OPS_PORT: change one of them."
    ]
    assert Settings.read(HTTP | {"BUDGE_PORT": "0", "BUDGE_OPS_PORT": "0"}).port == 0
    assert Settings.read(TOKENS | {"BUDGE_OPS_PORT": "3000"}).ops_port == 3000


def test_an_empty_variable_counts_as_not_set() -> None:
    assert Settings.read(TOKENS | {"BUDGE_LOG_LEVEL": ""}).log_level is LogLevel.INFO
    assert len(problems_of({"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": ""})) == 2


def test_variables_of_others_are_none_of_our_business() -> None:
    environ = {"SLACK_VERIFICATION_TOKEN": "x", "PATH": "/bin", "budge_x": "1"}
    assert Settings.read(TOKENS | environ) == Settings.read(TOKENS)


def test_the_tokens_are_not_needed_where_slack_is_not() -> None:
    assert Settings.read({}, needs_slack=False).bot_token.get_secret_value() == ""


def test_every_problem_is_told_at_once() -> None:
    environ = {
        "SLACK_BOT_TOKEN": "xapp-1",
        "SLACK_API_URL": "slack.com",
        "BUDGE_DATABASE_URL": "mysql://db/budge",
        "BUDGE_OPS_PORT": "http",
        "BUDGE_RETENTION_DAYS": "a year",
        "BUDGE_LOG_LEVEL": "loud",
        "BUDGE_LOG_FORMAT": "xml",
        "BUDGE_ROUTINES": "no-such-folder",
        "BUDGE_COLOUR": "red",
    }
    named = [problem.split(" ")[0] for problem in problems_of(environ)]
    assert sorted(named) == sorted([*environ, "SLACK_APP_TOKEN"])


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1", "holds a token that begins with xapp-; that one belongs into SLACK_APP_TOKEN."),
        ("SLACK_APP_TOKEN", "xoxb-1", "holds a token that begins with xoxb-; that one belongs into SLACK_BOT_TOKEN."),
        ("BUDGE_RETENTION_DAYS", "29", "must be a whole number of days from 30 to 36500."),
        ("BUDGE_RETENTION_DAYS", "400.5", "must be a whole number of days from 30 to 36500."),
        ("BUDGE_RETENTION_DAYS", "99999", "must be a whole number of days from 30 to 36500."),
        (
            "SLACK_BOT_TOKEN",
            "xoxp-1",
            (
                "must begin with xoxb-, no quotes or spaces before it: copy it again from OAuth & Permissions in the "
                "app's settings at api.slack.com/apps."
            ),
        ),
        (
            "SLACK_BOT_TOKEN",
            '"xoxb-1"',
            (
                "must begin with xoxb-, no quotes or spaces before it: copy it again from OAuth & Permissions in the "
                "app's settings at api.slack.com/apps."
            ),
        ),
        (
            "SLACK_APP_TOKEN",
            "xapp-1 ",
            "must be xapp- followed by letters, digits and dashes only: no quotes, no spaces.",
        ),
        (
            "SLACK_APP_TOKEN",
            "xapp-",
            "must be xapp- followed by letters, digits and dashes only: no quotes, no spaces.",
        ),
        (
            "SLACK_SIGNING_SECRET",
            "xapp-1-2",
            "holds a token that begins with xapp-; that one belongs into SLACK_APP_TOKEN.",
        ),
        (
            "SLACK_SIGNING_SECRET",
            '"0123456789abcdef"',
            (
                "must be the letters and digits that Slack shows under Basic Information as the Signing Secret: "
                "no quotes, no spaces."
            ),
        ),
        ("BUDGE_HOST", "budge", "must be an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all."),
        ("BUDGE_PORT", "x", "must be a port from 0 to 65535; 0 takes any that is free."),
        (
            "BUDGE_PUBLIC_URL",
            "http://budge.example.com",
            "must begin with https://: Slack sends requests nowhere else.",
        ),
        (
            "BUDGE_PUBLIC_URL",
            "https://budge.example.com/slack/events",
            "must be an address such as https://budge.example.com, with nothing after the name or port.",
        ),
        ("SLACK_API_URL", "https://slack.com/api/?a=1", "must be an address alone, without a user name, ? or #."),
        ("BUDGE_DATABASE_URL", "postgres://db/x", "must begin with sqlite+aiosqlite:/// or postgresql://."),
        (
            "BUDGE_DATABASE_URL",
            "postgresql://db",
            "names no database; write it at the end, as in postgresql://user@host/budge.",
        ),
        (
            "BUDGE_DATABASE_URL",
            "sqlite+aiosqlite:///",
            "names no file; write it at the end, as in sqlite+aiosqlite:///budge.db.",
        ),
        ("BUDGE_DATABASE_URL", "sqlite+aiosqlite:///no/b.db", "names a file in the folder no, which does not exist."),
        ("BUDGE_OPS_PORT", "65536", "must be a port from 0 to 65535; 0 takes any that is free."),
        ("BUDGE_OPS_PORT", "-1", "must be a port from 0 to 65535; 0 takes any that is free."),
        ("BUDGE_LOG_LEVEL", "LOUD", "must be one of DEBUG, INFO, WARNING, ERROR."),
        ("BUDGE_LOG_FORMAT", "xml", "must be console or json."),
        ("BUDGE_ROUTINES", "no-such-folder", "names no-such-folder, which is not an existing folder."),
        ("BUDGE_LOGLEVEL", "INFO", "is not a setting of Budge; did you mean BUDGE_LOG_LEVEL?"),
        ("BUDGE_COLOUR", "red", "is not a setting of Budge; the README lists those there are."),
    ],
)
def test_a_problem_says_what_is_wrong_and_what_would_work(name: str, value: str, sentence: str) -> None:
    assert problems_of(TOKENS | {name: value}) == [f"{name} {sentence}"]


@pytest.mark.parametrize(
    "address", ["slack.com/api", "ftp://slack.com", "http://", "http://h:70000/", "https://[::1", "x"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    assert problems_of(TOKENS | {"SLACK_API_URL": address}) == [
        "SLACK_API_URL must be a web address such as https://slack.com/api/ or http://127.0.0.1:8040/api/."
    ]


def test_missing_tokens_say_where_to_find_them() -> None:
    bot, app = problems_of({})
    assert bot.startswith("SLACK_BOT_TOKEN is missing: the bot token that begins with xoxb-, from OAuth")
    assert app.startswith("SLACK_APP_TOKEN is missing: the app-level token that begins with xapp-, from Basic")


def test_no_secret_is_ever_shown() -> None:
    environ = TOKENS | HTTP | {"BUDGE_DATABASE_URL": "postgresql://budge:geheim@db/budge"}
    settings = Settings.read(environ)
    assert "geheim" not in f"{settings!r} {settings} {settings.model_dump_json(exclude={'database_url'})}"
    told = problems_of(
        {
            "SLACK_BOT_TOKEN": "xapp-geheim",
            "SLACK_SIGNING_SECRET": "geheim!",
            "SLACK_APP_TOKEN": "geheim",
            "BUDGE_DATABASE_URL": "x://a:geheim@b",
        }
    )
    assert "geheim" not in " ".join(told)


def test_settings_do_not_change() -> None:
    settings = Settings.read(TOKENS)
    with pytest.raises(ValidationError):
        settings.log_level = LogLevel.DEBUG


def test_the_demo_is_blind_to_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**TOKENS, "BUDGE_LOG_LEVEL": "ERROR", "SLACK_API_URL": "https://else.where/"}.items():
        monkeypatch.setenv(name, value)
    settings = Settings.for_demo(tmp_path, 8041)
    assert settings.api_url == "http://127.0.0.1:8041/api/"
    assert settings.bot_token.get_secret_value().startswith("xoxb-sandbox")
    assert settings.log_level is LogLevel.INFO
    assert settings.database_url == f"sqlite+aiosqlite:///{tmp_path}/budge.db"


def test_bolt_finds_nothing_to_read_by_itself() -> None:
    environ = TOKENS | {"SLACK_CLIENT_ID": "1", "SLACK_SIGNING_SECRET": "2", "BUDGE_LOG_LEVEL": "INFO", "PATH": "/bin"}
    hide_from_bolt(environ)
    assert environ == {"BUDGE_LOG_LEVEL": "INFO", "PATH": "/bin"}
