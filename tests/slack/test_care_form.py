"""Reading the forms that leave an exercise out; the sentences for what cannot be taken."""

from datetime import date
from typing import Any

import pytest

from bot.domain.errors import NothingLeft, Refusal, UnknownExercise, ZoneMissing
from bot.domain.offer import LeftOut
from bot.domain.selection import Change, HowLong
from bot.slack import ids
from bot.slack.blocks.care import care_view
from bot.slack.blocks.exercises import ALWAYS, UNTIL, WEEKDAYS, leave_out_view
from bot.slack.care_form import (
    TypedLeaveOut,
    change_of,
    left_out_of,
    refused_change,
    refused_leave_out,
    typed_leave_out,
)
from bot.slack.payloads import Unreadable
from tests.slack.examples import HIP, KNEE, selection
from tests.slack.test_settings_form import submitted

TODAY = date(2026, 11, 18)


def chosen(change: str, how_long: str = "today") -> dict[str, Any]:
    return {
        ids.CHANGE_FIELD: {ids.CHANGE_FIELD: {"selected_option": {"value": change}}},
        ids.HOW_LONG_FIELD: {ids.HOW_LONG_FIELD: {"selected_option": {"value": how_long}}},
    }


def offered() -> list[str]:
    """The values of the choices of the form."""
    [radio] = [
        block["element"] for block in care_view(selection())["blocks"] if block.get("block_id") == ids.CHANGE_FIELD
    ]
    return [option["value"] for option in radio["options"]]


def test_the_form_as_it_opens_only_closes_the_card() -> None:
    assert change_of(submitted(care_view(selection()))) == Change()


def test_every_choice_is_read_as_what_it_says() -> None:
    assert [change_of(chosen(value, "lasting")) for value in offered()] == [
        Change(how_long=HowLong.LASTING),
        Change(leave_out=HIP.id, how_long=HowLong.LASTING),
        Change(leave_out=KNEE.id, how_long=HowLong.LASTING),
        Change(pauses=True, how_long=HowLong.LASTING),
    ]


def test_what_is_left_out_already_is_no_choice() -> None:
    view = care_view(selection(LeftOut(exercise=KNEE.id, always=True)))
    assert "Leave out the lying knee to chest" not in str(view)
    on_some_days = care_view(selection(LeftOut(exercise=KNEE.id, weekdays=frozenset({0}))))
    assert "Leave out the lying knee to chest" in str(on_some_days)


@pytest.mark.parametrize("values", [{}, chosen("nothing", "for ever"), {ids.CHANGE_FIELD: {}}])
def test_what_nobody_has_filled_in_is_unreadable(values: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        change_of(values)


def test_the_form_of_one_exercise_as_it_opens_leaves_it_out_for_good() -> None:
    view = leave_out_view(KNEE)
    values = submitted(view) | {ids.UNTIL_FIELD: {ids.UNTIL_FIELD: {"selected_date": None}}}
    typed = typed_leave_out({"private_metadata": view["private_metadata"], "state": {"values": values}})
    assert left_out_of(typed, today=TODAY) == LeftOut(exercise=KNEE.id, always=True)


@pytest.mark.parametrize("picked", [{"value": "7"}, {"value": "-1"}, {"value": None}, {}])
def test_no_weekday_but_the_seven_is_read(picked: dict[str, Any]) -> None:
    view = leave_out_view(KNEE)
    weekdays = {ids.WEEKDAYS_FIELD: {ids.WEEKDAYS_FIELD: {"selected_options": [picked]}}}
    values = submitted(view) | {ids.UNTIL_FIELD: {ids.UNTIL_FIELD: {}}} | weekdays
    with pytest.raises(Unreadable):
        typed_leave_out({"private_metadata": KNEE.id, "state": {"values": values}})


@pytest.mark.parametrize(
    ("how_long", "until", "weekdays", "outcome"),
    [
        (ALWAYS, date(2026, 11, 24), frozenset({1}), LeftOut(exercise=KNEE.id, always=True)),
        (UNTIL, date(2026, 11, 19), frozenset({1}), LeftOut(exercise=KNEE.id, until=date(2026, 11, 19))),
        (UNTIL, TODAY, frozenset(), {ids.UNTIL_FIELD: "That has passed. Pick a later day."}),
        (
            UNTIL,
            date(9999, 12, 31),
            frozenset(),
            {ids.UNTIL_FIELD: "Pick a day within a year, or leave it out until you put it back."},
        ),
        (UNTIL, None, frozenset({1}), {ids.UNTIL_FIELD: "Pick the day on which it comes again."}),
        (WEEKDAYS, TODAY, frozenset({0, 4}), LeftOut(exercise=KNEE.id, weekdays=frozenset({0, 4}))),
        (WEEKDAYS, TODAY, frozenset(), {ids.WEEKDAYS_FIELD: "Pick at least one weekday."}),
    ],
)
def test_only_what_was_asked_for_counts(
    how_long: str, until: date | None, weekdays: frozenset[int], outcome: object
) -> None:
    typed = TypedLeaveOut(exercise=KNEE.id, how_long=how_long, until=until, weekdays=weekdays)
    assert left_out_of(typed, today=TODAY) == outcome


@pytest.mark.parametrize(
    ("refusal", "for_the_card", "for_the_exercise"),
    [
        (
            NothingLeft(),
            "That is the last one left. Use Pause all reminders instead.",
            "Nothing would be left on some days. Use Pause instead.",
        ),
        (
            UnknownExercise(word="x", suggestion="exercises"),
            "Your routine is another one by now. Cancel, and look again.",
            "Your routine is another one by now. Cancel, and look again.",
        ),
        (
            ZoneMissing(),
            "I don't know your time zone yet. Try /budge zone Europe/Berlin.",
            "I don't know your time zone yet. Try /budge zone Europe/Berlin.",
        ),
    ],
)
def test_a_refusal_stands_at_the_first_choice(refusal: Refusal, for_the_card: str, for_the_exercise: str) -> None:
    assert refused_change(refusal) == {ids.CHANGE_FIELD: for_the_card}
    assert refused_leave_out(refusal) == {ids.HOW_LONG_FIELD: for_the_exercise}
