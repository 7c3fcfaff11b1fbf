"""Limits of the interactive elements, and which of them may stand where."""

import re
from datetime import date, time
from zoneinfo import available_timezones

from bot.sandbox.limits.checks import (
    Check,
    Problems,
    both,
    flag,
    items,
    matching,
    one_of,
    problem,
    record,
    text,
    typed,
    whole_number,
)
from bot.sandbox.limits.objects import (
    confirmation,
    dispatch_config,
    identifier,
    image_url,
    option,
    option_group,
    overflow_option,
    plain_text,
    rich_option,
    slack_file,
    url,
)

_MOST_OPTIONS = 100
_MOST_BOXES = 10

_common: dict[str, Check] = {"action_id": identifier, "confirm": confirmation}
_focus: dict[str, Check] = {"focus_on_load": flag}
_menu: dict[str, Check] = {**_common, **_focus, "placeholder": plain_text(150)}


def _is_date(value: str) -> bool:
    try:
        return len(value) == len("2026-11-18") and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_time(value: str) -> bool:
    try:
        return len(value) == len("09:00") and bool(time.fromisoformat(value).isoformat())
    except ValueError:
        return False


def _is_number(value: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", value) is not None


_date = matching(_is_date, what="a date as YYYY-MM-DD")
_time = matching(_is_time, what="a time as HH:mm")
_number = matching(_is_number, what="a number in a string")
_zone = matching(lambda value: value in available_timezones(), what="a time zone")


def has_one_source(value: object, path: str) -> Problems:
    """An image comes from exactly one of its two sources."""
    if isinstance(value, dict) and ("image_url" in value) == ("slack_file" in value):
        yield problem("must provide either image_url or slack_file", path)


def _options_once(value: object, path: str) -> Problems:
    """A menu has options or groups of them; what it starts with is one of them, to the letter."""
    if not isinstance(value, dict):
        return
    if ("options" in value) == ("option_groups" in value):
        yield problem("must provide either options or option_groups", path)
        return
    offered = value.get("options") or [o for group in value["option_groups"] for o in group["options"]]
    chosen = value.get("initial_options", [])
    if "initial_option" in value:
        chosen = [value["initial_option"]]
    for initial in chosen:
        if initial not in offered:
            yield problem("initial option must exactly match one of the options", path)


def _choice(required: dict[str, Check], optional: dict[str, Check]) -> Check:
    return both(record(required, optional=optional), _options_once)


def _ordered_lengths(value: object, path: str) -> Problems:
    if isinstance(value, dict) and value.get("min_length", 0) > value.get("max_length", 3000):
        yield problem("min_length must not be above max_length", path)


_lists: dict[str, Check] = {
    "options": items(option, at_most=_MOST_OPTIONS),
    "option_groups": items(option_group, at_most=_MOST_OPTIONS),
}
_several: dict[str, Check] = {"max_selected_items": whole_number(1, _MOST_OPTIONS)}
_dispatch: dict[str, Check] = {"dispatch_action_config": dispatch_config}
_typing: dict[str, Check] = {"action_id": identifier, "placeholder": plain_text(150), **_focus, **_dispatch}

_button = record(
    {"text": plain_text(75)},
    optional={
        **_common,
        "value": text(2000),
        "url": url,
        "style": one_of("primary", "danger"),
        "accessibility_label": text(75),
    },
)
_image = both(
    record({"alt_text": text(2000)}, optional={"image_url": image_url, "slack_file": slack_file}),
    has_one_source,
)
_boxes = _choice(
    {"options": items(rich_option, at_most=_MOST_BOXES)},
    {**_common, **_focus, "initial_options": items(rich_option, at_most=_MOST_BOXES)},
)
_radios = _choice(
    {"options": items(rich_option, at_most=_MOST_BOXES)}, {**_common, **_focus, "initial_option": rich_option}
)
_external: dict[str, Check] = {"min_query_length": whole_number(0, 3000)}
_plain_text_input = both(
    record(
        {},
        optional={
            **_typing,
            "initial_value": text(3000, at_least=0),
            "multiline": flag,
            "min_length": whole_number(0, 3000),
            "max_length": whole_number(1, 3000),
        },
    ),
    _ordered_lengths,
)

_MENUS: dict[str, Check] = {
    "static_select": _choice({}, {**_menu, **_lists, "initial_option": option}),
    "external_select": record({}, optional={**_menu, **_external, "initial_option": option}),
    "users_select": record({}, optional={**_menu, "initial_user": identifier}),
    "channels_select": record({}, optional={**_menu, "initial_channel": identifier}),
    "conversations_select": record(
        {}, optional={**_menu, "initial_conversation": identifier, "default_to_current_conversation": flag}
    ),
}
_MULTI_MENUS: dict[str, Check] = {
    "multi_static_select": _choice(
        {}, {**_menu, **_lists, **_several, "initial_options": items(option, at_most=_MOST_OPTIONS)}
    ),
    "multi_users_select": record(
        {}, optional={**_menu, **_several, "initial_users": items(identifier, at_most=_MOST_OPTIONS)}
    ),
}
_PICKERS: dict[str, Check] = {
    "datepicker": record({}, optional={**_menu, "initial_date": _date}),
    "timepicker": record({}, optional={**_menu, "initial_time": _time, "timezone": _zone}),
    "checkboxes": _boxes,
    "radio_buttons": _radios,
}
_DATETIME: dict[str, Check] = {
    "datetimepicker": record({}, optional={**_common, **_focus, "initial_date_time": whole_number(10**9, 10**10 - 1)})
}
_PRESSED: dict[str, Check] = {
    "button": _button,
    "overflow": record({"options": items(overflow_option, at_most=5)}, optional=_common),
}
_TYPED: dict[str, Check] = {
    "plain_text_input": _plain_text_input,
    "number_input": record(
        {"is_decimal_allowed": flag},
        optional={**_typing, "initial_value": _number, "min_value": _number, "max_value": _number},
    ),
    "email_text_input": record({}, optional={**_typing, "initial_value": text(3000, at_least=0)}),
    "url_text_input": record({}, optional={**_typing, "initial_value": text(3000, at_least=0)}),
}

image = _image
in_actions = typed({**_PRESSED, **_MENUS, **_PICKERS, **_DATETIME})
in_section = typed({**_PRESSED, **_MENUS, **_MULTI_MENUS, **_PICKERS, "image": _image})
in_input = typed({**_MENUS, **_MULTI_MENUS, **_PICKERS, **_DATETIME, **_TYPED})
