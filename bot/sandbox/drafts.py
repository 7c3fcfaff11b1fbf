"""What an app wants to say, read from its arguments and accepted or refused."""

import json
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from bot.sandbox.controls import elements_of
from bot.sandbox.limits import message_problems, picture_problems
from bot.sandbox.records import Json
from bot.sandbox.refusal import RefusedError
from bot.sandbox.state import Team

LONGEST_TEXT = 40_000
LARGEST_METADATA = 8_000  # bytes; Slack has a limit and publishes none


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The content of a message to be; `blocks` and `metadata` are None when nothing was said about them."""

    text: str
    blocks: list[Json] | None
    metadata: Json | None


def read_draft(args: Json, *, team: Team) -> Draft:
    """The content of a message; refused as Slack refuses it."""
    text = args.get("text", "")
    if not isinstance(text, str):
        raise RefusedError("invalid_arguments", messages=["[ERROR] must be a string [json-pointer:/text]"])
    if len(text) > LONGEST_TEXT:
        raise RefusedError("msg_too_long")
    blocks = structured(args, "blocks", error="invalid_blocks_format")
    if not text and not blocks:
        raise RefusedError("no_text")
    return Draft(
        text=text,
        blocks=None if blocks is None else accepted_blocks(blocks, team=team),
        metadata=_read_metadata(args),
    )


def accepted_blocks(blocks: Any, *, team: Team) -> list[Json]:
    """Blocks as Slack stores them; refused when they break a limit."""
    problems = message_problems(blocks) or picture_problems(blocks, "/blocks", can_show=team.shelf.can_show)
    if problems:
        raise RefusedError("invalid_blocks", messages=problems)
    return with_ids(blocks, team=team)


def with_ids(blocks: list[Json], *, team: Team) -> list[Json]:
    """The blocks with the ids Slack makes up for those that have none."""
    named = deepcopy(blocks)
    for block in named:
        block.setdefault("block_id", team.new_id("b"))
        for element in elements_of(block):
            element.setdefault("action_id", team.new_id("a"))
    return named


def structured(args: Json, name: str, *, error: str) -> Any:
    """An argument that is JSON, or JSON in a string as form fields carry it; None when it is not there."""
    value = args.get(name)
    if not isinstance(value, str):
        return value
    try:
        return parse_json(value)
    except ValueError:
        raise RefusedError(error) from None


def parse_json(raw: str | bytes) -> Any:
    """Parsed JSON; ValueError also for half of a surrogate pair, which is no text to Slack."""
    value = json.loads(raw)
    json.dumps(value, ensure_ascii=False).encode()
    return value


def _read_metadata(args: Json) -> Json | None:
    metadata = structured(args, "metadata", error="invalid_metadata_format")
    if metadata is None:
        return None
    match metadata:
        case {"event_type": str(), "event_payload": dict()} if len(metadata) == 2:  # noqa: PLR2004  the two just named
            if len(json.dumps(metadata).encode()) > LARGEST_METADATA:
                raise RefusedError("metadata_too_large")
            return dict(metadata)
        case _:
            raise RefusedError("invalid_metadata_format")
