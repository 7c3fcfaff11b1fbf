"""Whatever is sent, the limits answer with complaints and never with a traceback."""

import json
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.controls import controls
from bot.sandbox.drafts import with_ids
from bot.sandbox.limits import message_problems, view_problems
from bot.sandbox.people import cast
from tests.sandbox.test_cast import CARD
from tests.sandbox.test_limits import FITS, SETTINGS_LIKE

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["section", "mrkdwn"])
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "elements", "options", "blocks", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place within a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, content in inner for place in places(content, (*path, key)))]


def put(value: Any, *, at: tuple[Any, ...], new: Any) -> Any:
    """The value with something else at one place."""
    if not at:
        return new
    copy = deepcopy(value)
    inner = copy
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = new
    return copy


@given(data=st.data(), new=anything)
@settings(max_examples=200, deadline=None)
def test_a_message_damaged_anywhere_is_refused_or_can_be_shown(data: st.DataObject, new: object) -> None:
    whole = [*CARD, *FITS[-20:]]
    damaged = put(whole, at=data.draw(st.sampled_from(places(whole))), new=new)
    if message_problems(damaged) == []:
        shown = with_ids(damaged, team=cast())
        json.dumps(shown)
        assert all(control.action_id for control in controls(shown))


@given(data=st.data(), new=anything)
@settings(max_examples=100, deadline=None)
def test_a_view_damaged_anywhere_gets_an_answer(data: st.DataObject, new: object) -> None:
    damaged = put(SETTINGS_LIKE, at=data.draw(st.sampled_from(places(SETTINGS_LIKE))), new=new)
    assert all(complaint.startswith("[ERROR]") for complaint in view_problems(damaged))
