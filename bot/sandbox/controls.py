"""What can be pressed, picked or typed into: the elements of blocks, found as a program or as a person finds them."""

from collections.abc import Iterable, Iterator
from dataclasses import KW_ONLY, dataclass

from bot.sandbox.records import Json


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of one block, in the order they are shown."""
    match block.get("type"):
        case "actions":
            return list(block["elements"])
        case "input":
            return [block["element"]]
        case "section" if block.get("accessory", {}).get("type") not in (None, "image"):
            return [block["accessory"]]
        case _:
            return []


def find_element(blocks: Iterable[Json], *, block_id: str, action_id: str) -> Json | None:
    """The element with these ids."""
    for block in blocks:
        if block.get("block_id") == block_id:
            return next((e for e in elements_of(block) if e.get("action_id") == action_id), None)
    return None


def options_of(element: Json) -> list[Json]:
    """The options of a menu, of its groups too."""
    grouped = [option for group in element.get("option_groups", ()) for option in group["options"]]
    return [*element.get("options", ()), *grouped]


@dataclass(frozen=True, slots=True)
class Control:
    """Something to press, by the words a person sees; `menu` is the placeholder of the menu it is in, if any."""

    label: str
    _: KW_ONLY
    block_id: str
    action_id: str
    value: str | None = None
    menu: str = ""


def controls(blocks: Iterable[Json] | None) -> Iterator[Control]:
    """Everything to press in some blocks: buttons, and each option of the menus."""
    for block in blocks or ():
        for element in elements_of(block):
            if element["type"] == "button":
                yield Control(
                    element["text"]["text"],
                    block_id=block["block_id"],
                    action_id=element["action_id"],
                    value=element.get("value"),
                )
            for option in options_of(element):
                yield Control(
                    option["text"]["text"],
                    block_id=block["block_id"],
                    action_id=element["action_id"],
                    value=option["value"],
                    menu=element.get("placeholder", {}).get("text", ""),
                )


def find(blocks: Iterable[Json] | None, label: str, *, menu: str | None = None) -> Control | None:
    """The control with this visible label, in the menu with this placeholder if one is named."""
    return next((c for c in controls(blocks) if c.label == label and menu in (None, c.menu)), None)
