"""Block Kit's pieces, each as Slack's JSON has it. Text of ours is `mrkdwn`; a person's is plain or rich text."""

from collections.abc import Iterable, Sequence

from bot.slack.message import Block

LONGEST_LABEL = 75
LONGEST_OPTION = 75


def section(text: str, *, accessory: Block | None = None, block_id: str | None = None) -> Block:
    return _block({"type": "section", "text": mrkdwn(text), "accessory": accessory}, block_id)


def fields(texts: Iterable[str]) -> Block:
    return {"type": "section", "fields": [mrkdwn(text) for text in texts]}


def context(text: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text)]}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text)}


def divider() -> Block:
    return {"type": "divider"}


def actions(*elements: Block, block_id: str | None = None) -> Block:
    return _block({"type": "actions", "elements": list(elements)}, block_id)


def button(
    text: str, *, action: str, value: str | None = None, label: str | None = None, primary: bool = False
) -> Block:
    """A button; `label` is what a screen reader says instead and starts with the visible words."""
    return _without_none(
        {
            "type": "button",
            "action_id": action,
            "text": plain(text),
            "value": value,
            "accessibility_label": label if label is None else label[:LONGEST_LABEL],
            "style": "primary" if primary else None,
        }
    )


def overflow(options: Sequence[Block], *, action: str) -> Block:
    return {"type": "overflow", "action_id": action, "options": list(options)}


def select(placeholder: str, options: Sequence[Block], *, action: str) -> Block:
    return {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(placeholder),
        "options": list(options),
    }


def option(text: str, value: str) -> Block:
    return {"text": plain(text[:LONGEST_OPTION]), "value": value}


def mrkdwn(text: str) -> Block:
    """Text of ours; whatever somebody typed has been made inert. Slack turns nothing in it into a link."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def plain(text: str) -> Block:
    """Text without any formatting, emoji codes included."""
    return {"type": "plain_text", "text": text, "emoji": False}


def _block(content: Block, block_id: str | None) -> Block:
    return _without_none(content | {"block_id": block_id})


def _without_none(content: Block) -> Block:
    return {name: value for name, value in content.items() if value is not None}
