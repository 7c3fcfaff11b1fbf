"""Settings: read once from the environment, every problem told at once, then handed down as a value."""

from collections.abc import Mapping, MutableMapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from bot.config import credentials, values
from bot.config.modes import unfit_for_slack
from bot.config.values import SLACK_API, SQLITE, LogFormat, LogLevel


class SettingsError(Exception):
    """The settings cannot be used; `problems` has one sentence for everything that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """Everything that can be set. Empty tokens are possible only where Slack is not needed, as in `budge migrate`."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True, validate_default=False
    )

    bot_token: Annotated[SecretStr, AfterValidator(credentials.bot_token)] = Field(
        default=SecretStr(""), validation_alias="SLACK_BOT_TOKEN"
    )
    app_token: Annotated[SecretStr, AfterValidator(credentials.app_token)] = Field(
        default=SecretStr(""), validation_alias="SLACK_APP_TOKEN"
    )
    signing_secret: Annotated[SecretStr, AfterValidator(credentials.signing_secret)] = Field(
        default=SecretStr(""), validation_alias="SLACK_SIGNING_SECRET"
    )
    client_id: Annotated[SecretStr, AfterValidator(credentials.client_word)] = Field(
        default=SecretStr(""), validation_alias="SLACK_CLIENT_ID"
    )
    client_secret: Annotated[SecretStr, AfterValidator(credentials.client_word)] = Field(
        default=SecretStr(""), validation_alias="SLACK_CLIENT_SECRET"
    )
    secret_key: Annotated[SecretStr, AfterValidator(credentials.secret_key)] = Field(
        default=SecretStr(""), validation_alias="BUDGE_SECRET_KEY"
    )
    api_url: Annotated[str, AfterValidator(values.api_url)] = Field(default=SLACK_API, validation_alias="SLACK_API_URL")
    database_url: Annotated[str, AfterValidator(values.database_address)] = Field(
        default=f"{SQLITE}budge.db", validation_alias="BUDGE_DATABASE_URL", repr=False
    )
    host: Annotated[str, AfterValidator(values.host)] = Field(default="127.0.0.1", validation_alias="BUDGE_HOST")
    port: Annotated[int, BeforeValidator(values.port)] = Field(default=3000, validation_alias="BUDGE_PORT")
    public_url: Annotated[str | None, AfterValidator(values.https_address)] = Field(
        default=None, validation_alias="BUDGE_PUBLIC_URL"
    )
    ops_port: Annotated[int, BeforeValidator(values.port)] = Field(default=3001, validation_alias="BUDGE_OPS_PORT")
    ops_host: Annotated[str, AfterValidator(values.host)] = Field(
        default="127.0.0.1", validation_alias="BUDGE_OPS_HOST"
    )
    log_level: Annotated[LogLevel, BeforeValidator(values.log_level)] = Field(
        default=LogLevel.INFO, validation_alias="BUDGE_LOG_LEVEL"
    )
    log_format: Annotated[LogFormat, BeforeValidator(values.log_format)] = Field(
        default=LogFormat.CONSOLE, validation_alias="BUDGE_LOG_FORMAT"
    )
    retention_days: Annotated[int, BeforeValidator(values.days)] = Field(
        default=400, validation_alias="BUDGE_RETENTION_DAYS"
    )
    routines: Annotated[Path | None, AfterValidator(values.folder)] = Field(
        default=None, validation_alias="BUDGE_ROUTINES"
    )

    @classmethod
    def read(cls, environ: Mapping[str, str], *, needs_slack: bool = True) -> Self:
        """The settings of an environment. Raises SettingsError with everything that is wrong with it."""
        known = cls.variables()
        problems = [
            _unknown(name, known) for name in sorted(environ) if name.startswith("BUDGE_") and name not in known
        ]
        if needs_slack:
            problems += unfit_for_slack(environ)
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

    @property
    def serves_many(self) -> bool:
        """Whether any workspace can install Budge by itself; if not, the bot token tells the one that is served."""
        return bool(self.client_id.get_secret_value() and self.client_secret.get_secret_value())

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """What stored tokens are encrypted with, the newest first; none where there is nothing to store."""
        return credentials.keys_in(self.secret_key)

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
