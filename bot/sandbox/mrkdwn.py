"""Slack's mrkdwn as HTML and as plain words. Everything that is not markup of Slack's own is escaped."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import groupby

from markupsafe import Markup, escape

from bot.sandbox.moments import date_token

_FENCE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_QUOTE = re.compile(r"(?:&gt;|>) ?")
_BULLET = re.compile(r"[•◦] +")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_INLINE = re.compile(
    r"""
      <(?P<token>[^<>\n]+)>
    | `(?P<code>[^`\n]+)`
    | (?<![\w*])\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])
    | (?<![\w_])_(?P<italic>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])
    | (?<![\w~])~(?P<strike>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])
    | (?P<bare>https?://[^\s<>|]+)
    | :(?P<emoji>[a-z0-9_+-]+):
    """,
    re.VERBOSE,
)
_STYLES = {
    "bold": Markup("<strong>{}</strong>"),
    "italic": Markup("<em>{}</em>"),
    "strike": Markup("<s>{}</s>"),
}
_LINK = re.compile(r"(?:https?://|mailto:)[^\s]+")
_DATE = re.compile(r"!date\^(-?\d{1,11})\^([^^]*)(?:\^([^^]*))?")
_EMOJI = {
    "wave": "👋", "+1": "👍", "thumbsup": "👍", "white_check_mark": "✅", "tada": "🎉", "palm_tree": "🌴",
    "calendar": "📅", "spiral_calendar_pad": "🗓️", "headphones": "🎧", "face_with_thermometer": "🤒", "house": "🏠",
    "coffee": "☕", "person_in_lotus_position": "🧘", "bus": "🚌", "smile": "😄", "slightly_smiling_face": "🙂",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whose eyes a text is for: the names they see, their zone and the moment they look."""

    zone: tzinfo
    now: datetime
    people: Mapping[str, str]
    channels: Mapping[str, str]


def unescaped(text: str) -> str:
    """The text with Slack's three entities resolved, each once."""
    return _ENTITY.sub(lambda entity: {"amp": "&", "lt": "<", "gt": ">"}[entity[1]], text)


def with_emoji(text: str) -> str:
    """The text with the few emoji codes the sandbox knows drawn; any other stays a code."""
    return re.sub(r":([a-z0-9_+-]+):", lambda code: _EMOJI.get(code[1], code[0]), text)


def date_token_words(unix: int, template: str, reader: Reader) -> str:
    """A date token as the reader sees it; empty beyond the calendar, where Slack falls back on the label too."""
    try:
        return date_token(template, datetime.fromtimestamp(unix, UTC), now=reader.now, zone=reader.zone)
    except (OverflowError, ValueError):
        return ""


def to_html(text: str, reader: Reader) -> Markup:
    """Safe HTML: preformatted text, quotes, bullets, links, mentions, dates and the four styles."""
    parts = _FENCE.split(text)
    html = Markup()
    for index, part in enumerate(parts):
        if index % 2:
            html += Markup("<pre>{}</pre>").format(unescaped(part))
        elif part:
            html += _paragraphs(part.strip("\n") if len(parts) > 1 else part, reader)
    return html


def to_plain(text: str, reader: Reader) -> str:
    """The words somebody hears or sees on a lock screen: no markup, tokens resolved."""

    def word(match: re.Match[str]) -> str:
        kind, content = _kind(match)
        if kind == "token":
            return _token_words(content, reader)
        if kind == "emoji":
            return _EMOJI.get(content, match[0])
        return unescaped(content) if kind in {"code", "bare"} else to_plain(content, reader)

    pieces, position = [], 0
    for match in _INLINE.finditer(text):
        pieces += [unescaped(text[position : match.start()]), word(match)]
        position = match.end()
    return "".join([*pieces, unescaped(text[position:])])


def _paragraphs(text: str, reader: Reader) -> Markup:
    def kind(line: str) -> str:
        return "quote" if _QUOTE.match(line) else "bullet" if _BULLET.match(line) else "text"

    html = Markup()
    for shape, group in groupby(text.split("\n"), kind):
        lines = list(group)
        if shape == "quote":
            quoted = (_inline(_QUOTE.sub("", line, count=1), reader) for line in lines)
            html += Markup("<blockquote>{}</blockquote>").format(Markup("<br>").join(quoted))
        elif shape == "bullet":
            items = (Markup("<li>{}</li>").format(_inline(_BULLET.sub("", line, count=1), reader)) for line in lines)
            html += Markup("<ul>{}</ul>").format(Markup().join(items))
        else:
            html += Markup("<br>").join(_inline(line, reader) for line in lines)
    return html


def _inline(text: str, reader: Reader) -> Markup:
    html, position = Markup(), 0
    for match in _INLINE.finditer(text):
        html += escape(unescaped(text[position : match.start()])) + _element(match, reader)
        position = match.end()
    return html + escape(unescaped(text[position:]))


def _element(match: re.Match[str], reader: Reader) -> Markup:
    kind, content = _kind(match)
    if kind == "token":
        return _token(content, reader)
    if kind == "code":
        return Markup("<code>{}</code>").format(unescaped(content))
    if kind == "bare":
        return _link(content, unescaped(content))
    if kind == "emoji":
        return escape(_EMOJI.get(content, match[0]))
    return _STYLES[kind].format(_inline(content, reader))


def _kind(match: re.Match[str]) -> tuple[str, str]:
    return next((name, value) for name, value in match.groupdict().items() if value is not None)


def _token(token: str, reader: Reader) -> Markup:
    words = _token_words(token, reader)
    target = token.partition("|")[0]
    if _LINK.fullmatch(target):
        return _link(target, words)
    if dated := _DATE.fullmatch(target):
        return _link(dated[3], words) if _LINK.fullmatch(dated[3] or "") else escape(words)
    if re.fullmatch(r"[@#]\w+|!(?:channel|here|everyone)|!subteam\^\w+", target):
        return Markup('<span class="mention">{}</span>').format(words)
    return escape(words)


def _link(target: str, words: str) -> Markup:
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>').format(
        unescaped(target), words
    )


def _token_words(token: str, reader: Reader) -> str:
    target, _, label = token.partition("|")
    label = unescaped(label)
    if target.startswith("@"):
        return "@" + reader.people.get(target[1:], label or target[1:])
    if target.startswith("#"):
        return "#" + reader.channels.get(target[1:], label or target[1:])
    if dated := _DATE.fullmatch(target):
        return date_token_words(int(dated[1]), dated[2], reader) or label
    if target in {"!channel", "!here", "!everyone"}:
        return "@" + target[1:]
    if _LINK.fullmatch(target):
        return label or unescaped(target.removeprefix("mailto:"))
    return label or f"<{unescaped(token)}>"
