"""Reads the forms that leave an exercise out, and judges what cannot be taken as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.domain.errors import NothingLeft, Refusal, UnknownExercise
from bot.domain.ids import ReminderId
from bot.domain.offer import LeftOut
from bot.domain.selection import Change, HowLong
from bot.slack import ids
from bot.slack.blocks.care import LEAVE_OUT, PAUSE
from bot.slack.blocks.exercises import ALWAYS, UNTIL
from bot.slack.payloads import known_weekday, reading
from bot.slack.settings_form import Errors
from bot.slack.wording import care as words
from bot.slack.wording.refusals import DAY_HAS_PASSED, refusal_text

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLeaveOut:
    """What the form holds; nothing of it has been judged yet."""

    exercise: str
    how_long: str
    until: date | None
    weekdays: frozenset[int]


@reading()
def change_of(values: Mapping[str, Any]) -> Change:
    """What was chosen, from `view.state.values`."""
    wish, _, exercise = _option(values, ids.CHANGE_FIELD).partition(":")
    return Change(
        leave_out=exercise if wish == LEAVE_OUT else None,
        pauses=wish == PAUSE,
        how_long=HowLong(_option(values, ids.HOW_LONG_FIELD)),
    )


@reading()
def meant_in(view: Mapping[str, Any]) -> ReminderId | None:
    """The reminder that the form was opened on, or what none is called; None for a form of the version before, which
    means the open one.
    """
    return ReminderId(str(view["private_metadata"])) if view["private_metadata"] else None


@reading()
def typed_leave_out(view: Mapping[str, Any]) -> TypedLeaveOut:
    """What was filled in for the exercise that the form was opened for."""
    values = view["state"]["values"]
    until = values[ids.UNTIL_FIELD][ids.UNTIL_FIELD].get("selected_date")
    weekdays = values[ids.WEEKDAYS_FIELD][ids.WEEKDAYS_FIELD].get("selected_options") or ()
    return TypedLeaveOut(
        exercise=str(view["private_metadata"]),
        how_long=_option(values, ids.HOW_LONG_FIELD),
        until=date.fromisoformat(until) if until else None,
        weekdays=frozenset(known_weekday(option["value"]) for option in weekdays),
    )


def left_out_of(typed: TypedLeaveOut, *, today: date) -> LeftOut | Errors:
    """What is to be left out; or the field to look at again."""
    if typed.how_long == ALWAYS:
        return LeftOut(exercise=typed.exercise, always=True)
    if typed.how_long == UNTIL:
        flaw = _flaw_of_day(typed.until, today=today)
        return {ids.UNTIL_FIELD: flaw} if flaw else LeftOut(exercise=typed.exercise, until=typed.until)
    if not typed.weekdays:
        return {ids.WEEKDAYS_FIELD: words.PICK_WEEKDAYS}
    return LeftOut(exercise=typed.exercise, weekdays=typed.weekdays)


def refused_change(refusal: Refusal) -> Errors:
    """Why the card could not be closed like this."""
    return {ids.CHANGE_FIELD: _sentence(refusal, nothing_left=words.LAST_ONE)}


def refused_leave_out(refusal: Refusal) -> Errors:
    """Why the exercise could not be left out like this."""
    return {ids.HOW_LONG_FIELD: _sentence(refusal, nothing_left=words.NOTHING_ON_SOME_DAYS)}


def _flaw_of_day(day: date | None, *, today: date) -> str | None:
    if day is None:
        return words.PICK_A_DAY
    if day <= today:
        return DAY_HAS_PASSED
    return words.TOO_FAR if day > today + LONGEST else None


def _option(values: Mapping[str, Any], name: str) -> str:
    return str(values[name][name]["selected_option"]["value"])


def _sentence(refusal: Refusal, *, nothing_left: str) -> str:
    match refusal:
        case NothingLeft():
            return nothing_left
        case UnknownExercise():
            return words.OTHER_ROUTINE
        case _:
            return refusal_text(refusal).replace("`", "").replace("*", "")
