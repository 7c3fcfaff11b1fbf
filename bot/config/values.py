"""What the other settings look like, and what is said of one that does not."""

from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

SLACK_API = "https://slack.com/api/"
SQLITE = "sqlite+aiosqlite:///"
HIGHEST_PORT = 65535
SHORTEST_RETENTION, LONGEST_RETENTION = 30, 36_500  # days; the weeks that still change end before the shortest
POSTGRESQL = ("postgresql://", "postgresql+psycopg://")
LOOPBACK_NAMES = {"127.0.0.1", "::1", "localhost"}


class LogLevel(StrEnum):
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LogFormat(StrEnum):
    CONSOLE = "console"
    JSON = "json"


def api_url(value: str) -> str:
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


def host(value: str) -> str:
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


def log_level(value: str) -> LogLevel:
    if value.upper() not in set(LogLevel):
        raise ValueError(f"must be one of {', '.join(LogLevel)}")
    return LogLevel(value.upper())


def log_format(value: str) -> LogFormat:
    if value.lower() not in set(LogFormat):
        raise ValueError(f"must be {' or '.join(LogFormat)}")
    return LogFormat(value.lower())


def port(value: object) -> int:
    text = str(value)
    if not text.isdecimal() or int(text) > HIGHEST_PORT:
        raise ValueError(f"must be a port from 0 to {HIGHEST_PORT}; 0 takes any that is free")
    return int(text)


def days(value: object) -> int:
    text = str(value)
    if not text.isdecimal() or not SHORTEST_RETENTION <= int(text) <= LONGEST_RETENTION:
        raise ValueError(f"must be a whole number of days from {SHORTEST_RETENTION} to {LONGEST_RETENTION}")
    return int(text)


def folder(folder: Path) -> Path:
    if not folder.is_dir():
        raise ValueError(f"names {folder}, which is not an existing folder")
    return folder
