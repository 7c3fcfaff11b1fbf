"""The fields of a form. Each has the id of the element in it, unless said."""

from collections.abc import Sequence

from bot.slack.blocks.elements import plain
from bot.slack.message import Block


def field(label: str, name: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    """Any element as a field; an optional one may be left empty."""
    block = {"type": "input", "block_id": name, "label": plain(label), "element": element, "optional": optional}
    return block | {"hint": plain(hint)} if hint else block


def checkboxes(
    label: str, name: str, options: Sequence[Block], *, initial: Sequence[Block] = (), hint: str = ""
) -> Block:
    """Several of the options, or none of them."""
    element: Block = {"type": "checkboxes", "action_id": name, "options": list(options)}
    if initial:
        element["initial_options"] = list(initial)
    return field(label, name, element, optional=True, hint=hint)


def radio(label: str, name: str, options: Sequence[Block], *, initial: Block | None) -> Block:
    """One of the options; without a first choice it may be left open."""
    element: Block = {"type": "radio_buttons", "action_id": name, "options": list(options)}
    if initial is not None:
        element["initial_option"] = initial
    return field(label, name, element, optional=initial is None)


def select_one(label: str, name: str, options: Sequence[Block], *, initial: Block, hint: str = "") -> Block:
    """One of the options, from a menu."""
    element = {"type": "static_select", "action_id": name, "options": list(options), "initial_option": initial}
    return field(label, name, element, hint=hint)
