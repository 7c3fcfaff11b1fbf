"""Reads what was pressed, picked or typed."""

from collections.abc import Mapping
from datetime import date
from typing import Any


def pressed_value(body: Mapping[str, Any]) -> str:
    """The value of the button, or of the option picked; empty where there is none."""
    action: Mapping[str, Any] = body["actions"][0]
    picked: Mapping[str, Any] = action.get("selected_option") or {}
    return str(picked.get("value") or action.get("value") or "")


def picked_day(body: Mapping[str, Any], field: str) -> date:
    """The day picked in a form's field; block and element have the same id."""
    return date.fromisoformat(body["view"]["state"]["values"][field][field]["selected_date"])


def shows_action(body: Mapping[str, Any], action_id: str) -> bool:
    """Whether the pressed message also offers this action: that tells which of our messages it is."""
    blocks = (body.get("message") or {}).get("blocks") or ()
    return any(element.get("action_id") == action_id for block in blocks for element in block.get("elements") or ())


def unescaped(text: str) -> str:
    """Typed text as it was typed: Slack hands it over with three characters escaped."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
