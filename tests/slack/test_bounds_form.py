"""The form for the bounds: what was picked, and what is to be looked at again."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.spread import DEFAULT_BOUNDS, Bounds
from bot.slack import ids
from bot.slack.blocks.administration import bounds_view
from bot.slack.bounds_form import picked_bounds, refused_bounds
from bot.slack.payloads import Unreadable

HOUR = timedelta(hours=1)


def values(shortest: object, longest: object) -> dict[str, Any]:
    fields = ((ids.SHORTEST_FIELD, shortest), (ids.LONGEST_FIELD, longest))
    return {field: {field: {"selected_option": {"value": value}}} for field, value in fields}


def test_what_was_picked_is_read_in_minutes() -> None:
    assert picked_bounds(values("90", "165")) == (1.5 * HOUR, 2.75 * HOUR)


@pytest.mark.parametrize("value", ["", "2h", "-15", "6000", "99999999999999999999", None, {}])
def test_what_the_form_never_offers_is_unreadable(value: object) -> None:
    with pytest.raises(Unreadable):
        picked_bounds(values("120", value))


@pytest.mark.parametrize("form", [{}, {ids.SHORTEST_FIELD: {}}, {ids.SHORTEST_FIELD: None}])
def test_a_form_of_another_shape_is_unreadable(form: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        picked_bounds(form)


def test_bounds_that_are_fine_have_nothing_to_look_at() -> None:
    assert refused_bounds((2 * HOUR, 2.5 * HOUR)) == {}


def test_a_refusal_stands_at_its_field() -> None:
    assert refused_bounds((2 * HOUR, 2 * HOUR)).keys() == {ids.LONGEST_FIELD}
    assert refused_bounds((9 * HOUR, 10 * HOUR)).keys() == {ids.SHORTEST_FIELD}
    assert refused_bounds((8 * HOUR, 10 * HOUR)) == {
        ids.SHORTEST_FIELD: "8 h is outside what I can do. Pick 30 min to 7 h 30."
    }
    assert refused_bounds((7 * HOUR, 10 * HOUR)) == {
        ids.LONGEST_FIELD: "10 h is outside what I can do. Pick 1 h to 8 h."
    }


@pytest.mark.parametrize("bounds", [DEFAULT_BOUNDS, Bounds(1.1 * HOUR, 7.9 * HOUR)])
def test_the_form_starts_with_the_bounds_as_they_are(bounds: Bounds) -> None:
    fields = {block["block_id"]: block["element"] for block in bounds_view(bounds)["blocks"]}
    picked = {name: {name: {"selected_option": element["initial_option"]}} for name, element in fields.items()}
    assert picked_bounds(picked) == (bounds.shortest, bounds.longest)
    assert all(element["initial_option"] in element["options"] for element in fields.values())
