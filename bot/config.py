"""Settings: read once from the environment, every problem told at once, then handed down as a value."""

import re
from collections.abc import Mapping, MutableMapping
from difflib import get_close_matches
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

SLACK_API = "https://slack.com/api/"
SQLITE = "sqlite+aiosqlite:///"
HIGHEST_PORT = 65535
SHORTEST_RETENTION, LONGEST_RETENTION = 30, 36_500  # days; the weeks that still change end before the shortest
POSTGRESQL = ("postgresql://", "postgresql+psycopg://")
NEEDED_FOR_SLACK = {
    "SLACK_BOT_TOKEN": "the bot token that begins with xoxb-, from OAuth & Permissions in the app's Slack settings",
}
WAY_IN_IS_MISSING = (
    "SLACK_APP_TOKEN is missing: the app-level token that begins with xapp-, from Basic Information in the app's Slack "
    "settings; or set SLACK_SIGNING_SECRET, if Slack is to reach Budge over HTTP."
)
LOOPBACK_NAMES = {"127.0.0.1", "::1", "localhost"}


class SettingsError(Exception):
    """The settings cannot be used; `problems` has one sentence for everything that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class LogLevel(StrEnum):
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LogFormat(StrEnum):
    CONSOLE = "console"
    JSON = "json"


def _bot_token(value: SecretStr) -> SecretStr:
    return _token(value, prefix="xoxb-", other="xapp-", belongs_to="SLACK_APP_TOKEN")


def _app_token(value: SecretStr) -> SecretStr:
    return _token(value, prefix="xapp-", other="xoxb-", belongs_to="SLACK_BOT_TOKEN")


def _signing_secret(secret: SecretStr) -> SecretStr:
    value = secret.get_secret_value()
    for prefix, belongs_to in (("xoxb-", "SLACK_BOT_TOKEN"), ("xapp-", "SLACK_APP_TOKEN")):
        if value.startswith(prefix):
            raise ValueError(f"holds a token that begins with {prefix}; that one belongs into {belongs_to}")
    if not re.fullmatch(r"[0-9A-Za-z]{16,}", value):
        raise ValueError(
            "must be the letters and digits that Slack shows under Basic Information as the Signing Secret: no quotes, "
            "no spaces"
        )
    return secret


def _token(secret: SecretStr, *, prefix: str, other: str, belongs_to: str) -> SecretStr:
    """The token, whose text never gets into a message."""
    value = secret.get_secret_value()
    if value.startswith(other):
        raise ValueError(f"holds a token that begins with {other}; that one belongs into {belongs_to}")
    if not value.startswith(prefix):
        raise ValueError(f"must begin with {prefix}")
    if not re.fullmatch(r"[A-Za-z0-9-]+", value) or value == prefix:
        raise ValueError(f"must be {prefix} followed by letters, digits and dashes only: no quotes, no spaces")
    return secret


def _api_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        port_is_legal = parts.port != 0
    except ValueError:
        parts, port_is_legal = None, False
    if parts is None or not port_is_legal or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"must be a web address such as {SLACK_API} or http://127.0.0.1:8040/api/")
    if parts.query or parts.fragment or parts.username:
        raise ValueError("must be an address alone, without a user name, ? or #")
    return value.rstrip("/") + "/"


def _host(value: str) -> str:
    if value != "localhost":
        try:
            ip_address(value)
        except ValueError:
            raise ValueError("must be an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all") from None
    return value


def https_address(value: str) -> str:
    """The address without a path: what comes after it is ours."""
    try:
        parts = urlsplit(value)
        is_address = bool(parts.hostname) and parts.port != 0 and parts.path in {"", "/"}
    except ValueError:
        parts, is_address = urlsplit(""), False
    if not is_address or parts.query or parts.fragment or parts.username:
        raise ValueError("must be an address such as https://budge.example.com, with nothing after the name or port")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK_NAMES):
        raise ValueError("must begin with https://: Slack sends requests nowhere else")
    return value.rstrip("/")


def database_address(value: str) -> str:
    """The address of a database that Budge can use; raises ValueError with what is wrong with any other."""
    if value.startswith(POSTGRESQL):
        if not urlsplit(value).path.strip("/"):
            raise ValueError("names no database; write it at the end, as in postgresql://user@host/budge")
        return value
    if not value.startswith(SQLITE):
        raise ValueError(f"must begin with {SQLITE} or {POSTGRESQL[0]}")
    file = value.removeprefix(SQLITE)
    if not file or file.startswith(":"):
        raise ValueError(f"names no file; write it at the end, as in {SQLITE}budge.db")
    if not Path(file).parent.is_dir():
        raise ValueError(f"names a file in the folder {Path(file).parent}, which does not exist")
    return value


def _level(value: str) -> LogLevel:
    if value.upper() not in set(LogLevel):
        raise ValueError(f"must be one of {', '.join(LogLevel)}")
    return LogLevel(value.upper())


def _format(value: str) -> LogFormat:
    if value.lower() not in set(LogFormat):
        raise ValueError(f"must be {' or '.join(LogFormat)}")
    return LogFormat(value.lower())


def _port(value: object) -> int:
    text = str(value)
    if not text.isdecimal() or int(text) > HIGHEST_PORT:
        raise ValueError(f"must be a port from 0 to {HIGHEST_PORT}; 0 takes any that is free")
    return int(text)


def _days(value: object) -> int:
    text = str(value)
    if not text.isdecimal() or not SHORTEST_RETENTION <= int(text) <= LONGEST_RETENTION:
        raise ValueError(f"must be a whole number of days from {SHORTEST_RETENTION} to {LONGEST_RETENTION}")
    return int(text)


def _folder(folder: Path) -> Path:
    if not folder.is_dir():
        raise ValueError(f"names {folder}, which is not an existing folder")
    return folder


class Settings(BaseSettings):
    """Everything that can be set. Empty tokens are possible only where Slack is not needed, as in `budge migrate`."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True, validate_default=False
    )

    bot_token: Annotated[SecretStr, AfterValidator(_bot_token)] = Field(
        default=SecretStr(""), validation_alias="SLACK_BOT_TOKEN"
    )
    app_token: Annotated[SecretStr, AfterValidator(_app_token)] = Field(
        default=SecretStr(""), validation_alias="SLACK_APP_TOKEN"
    )
    signing_secret: Annotated[SecretStr, AfterValidator(_signing_secret)] = Field(
        default=SecretStr(""), validation_alias="SLACK_SIGNING_SECRET"
    )
    api_url: Annotated[str, AfterValidator(_api_url)] = Field(default=SLACK_API, validation_alias="SLACK_API_URL")
    database_url: Annotated[str, AfterValidator(database_address)] = Field(
        default=f"{SQLITE}budge.db", validation_alias="BUDGE_DATABASE_URL", repr=False
    )
    host: Annotated[str, AfterValidator(_host)] = Field(default="127.0.0.1", validation_alias="BUDGE_HOST")
    port: Annotated[int, BeforeValidator(_port)] = Field(default=3000, validation_alias="BUDGE_PORT")
    public_url: Annotated[str | None, AfterValidator(https_address)] = Field(
        default=None, validation_alias="BUDGE_PUBLIC_URL"
    )
    ops_port: Annotated[int, BeforeValidator(_port)] = Field(default=3001, validation_alias="BUDGE_OPS_PORT")
    ops_host: Annotated[str, AfterValidator(_host)] = Field(default="127.0.0.1", validation_alias="BUDGE_OPS_HOST")
    log_level: Annotated[LogLevel, BeforeValidator(_level)] = Field(
        default=LogLevel.INFO, validation_alias="BUDGE_LOG_LEVEL"
    )
    log_format: Annotated[LogFormat, BeforeValidator(_format)] = Field(
        default=LogFormat.CONSOLE, validation_alias="BUDGE_LOG_FORMAT"
    )
    retention_days: Annotated[int, BeforeValidator(_days)] = Field(default=400, validation_alias="BUDGE_RETENTION_DAYS")
    routines: Annotated[Path | None, AfterValidator(_folder)] = Field(default=None, validation_alias="BUDGE_ROUTINES")

    @classmethod
    def read(cls, environ: Mapping[str, str], *, needs_slack: bool = True) -> Self:
        """The settings of an environment. Raises SettingsError with everything that is wrong with it."""
        known = cls.variables()
        problems = [
            _unknown(name, known) for name in sorted(environ) if name.startswith("BUDGE_") and name not in known
        ]
        if needs_slack:
            problems += [
                f"{name} is missing: {what}." for name, what in NEEDED_FOR_SLACK.items() if not environ.get(name)
            ]
            if not environ.get("SLACK_APP_TOKEN") and not environ.get("SLACK_SIGNING_SECRET"):
                problems.append(WAY_IN_IS_MISSING)
        source = EnvSettingsSource(cls, case_sensitive=True, env_ignore_empty=True)
        source.env_vars = {name: value for name, value in environ.items() if value}
        try:
            settings = cls.model_validate(source())
        except ValidationError as error:
            problems += [f"{each['loc'][0]} {each['ctx']['error']}." for each in error.errors()]
        else:
            if needs_slack and settings.uses_http and settings.port == settings.ops_port != 0:
                problems.append(f"BUDGE_PORT is {settings.port}, and so is BUDGE_OPS_PORT: change one of them.")
        if problems:
            raise SettingsError(problems)
        return settings

    @property
    def uses_http(self) -> bool:
        """Whether Slack reaches us by signed requests; if not, over Socket Mode."""
        return not self.app_token.get_secret_value()

    @classmethod
    def for_demo(cls, folder: Path, port: int) -> Self:
        """The settings of the demo: its own database in `folder`, the sandbox at `port`, blind to the environment."""
        return cls(
            bot_token=SecretStr("xoxb-sandbox-budge"),
            app_token=SecretStr("xapp-sandbox-budge"),
            api_url=f"http://127.0.0.1:{port}/api/",
            database_url=f"{SQLITE}{folder / 'budge.db'}",
        )

    @classmethod
    def variables(cls) -> dict[str, str]:
        """The environment variables that are read, with their default as a person would write it."""
        return {str(field.validation_alias): _written(field.default) for field in cls.model_fields.values()}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Nothing but what is passed in: `read` alone looks at an environment, and only at the one it is given."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)


def hide_from_bolt(environ: MutableMapping[str, str]) -> None:
    """Remove Slack's variables: Bolt reads them by itself, and the mere presence of some changes what it does."""
    for name in [name for name in environ if name.startswith("SLACK_")]:
        del environ[name]


def _unknown(name: str, known: Mapping[str, str]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.8)
    hint = f"did you mean {near[0]}?" if near else "the README lists those there are."
    return f"{name} is not a setting of Budge; {hint}"


def _written(default: object) -> str:
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    return "" if default is None else str(default)
