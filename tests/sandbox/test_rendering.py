"""Every block and element of Block Kit becomes HTML that a person and a screen reader can use."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.mrkdwn import Reader
from bot.sandbox.records import Json
from bot.sandbox.rendering import environment, initially
from tests.sandbox import copy_deck as deck

ALONE = '{% import "blocks.html" as kit with context %}{{ kit.blocks(blocks, "m1", 3) }}'
"""The template of one message's blocks: its ids begin with m1, its headings are of the third level."""
TEMPLATE = environment().from_string(ALONE)
ANA = Reader(
    zone=ZoneInfo("Europe/Berlin"),
    now=datetime(2026, 11, 17, 8, 5, tzinfo=UTC),
    people={"U1": "Tom"},
    channels={"C1": "wellness"},
)


class Element(dict[str, str | None]):
    """An element with its attributes; `tag` and the words right inside it."""

    def __init__(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        super().__init__(attributes)
        self.tag = tag
        self.words = ""


class Tree(HTMLParser):
    """All elements in order; refuses ids that are there twice."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, attrs))

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.elements and not self.elements[-1].words:
            self.elements[-1].words = data.strip()

    def all(self, tag: str, **having: str) -> list[Element]:
        wanted = {name.replace("_", "-"): value for name, value in having.items()}
        return [e for e in self.elements if e.tag == tag and wanted.items() <= e.items()]


def drawn(*blocks: Json) -> Tree:
    tree = Tree()
    tree.feed(TEMPLATE.render(blocks=blocks, reader=ANA))
    ids = [element["id"] for element in tree.elements if "id" in element]
    assert len(ids) == len(set(ids))
    return tree


def actions(*elements: Json) -> Json:
    return {"type": "actions", "block_id": "row", "elements": list(elements)}


def field(element: Json, **more: object) -> Json:
    return {"type": "input", "block_id": "asked", "label": deck.plain("Asked"), "element": element, **more}


def test_the_card_is_read_in_order_with_two_real_lists() -> None:
    tree = drawn(*deck.card())
    assert len(tree.all("ol")) == 2
    assert len(tree.all("li")) == 15
    assert [e.words for e in tree.all("strong")][1:4] == ["2 minutes", "1 minute", "right"]


def test_a_button_says_its_label_to_a_screen_reader_and_knows_what_it_sends() -> None:
    tree = drawn(actions(deck.button("Done", action_id="done", value="r1", style="primary", label="Done: hip stretch")))
    (button,) = tree.all("button")
    assert button["aria-label"] == "Done: hip stretch"
    assert button["class"] == "button primary"
    assert (button["data-block"], button["data-action"], button["data-value"]) == ("row", "done", "r1")
    assert button.words == "Done"


def test_a_button_that_asks_first_brings_its_dialog() -> None:
    tree = drawn(actions(deck.button("Show me", action_id="show") | {"confirm": deck.confirm()}))
    (button,) = tree.all("button", data_action="show")
    (dialog,) = tree.all("dialog")
    assert button["data-confirm"] == dialog["id"]
    assert {"Show your name?", "Keep private"} <= set(tree.words)


def test_a_menu_is_a_button_with_menu_items() -> None:
    tree = drawn(*deck.card())
    snooze, more = tree.all("button", aria_haspopup="menu")
    assert snooze.words == "Snooze"
    assert more["aria-label"] == "More actions"
    assert [e["data-value"] for e in tree.all("button", role="menuitemradio")] == ["10", "20", "30"]
    assert [e["data-value"] for e in tree.all("button", role="menuitem")] == ["moved", "skip", "why", "settings"]
    assert {e["id"] for e in tree.all("div", role="menu")} == {snooze["aria-controls"], more["aria-controls"]}


def test_a_select_shows_what_is_chosen() -> None:
    options = deck.options(("Ten", "10"), ("Twenty", "20"))
    tree = drawn(
        actions({"type": "static_select", "action_id": "wait", "options": options, "initial_option": options[1]})
    )
    (button,) = tree.all("button", aria_haspopup="menu")
    assert button.words == "Twenty"
    assert [e["aria-checked"] for e in tree.all("button", role="menuitemradio")] == ["false", "true"]


def test_headers_dividers_context_and_fields_have_their_elements() -> None:
    tree = drawn(*deck.weekly_post(), *deck.confirmation())
    assert tree.all("h3")[0].words == "Our week to Friday 13 November"
    assert len(tree.all("hr")) == 1
    assert tree.all("ol")[1]["start"] == "4"
    assert "every 2 h 30" in tree.words


def test_an_image_has_its_alternative_text_and_a_file_only_that() -> None:
    linked = {"type": "image", "block_id": "a", "image_url": "https://a.example/x.gif", "alt_text": "A chair"}
    filed = {"type": "image", "block_id": "b", "slack_file": {"id": "F1"}, "alt_text": "A mat"}
    tree = drawn(linked, filed, deck.section("x", block_id="c", accessory=linked | {"block_id": "d"}))
    assert [e["alt"] for e in tree.all("img")] == ["A chair", "A chair"]
    assert "A mat" in tree.words


@pytest.mark.parametrize(
    ("element", "tag", "having"),
    [
        ({"type": "plain_text_input", "initial_value": "x"}, "input", {"type": "text", "value": "x"}),
        ({"type": "plain_text_input", "multiline": True}, "textarea", {"class": "control"}),
        ({"type": "number_input", "min_value": "1", "is_decimal_allowed": False}, "input", {"min": "1", "step": "1"}),
        ({"type": "timepicker", "initial_time": "09:00"}, "input", {"type": "time", "value": "09:00"}),
        ({"type": "datepicker", "initial_date": "2026-11-24"}, "input", {"type": "date", "value": "2026-11-24"}),
        ({"type": "static_select", "options": deck.options(("A", "a"))}, "select", {"class": "control"}),
        ({"type": "external_select", "min_query_length": 1}, "input", {"role": "combobox"}),
    ],
)
def test_a_field_has_a_control_that_its_label_names(element: Json, tag: str, having: dict[str, str]) -> None:
    tree = drawn(field(element | {"action_id": "given"}))
    (control,) = tree.all(tag, **having)
    (label,) = tree.all("label")
    assert label["for"] == control["id"]


@pytest.mark.parametrize(("kind", "box"), [("checkboxes", "checkbox"), ("radio_buttons", "radio")])
def test_choices_are_a_group_with_a_legend(kind: str, box: str) -> None:
    tree = drawn(field({"type": kind, "action_id": "given", "options": deck.options(("Mon", "0"), ("Tue", "1"))}))
    assert len(tree.all("fieldset")) == len(tree.all("legend")) == 1
    assert [e["value"] for e in tree.all("input", type=box)] == ["0", "1"]


def test_what_was_filled_in_outlives_an_error() -> None:
    element = {"type": "timepicker", "action_id": "to", "initial_time": "17:30"}
    assert initially(element, {"asked": {"to": "08:00"}}, "asked") == "08:00"
    assert initially(element, {}, "asked") == "17:30"
    days = deck.options(("Mon", "0"), ("Tue", "1"))
    chosen = {"type": "checkboxes", "action_id": "days", "options": days, "initial_options": days[1:]}
    assert initially(chosen, {}, "asked") == ["1"]


def test_a_block_the_sandbox_does_not_draw_says_so() -> None:
    assert "The sandbox does not draw “video” blocks." in drawn({"type": "video", "block_id": "v"}).words


def test_rich_text_draws_each_kind_of_leaf() -> None:
    leaves = [
        {"type": "user", "user_id": "U1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "broadcast", "range": "here"},
        {"type": "link", "url": "https://a.example", "text": "a"},
        {"type": "link", "url": "javascript:alert(1)", "text": "b"},
        {"type": "emoji", "name": "wave"},
        {"type": "date", "timestamp": 1763362800, "format": "{time}", "fallback": "then"},
        {"type": "text", "text": "<i>", "style": {"italic": True, "code": True, "strike": True}},
    ]
    parts = [
        {"type": "rich_text_section", "elements": leaves},
        {"type": "rich_text_quote", "elements": leaves[:1]},
        {"type": "rich_text_preformatted", "elements": leaves[-1:]},
        {"type": "rich_text_list", "style": "bullet", "elements": [{"elements": leaves[-1:]}]},
    ]
    tree = drawn({"type": "rich_text", "block_id": "r", "elements": parts})
    assert "".join(tree.words).split() == ["@Tom#wellness@hereab👋8:00<i>", "@Tom", "<i>", "<i>"]
    assert [e["href"] for e in tree.all("a")] == ["https://a.example"]
    assert tree.all("i") == []


@given(st.text(min_size=1, max_size=40))
def test_no_text_anywhere_in_a_block_becomes_an_element(hostile: str) -> None:
    text = f"{hostile}\"'><script>x</script>"
    button = deck.button(text, action_id=text, value=text, label=text) | {"url": f"javascript:{text}"}
    block = deck.section(text, block_id=text, accessory=button) | {"text": deck.plain(text)}
    typed = field(
        {"type": "plain_text_input", "action_id": text, "initial_value": text, "placeholder": deck.plain(text)}
    )
    leaf = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    tree = drawn(block, typed, {"type": "rich_text", "block_id": "r", "elements": [leaf]})
    assert tree.all("script") == []
    allowed = {"id", "class", "type", "for", "role", "value", "placeholder", "aria-label", "aria-required"}
    names = {name for element in tree.elements for name in element}
    assert names <= allowed | {"data-press", "data-block", "data-action", "data-value", "data-control"}
