"""The settings: what can be set, what is needed, and what is said of anything wrong."""

from bot.config.settings import Settings, SettingsError, hide_from_bolt
from bot.config.values import LogFormat, LogLevel, database_address, https_address

__all__ = [
    "LogFormat",
    "LogLevel",
    "Settings",
    "SettingsError",
    "database_address",
    "hide_from_bolt",
    "https_address",
]
