"""Slack's published limits, one row a limit: what just fits passes, what just does not is refused with its place."""

from typing import Any

import pytest

from bot.sandbox.limits import message_problems, view_problems
from bot.sandbox.records import Json
from tests.sandbox.stage import actions, button, options, section


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": options("A", "B"), **more}


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def typed(**more: Any) -> Json:
    return field({"type": "plain_text_input", "action_id": "typed", **more})


def boxes(number: int, kind: str = "checkboxes") -> Json:
    return {"type": kind, "action_id": "boxes", "options": options(*(str(n) for n in range(number)))}


def overflow(number: int) -> Json:
    return {"type": "overflow", "action_id": "more", "options": options(*(str(n) for n in range(number)))}


def image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://example.com/a.gif", "alt_text": "A chair", **more}


def filed(**slack_file: str) -> Json:
    return {"type": "image", "slack_file": slack_file, "alt_text": "A chair"}


def confirm(**more: Any) -> Json:
    texts = {"title": plain("Sure?"), "text": plain("Really?"), "confirm": plain("Yes"), "deny": plain("No")}
    return button("Go", confirm={**texts, **more})


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def ordered(*leaves: Json, **more: Any) -> Json:
    line = {"type": "rich_text_section", "elements": list(leaves)}
    return {"type": "rich_text_list", "style": "ordered", "elements": [line], **more}


def words(text: str, **more: Any) -> Json:
    return {"type": "text", "text": text, **more}


FITS = [
    *[section("x" * 3000)] * 50,
    section("x", fields=[plain("x" * 2000)] * 10),
    section("x", accessory=overflow(5)),
    section("x", accessory=image()),
    section("x", accessory=select(initial_option=options("B")[0])),
    {"type": "section", "fields": [plain("x")]},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider"},
    {"type": "context", "elements": [plain("x")] * 9 + [image()]},
    image(title=plain("x" * 2000), image_url="https://" + "x" * 2992, alt_text="x" * 2000),
    filed(id="F1"),
    section("x", accessory=filed(url="https://files.slack.com/files-pri/T1-F1/x.png")),
    actions(*(button("x" * 75, action_id=str(n), value="x" * 2000) for n in range(25))),
    actions(button("x", accessibility_label="x" * 75, style="primary")),
    actions(select(placeholder=plain("x" * 150))),
    actions({"type": "external_select", "action_id": "city", "min_query_length": 1}),
    actions(boxes(10), boxes(10, "radio_buttons") | {"action_id": "radios"}),
    actions({"type": "timepicker", "action_id": "at", "initial_time": "09:00", "timezone": "Europe/Berlin"}),
    actions({"type": "datepicker", "action_id": "on", "initial_date": "2026-11-18"}),
    actions(confirm(title=plain("x" * 100))),
    typed(max_length=3000, initial_value="", placeholder=plain("x")),
    field({"type": "number_input", "action_id": "n", "is_decimal_allowed": False, "min_value": "1"}),
    field(select(), hint=plain("x" * 2000), optional=True),
    rich(ordered(words("Lift", style={"bold": True}), {"type": "link", "url": "https://example.com"}, border=1)),
    rich({"type": "rich_text_quote", "elements": [words("x")]}),
    rich({"type": "rich_text_preformatted", "elements": [words("x")]}),
]

REFUSED: list[tuple[Json, str, str]] = [
    ({"type": "marquee"}, "unsupported type: marquee", "/blocks/0/type"),
    ({"text": "x"}, "must provide an object with a type", "/blocks/0"),
    ({"type": "section"}, "must provide text or fields", "/blocks/0"),
    (section("x" * 3001), "must be less than 3001 characters", "/blocks/0/text/text"),
    (section(""), "must be more than 0 characters", "/blocks/0/text/text"),
    (section("x", colour="red"), "unexpected property: colour", "/blocks/0"),
    (section("x", block_id="x" * 256), "must be less than 256 characters", "/blocks/0/block_id"),
    (section("x", accessory=None), "must provide an object with a type", "/blocks/0/accessory"),
    (section("x", fields=[plain("x")] * 11), "no more than 10 items allowed", "/blocks/0/fields"),
    (section("x", fields=[plain("x" * 2001)]), "must be less than 2001 characters", "/blocks/0/fields/0/text"),
    (section("x", accessory=overflow(6)), "no more than 5 items allowed", "/blocks/0/accessory/options"),
    (section("x", accessory=overflow(0)), "no less than 1 items allowed", "/blocks/0/accessory/options"),
    (section("x", accessory={"type": "plain_text_input"}), "unsupported type: plain_text_input", "/accessory/type"),
    ({"type": "header", "text": plain("x" * 151)}, "must be less than 151 characters", "/blocks/0/text/text"),
    ({"type": "header", "text": section("x")["text"]}, "unsupported type: mrkdwn", "/blocks/0/text/type"),
    ({"type": "context", "elements": [plain("x")] * 11}, "no more than 10 items allowed", "/blocks/0/elements"),
    ({"type": "context", "elements": [button("x")]}, "unsupported type: button", "/blocks/0/elements/0/type"),
    ({"type": "image", "image_url": "https://example.com/a.gif"}, "missing required field: alt_text", "/blocks/0"),
    ({"type": "image", "alt_text": "x"}, "must provide either image_url or slack_file", "/blocks/0"),
    (image(slack_file={"id": "F1"}), "must provide either image_url or slack_file", "/blocks/0"),
    (image(image_url="x" * 3001), "must be less than 3001 characters", "/blocks/0/image_url"),
    (image(image_url="javascript:x"), "invalid_url", "/blocks/0/image_url"),
    (image(image_url="/images/F1"), "invalid_url", "/blocks/0/image_url"),
    (image(image_url="https://[x"), "invalid_url", "/blocks/0/image_url"),
    (image(alt_text=""), "must be more than 0 characters", "/blocks/0/alt_text"),
    (filed(), "must provide either id or url", "/blocks/0/slack_file"),
    (filed(id="F1", url="https://files.slack.com/x"), "must provide either id or url", "/blocks/0/slack_file"),
    (section("x", accessory=filed(name="x")), "unexpected property: name", "/blocks/0/accessory/slack_file"),
    ({"type": "context", "elements": [filed()]}, "must provide either id or url", "/elements/0/slack_file"),
    (image(alt_text="x" * 2001), "must be less than 2001 characters", "/blocks/0/alt_text"),
    (section("x", accessory={"type": "image", "image_url": "x"}), "missing required field: alt_text", "/accessory"),
    (actions(), "no less than 1 items allowed", "/blocks/0/elements"),
    (actions(*[button("x")] * 26), "no more than 25 items allowed", "/blocks/0/elements"),
    (actions(button("x" * 76)), "must be less than 76 characters", "/elements/0/text/text"),
    (actions(button("x", value="x" * 2001)), "must be less than 2001 characters", "/elements/0/value"),
    (actions({**button("x"), "value": None}), "must be a string", "/elements/0/value"),
    (actions(button("x", url="x" * 3001)), "must be less than 3001 characters", "/elements/0/url"),
    (actions(button("x", style="green")), "must be a valid enum value", "/elements/0/style"),
    (actions(button("x", accessibility_label="x" * 76)), "must be less than 76 characters", "/accessibility_label"),
    (actions(button("x", action_id="x" * 256)), "must be less than 256 characters", "/elements/0/action_id"),
    (actions(button("x"), button("y")), "`action_id` must be unique: press", "/blocks/0"),
    (actions(typed()["element"]), "unsupported type: plain_text_input", "/elements/0/type"),
    (actions(select(placeholder=plain("x" * 151))), "must be less than 151 characters", "/placeholder/text"),
    (actions(select(options=options("x") * 101)), "no more than 100 items allowed", "/elements/0/options"),
    (actions(select(options=options("x" * 76))), "must be less than 76 characters", "/options/0/text/text"),
    (
        actions(select(options=[{"text": plain("x"), "value": "x" * 151}])),
        "must be less than 151 characters",
        "/options/0/value",
    ),
    (actions(select(options=[{**options("A")[0], "url": "x"}])), "unexpected property: url", "/options/0"),
    (actions(select(initial_option=options("C")[0])), "must exactly match one of the options", "/elements/0"),
    (actions({"type": "static_select"}), "must provide either options or option_groups", "/elements/0"),
    (actions(boxes(11)), "no more than 10 items allowed", "/elements/0/options"),
    (actions(boxes(11, "radio_buttons")), "no more than 10 items allowed", "/elements/0/options"),
    (actions({"type": "timepicker", "initial_time": "9:00"}), "must be a time as HH:mm", "/initial_time"),
    (actions({"type": "timepicker", "timezone": "Berlin"}), "must be a time zone", "/elements/0/timezone"),
    (actions({"type": "datepicker", "initial_date": "2026-02-30"}), "must be a date as YYYY-MM-DD", "/initial_date"),
    (actions(confirm(title=plain("x" * 101))), "must be less than 101 characters", "/confirm/title/text"),
    (actions(confirm(text=plain("x" * 301))), "must be less than 301 characters", "/confirm/text/text"),
    (actions(confirm(deny=plain("x" * 31))), "must be less than 31 characters", "/confirm/deny/text"),
    (typed(max_length=3001), "must be between 1 and 3000", "/element/max_length"),
    (typed(min_length=5, max_length=4), "min_length must not be above max_length", "/element"),
    (field({"type": "number_input"}), "missing required field: is_decimal_allowed", "/blocks/0/element"),
    (field(typed()["element"], label=plain("x" * 2001)), "must be less than 2001 characters", "/label/text"),
    (field(button("x")), "unsupported type: button", "/blocks/0/element/type"),
    (field(select(), optional=None), "must be a boolean", "/blocks/0/optional"),
    (rich(ordered(words(""))), "must be more than 0 characters", "/elements/0/text"),
    (rich(ordered(words("x", style={"bold": "yes"}))), "must be a boolean", "/style/bold"),
    (rich(ordered({"type": "blink"})), "unsupported type: blink", "/elements/0/type"),
    (rich(ordered(words("x"), style="roman")), "must be a valid enum value", "/blocks/0/elements/0/style"),
    (rich({"type": "rich_text_table"}), "unsupported type: rich_text_table", "/blocks/0/elements/0/type"),
]


def test_everything_just_within_the_limits_is_taken() -> None:
    for start in range(0, len(FITS), 50):
        some = [{**block, "block_id": f"b{start}-{n}"} for n, block in enumerate(FITS[start : start + 50])]
        assert message_problems(some) == []


@pytest.mark.parametrize(("block", "complaint", "place"), REFUSED, ids=range(len(REFUSED)))
def test_what_breaks_a_limit_is_refused_with_its_place(block: Json, complaint: str, place: str) -> None:
    assert any(complaint in found and found.endswith(f"{place}]") for found in message_problems([block]))


@pytest.mark.parametrize(
    ("blocks", "complaint"),
    [
        ([{"type": "divider"}] * 51, "no more than 50 items allowed"),
        ([section("x", block_id="a"), section("y", block_id="a")], "`block_id` must be unique: a"),
        ("no list", "must be an array"),
    ],
)
def test_a_message_as_a_whole_has_limits_too(blocks: object, complaint: str) -> None:
    assert [complaint in found for found in message_problems(blocks)] == [True]


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Settings"), "blocks": list(blocks), **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


SETTINGS_LIKE = modal(typed(max_length=5), field(select()), submit=plain("Save"), notify_on_close=True)


@pytest.mark.parametrize(
    ("view", "complaint"),
    [
        (home(), "no less than 1 items allowed"),
        (home(*[{"type": "divider"}] * 101), "no more than 100 items allowed"),
        (home(section("x"), title=plain("x")), "unexpected property: title"),
        (modal(section("x"), title=plain("x" * 25)), "must be less than 25 characters"),
        (modal(section("x"), submit=plain("x" * 25)), "must be less than 25 characters"),
        (modal(section("x"), close=plain("x" * 25)), "must be less than 25 characters"),
        (modal(section("x"), callback_id="x" * 256), "must be less than 256 characters"),
        (modal(section("x"), private_metadata="x" * 3001), "must be less than 3001 characters"),
        (modal(section("x"), external_id="x" * 256), "must be less than 256 characters"),
        (modal(typed()), "missing required field: submit"),
        (modal(section("x"), hash="1"), "unexpected property: hash"),
        (
            modal(typed(focus_on_load=True), typed(focus_on_load=True), submit=plain("Save")),
            "only one element may have focus_on_load",
        ),
        ({"type": "popup", "blocks": []}, "unsupported type: popup"),
        ({"type": "modal", "blocks": [section("x")]}, "missing required field: title"),
    ],
)
def test_a_view_has_limits_of_its_own(view: Json, complaint: str) -> None:
    assert any(complaint in found for found in view_problems(view))


def test_a_view_just_within_the_limits_is_taken() -> None:
    assert view_problems(home(*[{"type": "divider"}] * 100, private_metadata="x" * 3000)) == []
    assert view_problems(modal(typed(), title=plain("x" * 24), submit=plain("x" * 24), close=plain("x" * 24))) == []
