"""What a person reads on a surface, and finds on it by its visible words."""

from collections.abc import Iterator

from bot.sandbox.controls import Control, controls
from bot.sandbox.records import Json, Message, View
from tests.scenario.chronicle import decoded

MARKS = str.maketrans("", "", "*`")


def words_of(surface: Message | View) -> str:
    """All that is shown, one block a line, without marks of formatting; a message without blocks shows its text."""
    if isinstance(surface, Message) and not surface.blocks:
        return decoded(surface.text).translate(MARKS)
    return "\n".join(line for line in map(block_words, surface.blocks or []) if line)


def block_words(block: Json) -> str:
    match block["type"]:
        case "rich_text":
            return "".join(_leaves(block))
        case "section" | "header":
            texts = [block.get("text"), *block.get("fields", ())]
        case "context":
            texts = block["elements"]
        case "input":
            texts = [block["label"]]
        case _:
            texts = []
    shown = "\n".join(decoded(text["text"]).translate(MARKS) for text in texts if text)
    return "\n".join(part for part in (shown, labels_words(block)) if part)


def labels_words(block: Json) -> str:
    """The buttons and options of a block, each in brackets."""
    return " ".join(f"[{control.label}]" for control in controls([block]))


def labels_of(surface: Message | View) -> list[str]:
    return [control.label for control in controls(surface.blocks)]


def control_of(surface: Message | View, label: str, *, near: str = "") -> Control | None:
    """The control with this label, in a block that says `near`."""
    fitting = [block for block in surface.blocks or [] if near in block_words(block)]
    return next((control for control in controls(fitting) if control.label == label), None)


def _leaves(tree: Json) -> Iterator[str]:
    if "text" in tree:
        yield tree["text"]
    for inside in tree.get("elements", ()):
        yield from _leaves(inside)
        if inside.get("type") in {"rich_text_section", "rich_text_list"}:
            yield "\n"
