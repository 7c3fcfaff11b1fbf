"""What Slack's tokens and our keys look like. No message ever quotes one."""

import re
from base64 import urlsafe_b64decode

from pydantic import SecretStr

MAKE_A_KEY = "python3 -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())'"
KEY_SIZE = 32  # bytes


def bot_token(value: SecretStr) -> SecretStr:
    return _token(value, prefix="xoxb-", other="xapp-", belongs_to="SLACK_APP_TOKEN", place="OAuth & Permissions")


def app_token(value: SecretStr) -> SecretStr:
    return _token(value, prefix="xapp-", other="xoxb-", belongs_to="SLACK_BOT_TOKEN", place="Basic Information")


def signing_secret(secret: SecretStr) -> SecretStr:
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


def client_word(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[0-9A-Za-z._-]+", secret.get_secret_value()):
        raise ValueError("must be what Slack shows under Basic Information, App Credentials: no quotes, no spaces")
    return secret


def secret_key(secret: SecretStr) -> SecretStr:
    if not all(map(_is_key, keys_in(secret))):
        raise ValueError(f"must be one or more keys with commas between them, each made by `{MAKE_A_KEY}`")
    return secret


def keys_in(secret: SecretStr) -> tuple[str, ...]:
    value = secret.get_secret_value()
    return tuple(key.strip() for key in value.split(",")) if value else ()


def _is_key(key: str) -> bool:
    try:
        return bool(re.fullmatch(r"[\w-]+=*", key, re.ASCII)) and len(urlsafe_b64decode(key)) == KEY_SIZE
    except ValueError:
        return False


def _token(secret: SecretStr, *, prefix: str, other: str, belongs_to: str, place: str) -> SecretStr:
    """The token, whose text never gets into a message."""
    value = secret.get_secret_value()
    if value.startswith(other):
        raise ValueError(f"holds a token that begins with {other}; that one belongs into {belongs_to}")
    if not value.startswith(prefix):
        raise ValueError(
            f"must begin with {prefix}, no quotes or spaces before it: copy it again from {place} in the app's "
            "settings at api.slack.com/apps"
        )
    if not re.fullmatch(r"[A-Za-z0-9-]+", value) or value == prefix:
        raise ValueError(f"must be {prefix} followed by letters, digits and dashes only: no quotes, no spaces")
    return secret
