"""Limits of the surfaces: a message's blocks, a modal, a home."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bot.sandbox.controls import elements_of
from bot.sandbox.limits.blocks import block
from bot.sandbox.limits.checks import Check, Problems, flag, items, problem, record, text, typed
from bot.sandbox.limits.objects import option, plain_text
from bot.sandbox.records import Json

LARGEST_VIEW = 250_000  # bytes

_view: dict[str, Check] = {
    "callback_id": text(255, at_least=0),
    "private_metadata": text(3000, at_least=0),
    "external_id": text(255, at_least=0),
}
_in_view = items(block, at_most=100)

_surface = typed(
    {
        "home": record({"blocks": _in_view}, optional=_view),
        "modal": record(
            {"blocks": _in_view, "title": plain_text(24)},
            optional={
                **_view,
                "submit": plain_text(24),
                "close": plain_text(24),
                "notify_on_close": flag,
                "clear_on_close": flag,
                "submit_disabled": flag,
            },
        ),
    }
)

_suggested = items(option, at_most=100, at_least=0)
_in_message = items(block, at_most=50, at_least=0)


def message_problems(blocks: object) -> list[str]:
    """What Slack would refuse in a message's blocks."""
    return list(_in_message(blocks, "/blocks")) or list(_repeated_ids(blocks, "/blocks"))


def suggestion_problems(options: object) -> list[str]:
    """What Slack would refuse in the options offered for an external menu."""
    return list(_suggested(options, "/options"))


def view_problems(view: object) -> list[str]:
    """What Slack would refuse in a view."""
    found = list(_surface(view, "/view"))
    if found or not isinstance(view, dict):
        return found
    return [*_repeated_ids(view["blocks"], "/view/blocks"), *_unfinished(view)]


def is_too_large(view: Json) -> bool:
    return len(json.dumps(view).encode()) > LARGEST_VIEW


def _repeated_ids(blocks: Any, path: str) -> Problems:
    """block_id is unique on the surface, action_id within its block."""
    given = [(block["block_id"], f"{path}/{index}") for index, block in enumerate(blocks) if "block_id" in block]
    yield from _repeated("block_id", given)
    for index, each in enumerate(blocks):
        actions = [e["action_id"] for e in elements_of(each) if "action_id" in e]
        yield from _repeated("action_id", ((action, f"{path}/{index}") for action in actions))


def _repeated(name: str, values: Iterable[tuple[str, str]]) -> Iterator[str]:
    seen: set[str] = set()
    for value, path in values:
        if value in seen:
            yield problem(f"`{name}` must be unique: {value}", path)
        seen.add(value)


def _unfinished(view: Json) -> Problems:
    kinds = [block["type"] for block in view["blocks"]]
    if view["type"] == "modal" and "input" in kinds and "submit" not in view:
        yield problem("missing required field: submit", "/view")
    focused = [e for block in view["blocks"] for e in elements_of(block) if e.get("focus_on_load")]
    if len(focused) > 1:
        yield problem("only one element may have focus_on_load", "/view/blocks")
