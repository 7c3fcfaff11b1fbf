"""Views as apps send them: accepted or refused, and put in place of what was there."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.sandbox.drafts import with_ids
from bot.sandbox.inputs import NoSuchOptionError, Offered, state_of
from bot.sandbox.limits import is_too_large, picture_problems, view_problems
from bot.sandbox.records import Filled, Json, View
from bot.sandbox.refusal import RefusedError
from bot.sandbox.state import Team, ts_of

MOST_STACKED = 3


def accepted_view(content: Any, *, kind: str, team: Team) -> Json:
    """The view, if Slack would take it for this place."""
    if not isinstance(content, dict):
        raise RefusedError("invalid_arguments", messages=["[ERROR] must provide an object [json-pointer:/view]"])
    if is_too_large(content):
        raise RefusedError("view_too_large")
    problems = view_problems(content)
    if not problems and content["type"] != kind:
        problems = [f"[ERROR] must be a {kind} [json-pointer:/view/type]"]
    if not problems:
        problems = picture_problems(content["blocks"], "/view/blocks", can_show=team.shelf.can_show)
    if problems:
        raise RefusedError("invalid_arguments", messages=problems)
    return content


def redrawn(old: View, content: Json, *, team: Team, at: datetime) -> View:
    """A view with new content; what was typed stays where block and action ids stay."""
    blocks = with_ids(content["blocks"], team=team)
    return replace(
        old,
        blocks=blocks,
        hash=f"{ts_of(at)}.{team.new_id('')}",
        title=content.get("title", {}).get("text", ""),
        submit=content.get("submit", {}).get("text", ""),
        close=content.get("close", {}).get("text", ""),
        callback_id=content.get("callback_id", ""),
        private_metadata=content.get("private_metadata", ""),
        external_id=content.get("external_id", ""),
        notify_on_close=content.get("notify_on_close", False),
        clear_on_close=content.get("clear_on_close", False),
        root_view_id=old.root_view_id or old.id,
        filled=_kept(old.filled, blocks=blocks, offered=team.offers.get(old.owner, {})),
        errors={},
        trouble="",
    )


def _kept(filled: Filled, *, blocks: list[Json], offered: Offered) -> Filled:
    """What was filled in, as far as the new blocks still have a place for it."""
    kept = {}
    for block_id, values in filled.items():
        block = [block for block in blocks if block["block_id"] == block_id]
        with suppress(NoSuchOptionError):
            state_of(block, filled=filled, offered=offered)
            if block:
                kept[block_id] = values
    return kept
