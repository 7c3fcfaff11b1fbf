"""Mentions in what was posted: who would be notified, so that a test can say that nobody was."""

import re
from collections.abc import Iterator
from typing import Any

from bot.sandbox.records import Message

_TOKEN = re.compile(r"<(?:!(?:channel|here|everyone|subteam\^)|@)[^>]*>")
_LEAVES = frozenset({"user", "broadcast", "usergroup"})


def mentions_in(message: Message) -> list[str]:
    """The live mentions of a message: tokens in its text and mrkdwn, and the leaves of rich text that notify."""
    return [*_TOKEN.findall(message.text), *_in_blocks(message.blocks or [])]


def _in_blocks(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _in_blocks(item)
    elif isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield from _TOKEN.findall(value["text"])
        elif value.get("type") in _LEAVES:
            yield str(value)
        else:
            for content in value.values():
                yield from _in_blocks(content)
