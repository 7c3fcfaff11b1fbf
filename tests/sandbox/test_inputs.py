"""What is filled in, as Slack's payloads show it."""

from typing import Any

import pytest

from bot.sandbox.inputs import NoSuchOptionError, complaints, state_of
from bot.sandbox.records import Json
from tests.sandbox.stage import options


def block(kind: str, **more: Any) -> list[Json]:
    element = {"type": kind, "action_id": "a", **more}
    return [{"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "?"}, "element": element}]


CHOICES: Json = {"options": options("A", "B")}

CASES: list[tuple[str, Json, Any, Json, Json]] = [
    ("plain_text_input", {"initial_value": "x"}, "y", {"value": "x"}, {"value": "y"}),
    ("number_input", {}, "", {"value": None}, {"value": None}),
    ("static_select", CHOICES, "A", {"selected_option": None}, {"selected_option": options("A")[0]}),
    (
        "radio_buttons",
        {**CHOICES, "initial_option": options("B")[0]},
        None,
        {"selected_option": options("B")[0]},
        {"selected_option": None},
    ),
    (
        "checkboxes",
        {**CHOICES, "initial_options": options("B")},
        ["A", "B"],
        {"selected_options": options("B")},
        {"selected_options": options("A", "B")},
    ),
    ("checkboxes", CHOICES, "A", {"selected_options": []}, {"selected_options": options("A")}),
    ("multi_static_select", CHOICES, [], {"selected_options": []}, {"selected_options": []}),
    ("timepicker", {"initial_time": "09:00"}, "10:30", {"selected_time": "09:00"}, {"selected_time": "10:30"}),
    ("datepicker", {}, "2026-11-18", {"selected_date": None}, {"selected_date": "2026-11-18"}),
    ("datetimepicker", {}, "1795000000", {"selected_date_time": None}, {"selected_date_time": 1795000000}),
    ("users_select", {}, "U0ANA", {"selected_user": None}, {"selected_user": "U0ANA"}),
    ("multi_users_select", {"initial_users": ["U0ANA"]}, None, {"selected_users": ["U0ANA"]}, {"selected_users": []}),
    ("conversations_select", {}, "C1", {"selected_conversation": None}, {"selected_conversation": "C1"}),
    ("channels_select", {}, "C1", {"selected_channel": None}, {"selected_channel": "C1"}),
]


@pytest.mark.parametrize(("kind", "more", "given", "untouched", "filled"), CASES)
def test_every_input_shows_its_start_and_then_what_was_given(
    kind: str, more: Json, given: Any, untouched: Json, filled: Json
) -> None:
    blocks = block(kind, **more)
    assert state_of(blocks, filled={}, offered={}) == {"b": {"a": {"type": kind, **untouched}}}
    assert state_of(blocks, filled={"b": {"a": given}}, offered={}) == {"b": {"a": {"type": kind, **filled}}}


def test_an_option_that_is_not_offered_can_not_be_given() -> None:
    with pytest.raises(NoSuchOptionError):
        state_of(block("static_select", **CHOICES), filled={"b": {"a": "C"}}, offered={})
    starting = block("external_select", initial_option=options("Berlin")[0])
    again = state_of(starting, filled={"b": {"a": "Berlin"}}, offered={})
    assert again["b"]["a"]["selected_option"] == options("Berlin")[0]


@pytest.mark.parametrize(
    ("more", "given", "complaint"),
    [
        ({}, "", "Please complete this required field."),
        ({"min_length": 3}, "ab", "Please enter at least 3 characters."),
        ({"max_length": 3}, "abcd", "Please enter no more than 3 characters."),
    ],
)
def test_slacks_client_complains_beside_the_field(more: Json, given: str, complaint: str) -> None:
    blocks = block("plain_text_input", **more)
    values = state_of(blocks, filled={"b": {"a": given}}, offered={})
    assert complaints(blocks, values=values) == {"b": complaint}


def test_an_optional_field_may_stay_empty() -> None:
    [only] = block("plain_text_input")
    blocks = [{**only, "optional": True}, {"type": "divider", "block_id": "d"}]
    assert complaints(blocks, values=state_of(blocks, filled={}, offered={})) == {}
