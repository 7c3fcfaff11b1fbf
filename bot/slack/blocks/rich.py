"""Rich text: real lists, and the only place for people's names, since nothing in a text leaf comes alive."""

from collections.abc import Iterable, Sequence

from bot.slack.message import Block
from routines.model import Run, runs


def rich_text(*parts: Block, block_id: str | None = None) -> Block:
    block: Block = {"type": "rich_text", "elements": list(parts)}
    return block if block_id is None else block | {"block_id": block_id}


def line(*leaves: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(leaves)}


def leaf(text: str, *, bold: bool = False, code: bool = False) -> Block:
    style = {name: True for name, is_set in (("bold", bold), ("code", code)) if is_set}
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def ordered(lines: Sequence[Block], *, first: int = 1) -> Block:
    """A numbered list of `line`s; it may begin at another number than 1."""
    numbered: Block = {"type": "rich_text_list", "style": "ordered", "elements": list(lines)}
    return numbered if first == 1 else numbered | {"offset": first - 1}


def marked_line(text: str) -> Block:
    """A routine's text, its marked words bold."""
    return line(*run_leaves(runs(text)))


def run_leaves(pieces: Iterable[Run]) -> list[Block]:
    return [leaf(piece.text, bold=piece.bold) for piece in pieces]
