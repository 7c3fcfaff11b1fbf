"""Reads what was pressed, picked or typed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class Unreadable(Exception):  # noqa: N818 - it reads as what it is
    """It lacks what our own cards and forms always hold: nobody has filled this in."""


@contextmanager
def reading() -> Iterator[None]:
    """Makes Unreadable of whatever a payload of the wrong shape makes a reader stumble over."""
    try:
        yield
    except (AttributeError, KeyError, StopIteration, TypeError, ValueError) as stumble:
        raise Unreadable from stumble


def pressed_value(body: Mapping[str, Any]) -> str:
    """The value of the button, or of the option picked; empty where there is none."""
    action: Mapping[str, Any] = body["actions"][0]
    picked: Mapping[str, Any] = action.get("selected_option") or {}
    return str(picked.get("value") or action.get("value") or "")


@reading()
def picked_zone(body: Mapping[str, Any]) -> str:
    """The time zone that the button or the option picked stands for."""
    return known_zone(pressed_value(body))


def known_zone(name: str) -> str:
    """The name itself. Raises ValueError where there is no such zone."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, OSError):  # OSError: a name that is no path below the data
        raise ValueError(name) from None


def known_weekday(value: str) -> int:
    """The weekday, Monday 0. Raises ValueError where there is no such one."""
    weekday = int(value)
    if not 0 <= weekday < 7:  # noqa: PLR2004 - days of a week
        raise ValueError(value)
    return weekday


@reading()
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
