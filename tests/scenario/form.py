"""Filling in a modal by the labels of its fields."""

from collections.abc import Mapping, Sequence

from bot.sandbox.controls import options_of
from bot.sandbox.records import Filled, Json, View

Given = str | Sequence[str]


def filled_in(view: View, fields: Mapping[str, Given]) -> Filled:
    """What the modal holds once these fields are filled in; options are named by their words."""
    filled: dict[str, dict[str, str | list[str] | None]] = {
        block_id: dict(values) for block_id, values in view.filled.items()
    }
    for label, given in fields.items():
        block = field_of(view, label)
        element = block["element"]
        filled.setdefault(block["block_id"], {})[element["action_id"]] = _value(element, given)
    return filled


def field_of(view: View, label: str) -> Json:
    found = [block for block in view.blocks if block["type"] == "input" and block["label"]["text"] == label]
    assert found, f"no field {label}"
    return found[0]


def shown_in(view: View) -> dict[str, object]:
    """What the fields of a modal start with, by label, options by their words."""
    return {block["label"]["text"]: _start(block["element"]) for block in view.blocks if block["type"] == "input"}


def _value(element: Json, given: Given) -> str | list[str]:
    values: dict[str, str] = {option["text"]["text"]: option["value"] for option in options_of(element)}
    if isinstance(given, str):
        return values.get(given, given)
    return [values[each] for each in given]


def _start(element: Json) -> object:
    if "initial_option" in element:
        return element["initial_option"]["text"]["text"]
    if element["type"] == "checkboxes":
        return [option["text"]["text"] for option in element.get("initial_options", ())]
    return element.get("initial_value") or element.get("initial_time") or ""
