"""Limits of rich text: sections, lists, quotes and preformatted text, and the leaves in them."""

from bot.sandbox.limits.checks import Check, flag, items, one_of, record, text, typed, whole_number
from bot.sandbox.limits.objects import LONGEST_TEXT, identifier, url

_MANY = 1000  # no number is published; far above what a message can show

_STYLES = ("bold", "italic", "strike", "code", "underline", "highlight")
_style: dict[str, Check] = {"style": record({}, optional=dict.fromkeys(_STYLES, flag))}

_LEAVES: dict[str, Check] = {
    "text": record({"text": text(LONGEST_TEXT)}, optional=_style),
    "link": record({"url": url}, optional={**_style, "text": text(LONGEST_TEXT), "unsafe": flag}),
    "emoji": record({"name": text(100)}, optional={**_style, "unicode": text(100), "skin_tone": whole_number(1, 6)}),
    "user": record({"user_id": identifier}, optional=_style),
    "channel": record({"channel_id": identifier}, optional=_style),
    "usergroup": record({"usergroup_id": identifier}, optional=_style),
    "broadcast": record({"range": one_of("here", "channel", "everyone")}, optional=_style),
    "date": record(
        {"timestamp": whole_number(0, 10**11), "format": text(200)},
        optional={**_style, "fallback": text(200), "url": url},
    ),
}

_leaves = items(typed(_LEAVES), at_most=_MANY)
_border: dict[str, Check] = {"border": whole_number(0, 1)}
_section = record({"elements": _leaves})

_PARTS: dict[str, Check] = {
    "rich_text_section": _section,
    "rich_text_quote": record({"elements": _leaves}, optional=_border),
    "rich_text_preformatted": record({"elements": _leaves}, optional={**_border, "language": text(50)}),
    "rich_text_list": record(
        {
            "style": one_of("bullet", "ordered"),
            "elements": items(typed({"rich_text_section": _section}), at_most=_MANY),
        },
        optional={**_border, "indent": whole_number(0, 8), "offset": whole_number(0, 10_000)},
    ),
}

parts = items(typed(_PARTS), at_most=_MANY)
