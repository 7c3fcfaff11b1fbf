"""Slack's rules for manifests: what must be there, how long it may be, and what is allowed at all."""

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

SECTIONS = {
    "": {"_metadata", "display_information", "features", "oauth_config", "settings"},
    "display_information": {"name", "description", "long_description", "background_color"},
    "features": {"app_home", "bot_user", "slash_commands", "shortcuts", "unfurl_domains", "workflow_steps"},
    "features.app_home": {"home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"},
    "features.bot_user": {"display_name", "always_online"},
    "oauth_config": {"scopes", "redirect_urls"},
    "oauth_config.scopes": {"bot", "user", "bot_optional", "user_optional"},
    "settings": {
        "allowed_ip_address_ranges",
        "event_subscriptions",
        "interactivity",
        "org_deploy_enabled",
        "socket_mode_enabled",
        "token_rotation_enabled",
    },
    "settings.event_subscriptions": {"request_url", "bot_events", "user_events", "metadata_subscriptions"},
    "settings.interactivity": {"is_enabled", "request_url", "message_menu_options_url"},
}
COMMAND_KEYS = {"command", "url", "description", "usage_hint", "should_escape"}
LONGEST = {
    "display_information.name": 35,
    "display_information.description": 140,
    "features.bot_user.display_name": 80,
}
LONGEST_OF_A_COMMAND = {"command": 32, "description": 2000, "usage_hint": 1000}
MOST = {"features.slash_commands": 50, "oauth_config.scopes.bot": 255, "settings.event_subscriptions.bot_events": 100}
EVENT_SCOPES = {"message.im": "im:history", "message.channels": "channels:history", "user_change": "users:read"}
"""Events that Slack subscribes nobody to without this scope; of those that Budge knows."""


def problems(manifest: Json) -> list[str]:
    """What Slack would say against it."""
    return [
        *_unknown_keys(manifest),
        *_lengths(manifest),
        *_commands(manifest),
        *_reached(manifest),
        *_events(manifest),
    ]


def _at(manifest: Json, path: str) -> Any:
    found: Any = manifest
    for name in filter(None, path.split(".")):
        found = found.get(name, {})
    return found


def _unknown_keys(manifest: Json) -> Iterator[str]:
    for path, known in SECTIONS.items():
        yield from (f"{path}.{key} is unknown" for key in _at(manifest, path) if key not in known)
    if manifest.get("_metadata", {}).get("major_version", 1) not in {1, 2}:
        yield "_metadata.major_version must be 1 or 2"


def _lengths(manifest: Json) -> Iterator[str]:
    if not _at(manifest, "display_information.name"):
        yield "display_information.name is missing"
    if not re.fullmatch(r"#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3}", _at(manifest, "display_information.background_color")):
        yield "display_information.background_color is no colour"
    yield from (f"{path} is too long" for path, most in LONGEST.items() if len(_at(manifest, path)) > most)
    for path, most in MOST.items():
        items = _at(manifest, path)
        if len(items) > most:
            yield f"{path} has too many"
        if len({str(item) for item in items}) < len(items):
            yield f"{path} names one twice"


def _commands(manifest: Json) -> Iterator[str]:
    for command in _at(manifest, "features.slash_commands"):
        yield from (f"{key} of a command is unknown" for key in command if key not in COMMAND_KEYS)
        yield from (f"a command lacks its {key}" for key in ("command", "description") if not command.get(key))
        yield from (
            f"{key} of a command is too long"
            for key, most in LONGEST_OF_A_COMMAND.items()
            if len(command.get(key, "")) > most
        )
        if not re.fullmatch(r"/[a-z0-9_-]+", command.get("command", "")):
            yield "a command is a slash and lower-case letters"
    if _at(manifest, "features.slash_commands") and "commands" not in _at(manifest, "oauth_config.scopes.bot"):
        yield "commands need the scope commands"


def _reached(manifest: Json) -> Iterator[str]:
    """Over Socket Mode no address is needed; over HTTP each thing that Slack sends needs one."""
    addresses = {
        "settings.event_subscriptions.request_url": _at(manifest, "settings.event_subscriptions").get("request_url"),
        "settings.interactivity.request_url": _at(manifest, "settings.interactivity").get("request_url"),
        "settings.interactivity.message_menu_options_url": _at(manifest, "settings.interactivity").get(
            "message_menu_options_url"
        ),
        **{f"{each['command']} url": each.get("url") for each in _at(manifest, "features.slash_commands")},
    }
    if manifest["settings"].get("socket_mode_enabled"):
        yield from (f"{name} has no use over Socket Mode" for name, address in addresses.items() if address)
        return
    for name, address in addresses.items():
        if not address:
            yield f"{name} is missing"
        elif not re.fullmatch(r"https://[^\s/]+/\S*", address) or len(address) > 3000:
            yield f"{name} must be a https address"


def _events(manifest: Json) -> Iterator[str]:
    scopes = _at(manifest, "oauth_config.scopes.bot")
    for event in _at(manifest, "settings.event_subscriptions.bot_events"):
        if event in EVENT_SCOPES and EVENT_SCOPES[event] not in scopes:
            yield f"{event} needs the scope {EVENT_SCOPES[event]}"
