"""What is filled in: the state of inputs as Slack sends it, and what Slack's client asks for before it sends."""

from collections.abc import Iterator, Mapping

from bot.sandbox.controls import elements_of, options_of
from bot.sandbox.records import Filled, Json

Given = str | list[str] | None

#: The options a bot has offered for its external menus, by value.
Offered = Mapping[str, Json]

_ONE_OPTION = frozenset({"static_select", "external_select", "radio_buttons"})
_SEVERAL_OPTIONS = frozenset({"multi_static_select", "checkboxes"})
_TEXT = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input"})
_PLAIN_CHOICE = {
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "date_time",
    "users_select": "user",
    "conversations_select": "conversation",
    "channels_select": "channel",
}


class NoSuchOptionError(Exception):
    """Something was picked that the menu does not offer."""


def state_of(blocks: list[Json], *, filled: Filled, offered: Offered) -> Json:
    """`state.values` of some blocks: what was filled in, else what each element starts with."""
    values: Json = {}
    for block in blocks:
        for element in elements_of(block):
            given = filled.get(block["block_id"], {})
            entry = _entry(element, given=given, offered=offered)
            if entry is not None:
                values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return values


def entry_of(element: Json, *, given: Given, offered: Offered) -> Json:
    """What an element says of itself in a payload once somebody has given it a value; buttons say nothing."""
    kind = element["type"]
    if kind in _ONE_OPTION or kind == "overflow":
        return {"selected_option": _option(element, value=given, offered=offered)}
    if kind in _SEVERAL_OPTIONS:
        chosen = [given] if isinstance(given, str) else given or []
        return {"selected_options": [_option(element, value=each, offered=offered) for each in chosen]}
    if kind in _TEXT:
        return {"value": given or None}
    if kind in _PLAIN_CHOICE:
        value = int(given) if given and kind == "datetimepicker" and isinstance(given, str) else given or None
        return {f"selected_{_PLAIN_CHOICE[kind]}": value}
    if kind == "multi_users_select":
        return {"selected_users": given or []}
    return {}


def _entry(element: Json, *, given: Mapping[str, Given], offered: Offered) -> Json | None:
    kind = element["type"]
    if kind in ("button", "overflow"):
        return None
    if element["action_id"] in given:
        return {"type": kind, **entry_of(element, given=given[element["action_id"]], offered=offered)}
    return {"type": kind, **_start(element)}


def _start(element: Json) -> Json:
    kind = element["type"]
    if kind in _ONE_OPTION:
        return {"selected_option": element.get("initial_option")}
    if kind in _SEVERAL_OPTIONS:
        return {"selected_options": element.get("initial_options", [])}
    if kind in _TEXT:
        return {"value": element.get("initial_value")}
    if kind == "multi_users_select":
        return {"selected_users": element.get("initial_users", [])}
    return {f"selected_{_PLAIN_CHOICE[kind]}": element.get(f"initial_{_PLAIN_CHOICE[kind]}")}


def _option(element: Json, *, value: Given, offered: Offered) -> Json | None:
    if not value:
        return None
    for option in options_of(element):
        if option["value"] == value:
            return option
    if element["type"] == "external_select" and isinstance(value, str):
        starting = element.get("initial_option", {})
        if value in offered or starting.get("value") == value:
            return offered.get(value, starting)
    raise NoSuchOptionError(f"{element['action_id']} does not offer {value!r}")


def complaints(blocks: list[Json], *, values: Json) -> dict[str, str]:
    """What Slack's client says beside the fields, by block id, before it lets a modal be submitted."""
    return dict(_complaints(blocks, values=values))


def _complaints(blocks: list[Json], *, values: Json) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        entry = values[block["block_id"]][element["action_id"]]
        value = next(content for name, content in entry.items() if name != "type")
        if not value and not block.get("optional", False):
            yield block["block_id"], "Please complete this required field."
        elif isinstance(value, str) and len(value) > element.get("max_length", 3000):
            yield block["block_id"], f"Please enter no more than {element.get('max_length', 3000)} characters."
        elif isinstance(value, str) and len(value) < element.get("min_length", 0):
            yield block["block_id"], f"Please enter at least {element['min_length']} characters."
