"""The manifest by which Slack sets up the app: what it may do, what Slack tells it, and on which way."""

import json
from collections.abc import Iterator
from typing import Any

from bot.slack.http import INSTALL_PATH, PATH, REDIRECT_PATH
from bot.slack.listeners.commands import COMMAND

SCOPES = {
    "commands": "the /budge command",
    "chat:write": "cards in direct messages, replies, the weekly post",
    "users:read": "names and time zones, and whether somebody left",
    "im:history": "what is typed into the direct message; whether a card was posted before a crash",
    "im:write": "opening the direct message when somebody joins",
    "files:write": "pictures on cards that Budge does not serve itself; the file of `/budge export`",
    "channels:read": "who is in a public channel with a weekly post, and whether it is shared",
    "groups:read": "the same for a private channel that Budge was invited to",
}
"""What Budge asks for, and why."""

EVENTS = {
    "app_home_opened": "draws the App Home",
    "message.im": "commands typed into the direct message",
    "user_change": "a new time zone, or somebody who left",
    "app_uninstalled": "erases everything of the workspace",
    "tokens_revoked": "stops, and erases everything of the workspace after a week",
}
"""What Slack tells Budge, and what for."""

_HEAD = """\
# The Slack app that Budge runs as. Make one at https://api.slack.com/apps: Create New App, From a manifest.
# `budge manifest{option}` prints this file. Then: {then}
"""
_SOCKET_MODE = """\
Basic Information, App-Level Tokens, one with connections:write, is
# SLACK_APP_TOKEN; Install App gives SLACK_BOT_TOKEN."""
_HTTP = """\
Basic Information, App Credentials, Signing Secret, is
# SLACK_SIGNING_SECRET; Install App gives SLACK_BOT_TOKEN. Or let any workspace install it at {url}{path}:
# then Client ID and Client Secret are SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, there is no SLACK_BOT_TOKEN, and
# Manage Distribution opens the app to others. Slack verifies the address when Budge runs there."""


def manifest(url: str | None = None) -> dict[str, Any]:
    """The manifest as Slack's API takes it: for HTTP with the public address of Budge, for Socket Mode without."""
    reached_at = {"request_url": f"{url}{PATH}"} if url else {}
    menus_ask_at = {"message_menu_options_url": f"{url}{PATH}"} if url else {}
    comes_back_to = {"redirect_urls": [f"{url}{REDIRECT_PATH}"]} if url else {}
    return {
        "_metadata": {"major_version": 1},
        "display_information": {
            "name": "Budge",
            "description": "Gets you out of your chair every two to three hours, with two short exercises.",
            "background_color": "#1b4332",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Budge", "always_online": True},
            "slash_commands": [
                {
                    "command": COMMAND,
                    **({"url": f"{url}{PATH}"} if url else {}),
                    "description": "Your next reminder, and everything about it",
                    "usage_hint": "start | now | done | snooze 20 | pause until monday | settings | stats | help",
                    "should_escape": True,
                }
            ],
        },
        "oauth_config": {**comes_back_to, "scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**reached_at, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **reached_at, **menus_ask_at},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def manifest_yaml(url: str | None = None) -> str:
    """The manifest as YAML, each scope and event with its reason beside it."""
    then = _HTTP.format(url=url, path=INSTALL_PATH) if url else _SOCKET_MODE
    head = _HEAD.format(option=f" --url {url}" if url else "", then=then)
    return head + "\n".join(_lines(manifest(url))) + "\n"


def _lines(value: dict[str, Any], indent: str = "") -> Iterator[str]:
    for key, content in value.items():
        if isinstance(content, dict):
            yield f"{indent}{key}:"
            yield from _lines(content, f"{indent}  ")
        elif isinstance(content, list):
            yield f"{indent}{key}:"
            for item in content:
                yield from _item(item, f"{indent}  ")
        else:
            yield f"{indent}{key}: {_scalar(content)}"


def _item(item: Any, indent: str) -> Iterator[str]:
    if not isinstance(item, dict):
        reason = SCOPES.get(item) or EVENTS.get(item)
        yield f"{indent}- {item}  # {reason}" if reason else f"{indent}- {item}"
        return
    first, *others = _lines(item)
    yield f"{indent}- {first}"
    yield from (f"{indent}  {line}" for line in others)


def _scalar(value: bool | int | str) -> str:
    """JSON's scalars are YAML's too."""
    return json.dumps(value, ensure_ascii=False)
