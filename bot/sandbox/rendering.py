"""Block Kit as HTML: plain dictionaries in, escaped markup out."""

import re
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from bot.sandbox.moments import clock_time, long_date, near_date, passed_time, utc_offset
from bot.sandbox.mrkdwn import Reader, date_token_words, to_html, to_plain, unescaped, with_emoji
from bot.sandbox.pictures import alt_texts
from bot.sandbox.records import Filled, Json

_INPUT_STARTS = {
    "plain_text_input": "initial_value",
    "number_input": "initial_value",
    "timepicker": "initial_time",
    "datepicker": "initial_date",
}


_THIS_MACHINE = ("127.0.0.1", "localhost")


def environment() -> Environment:
    """The templates of the page, with every value escaped unless it is markup already."""
    templates = Environment(
        loader=PackageLoader("bot.sandbox"), autoescape=True, trim_blocks=True, lstrip_blocks=True, enable_async=False
    )
    templates.filters |= {
        "text": text,
        "words": words,
        "day": day,
        "slug": slug,
        "alt_texts": alt_texts,
        "initially": initially,
        "option_key": option_key,
        "clock_time": clock_time,
        "long_date": long_date,
        "near_date": near_date,
        "passed_time": passed_time,
        "utc_offset": utc_offset,
        "emoji": with_emoji,
    }
    templates.tests["loadable"] = is_loadable
    return templates


@pass_context
def text(context: Context, given: Json | str | None) -> Markup:
    """A text object, or a message's bare text, as HTML for the reader of the page."""
    if not given:
        return Markup()
    if isinstance(given, str):
        return to_html(given, context["reader"])
    if given.get("type") == "mrkdwn":
        return to_html(str(given["text"]), context["reader"])
    plain = escape(with_emoji(unescaped(str(given["text"]))))
    return Markup("<br>").join(plain.split("\n"))


@pass_context
def words(context: Context, given: Json | str | None) -> str:
    """A text object, or a message's bare text, as bare words: for labels and screen readers."""
    if not given:
        return ""
    if isinstance(given, str):
        return to_plain(given, context["reader"])
    if given.get("type") == "mrkdwn":
        return to_plain(str(given["text"]), context["reader"])
    return with_emoji(unescaped(str(given["text"])))


@pass_context
def day(context: Context, leaf: Json) -> str:
    """The date leaf of a rich text, in the reader's zone."""
    reader: Reader = context["reader"]
    fallback = str(leaf.get("fallback", ""))
    return date_token_words(int(leaf["timestamp"]), str(leaf.get("format", "{date}")), reader) or fallback


def is_loadable(url: str) -> bool:
    """Whether the page may load a picture from there: over https, or from this very machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)


def slug(value: object) -> str:
    """The value as part of an HTML id."""
    return re.sub(r"[^\w-]", "-", str(value))


def option_key(option: Json | None) -> str:
    """What tells an option from its siblings."""
    return str(option.get("value", "")) if option else ""


def initially(element: Json, filled: Filled, block_id: str) -> Any:
    """What a field starts with: what was filled in already, else the element's own initial value."""
    given = filled.get(block_id, {})
    action_id = str(element.get("action_id", ""))
    if action_id in given:
        return given[action_id]
    kind = str(element.get("type", ""))
    if kind in _INPUT_STARTS:
        return element.get(_INPUT_STARTS[kind], "")
    if kind == "checkboxes":
        return [option_key(option) for option in element.get("initial_options", [])]
    return option_key(element.get("initial_option"))
