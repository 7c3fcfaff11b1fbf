"""Limits of the blocks."""

from bot.sandbox.limits import elements, rich_text
from bot.sandbox.limits.checks import Check, Problems, both, flag, items, problem, record, text, typed, whole_number
from bot.sandbox.limits.objects import LONGEST_TEXT, any_text, identifier, image_url, plain_text, slack_file

_id: dict[str, Check] = {"block_id": identifier}


def _says_something(value: object, path: str) -> Problems:
    if isinstance(value, dict) and not ("text" in value or "fields" in value):
        yield problem("must provide text or fields", path)


_in_context = typed(
    {
        "plain_text": any_text(LONGEST_TEXT),
        "mrkdwn": any_text(LONGEST_TEXT),
        "image": elements.image,
    }
)

block = typed(
    {
        "section": both(
            record(
                {},
                optional={
                    **_id,
                    "text": any_text(LONGEST_TEXT),
                    "fields": items(any_text(2000), at_most=10),
                    "accessory": elements.in_section,
                    "expand": flag,
                },
            ),
            _says_something,
        ),
        "actions": record({"elements": items(elements.in_actions, at_most=25)}, optional=_id),
        "context": record({"elements": items(_in_context, at_most=10)}, optional=_id),
        "divider": record({}, optional=_id),
        "header": record({"text": plain_text(150)}, optional={**_id, "level": whole_number(1, 4)}),
        "image": both(
            record(
                {"alt_text": text(2000)},
                optional={**_id, "image_url": image_url, "slack_file": slack_file, "title": plain_text(2000)},
            ),
            elements.has_one_source,
        ),
        "input": record(
            {"label": plain_text(2000), "element": elements.in_input},
            optional={**_id, "hint": plain_text(2000), "optional": flag, "dispatch_action": flag},
        ),
        "rich_text": record({"elements": rich_text.parts}, optional=_id),
    }
)
