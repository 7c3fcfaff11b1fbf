"""Limits of the composition objects: texts, options, confirmation dialogs."""

from urllib.parse import urlsplit

from bot.sandbox.limits.checks import Check, Problems, both, flag, items, one_of, problem, record, text, typed

LONGEST_TEXT = 3000
LONGEST_URL = 3000


def _plain(at_most: int) -> Check:
    return record({"text": text(at_most)}, optional={"emoji": flag})


def _mrkdwn(at_most: int) -> Check:
    return record({"text": text(at_most)}, optional={"verbatim": flag})


def plain_text(at_most: int) -> Check:
    return typed({"plain_text": _plain(at_most)})


def any_text(at_most: int) -> Check:
    """Plain text or mrkdwn, where Slack takes either."""
    return typed({"plain_text": _plain(at_most), "mrkdwn": _mrkdwn(at_most)})


def _leads_somewhere(value: object, path: str) -> Problems:
    if not _is_on_the_web(str(value)):
        yield problem("invalid_url", path)


def _is_on_the_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _names_one_file(value: object, path: str) -> Problems:
    if isinstance(value, dict) and ("id" in value) == ("url" in value):
        yield problem("must provide either id or url", path)


url = text(LONGEST_URL)
image_url = both(url, _leads_somewhere)
identifier = text(255)

_value = text(150)

option = record({"text": plain_text(75), "value": _value}, optional={"description": plain_text(75)})
overflow_option = record(
    {"text": plain_text(75), "value": _value}, optional={"description": plain_text(75), "url": url}
)
rich_option = record({"text": any_text(75), "value": _value}, optional={"description": any_text(75)})
option_group = record({"label": plain_text(75), "options": items(option, at_most=100)})

confirmation = record(
    {"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    optional={"style": one_of("primary", "danger")},
)

dispatch_config = record({"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), at_most=2)})

slack_file = both(record({}, optional={"id": text(255), "url": url}), _names_one_file)
