"""A routine file that is accepted can be shown, whatever is in it: Slack refuses nothing of what it becomes."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from routines.file_format import RoutineFile, routine_of
from routines.loader import load_catalog
from routines.model import Routine
from routines.room import unfit
from tests.slack.routine_shown import complaints

LENGTHS = (1, 2, 12, 24, 40, 61, 63, 64, 115, 120, 350, 1400, 1500, 2900, 3000)
FILLINGS = ("x", "&", "X. ", "pain ", "Hold *still* & ")
TIMED = ("running", "meanwhile", "then", "ends", "next")
Content = dict[str, Any]


def read(content: Content) -> Routine | None:
    """The routine, if a file with this content is accepted."""
    try:
        routine = routine_of(RoutineFile.model_validate(content))
    except ValidationError:
        return None
    return None if [*unfit(routine)] else routine


def texts(*, longest: int, marked: bool = False) -> st.SearchStrategy[str]:
    """Texts of telling lengths; those that may have bold marks may also say what no lock screen shows."""
    lengths = st.sampled_from([length for length in LENGTHS if length <= longest])
    fillings = st.sampled_from(FILLINGS if marked else FILLINGS[:3])
    return st.builds(filled, fillings, lengths)


def filled(filling: str, length: int) -> str:
    text = (filling * length)[:length].strip() or "x"
    return text if text.count("*") % 2 == 0 else text.replace("*", "-")


def steps(no: int) -> st.SearchStrategy[Content]:
    told: Callable[..., st.SearchStrategy[str]] = texts
    untimed = st.fixed_dictionaries(
        {"text": told(longest=3000, marked=True), "screen": st.just(no)},
        optional={"note": told(longest=120), "side": st.sampled_from(["left", "right"])},
    )
    line = {key: told(longest=120, marked=key == "then") for key in TIMED}
    timed = st.fixed_dictionaries(
        {
            "text": told(longest=350, marked=True),
            "seconds": st.sampled_from([1, 90, 1800]),
            "screen": st.sampled_from([no, [no, no + 1]]),
        },
        optional=line,
    )
    return untimed | timed


def exercises(name: str) -> st.SearchStrategy[Content]:
    return st.fixed_dictionaries(
        {
            "id": st.just(name),
            "title": texts(longest=61).map(lambda title: f"{name}{title}"[:61]),
            "short_name": texts(longest=24).map(lambda short: f"{name}{short}"[:24]),
            "about_seconds": st.just(3600),
            "equipment": texts(longest=3000),
            "spoken_needs": texts(longest=350),
            "steps": st.lists(st.integers(1, 2), min_size=1, max_size=2).flatmap(
                lambda numbers: st.tuples(*(steps(no) for no in sorted(numbers))).map(list)
            ),
        },
        optional={"advice": texts(longest=1500), "in_short": texts(longest=120), "lying": st.booleans()},
    )


ROUTINES = st.fixed_dictionaries(
    {
        "id": st.just("long"),
        "title": texts(longest=61),
        "exercises": st.lists(st.booleans(), min_size=1, max_size=2).flatmap(
            lambda some: st.tuples(*(exercises(name) for name, _ in zip("ab", some, strict=False))).map(list)
        ),
    }
)


def longest(**changes: object) -> Content:
    """A routine of two exercises, as long as it may be but for these keys."""
    step: Content = {"text": "X" * 100, "screen": 1, "note": "x" * 120}
    rest: Content = {"text": "Y" * 60 + ".", "screen": [1, 2], "seconds": 1800, "ends": "x" * 120, "next": "x" * 120}
    parts: Content = {"about_seconds": 3600, "equipment": "E" * 1400, "advice": "a" * 1500, "in_short": "i" * 120}
    both = [
        parts | {"id": name, "title": name * 61, "short_name": name * 24, "spoken_needs": "n" * 900} for name in "ab"
    ]
    return {"id": "long", "title": "T" * 61, "exercises": [one | {"steps": [step, rest]} | changes for one in both]}


def test_the_longest_one_is_accepted_and_shown() -> None:
    routine = read(longest())
    assert routine is not None
    assert complaints(routine) == []


def test_what_is_built_in_is_shown() -> None:
    (hips,) = load_catalog().routines
    assert [*unfit(hips)] == []
    assert complaints(hips) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "x" * 62},
        {"equipment": "E" * 1500},
        {"equipment": "&" * 600},
        {"spoken_needs": "&" * 400},
        {"steps": [{"text": "x", "screen": 1}] * 400},
        {"steps": [{"text": "Y" * 64 + ".", "screen": [1, 2], "seconds": 60}]},
        {"steps": [{"text": "X" * 1600, "screen": 1, "side": side} for side in ("left", "right")], "card_repeat": "x"},
        {"title": "the same"},
    ],
)
def test_what_slack_would_refuse_is_not_accepted(changes: Content) -> None:
    assert read(longest(**changes)) is None


@example(longest())
@given(ROUTINES)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_accepted_is_shown(content: Content) -> None:
    routine = read(content)
    assert routine is None or complaints(routine) == []
