"""Judges what the settings were filled in with: a form to save, or a sentence for the field to look at again."""

import re
from datetime import timedelta

from bot.domain.errors import (
    HoursEndBeforeStart,
    HoursOverlap,
    HoursTooShort,
    IntervalTooLong,
    IntervalTooShort,
    NothingLeft,
    NothingOnThoseDays,
    NotUnderstood,
    Refusal,
)
from bot.domain.member import Visibility
from bot.domain.periods import DAY, Period, Week
from bot.domain.phrases import parse_differing_days, parse_gaps, subtract_gaps
from bot.domain.selection import Choice
from bot.domain.settings import SettingsForm
from bot.slack import ids
from bot.slack.escaping import LONGEST_WORD, one_line
from bot.slack.payloads import reading
from bot.slack.typed_settings import Hours, TypedSettings
from bot.slack.wording.hours import full_days, period_words
from bot.slack.wording.refusals import out_of_bounds, overlap, refusal_text
from bot.slack.wording.times import interval_words

Errors = dict[str, str]
"""A sentence of plain text by the block id of its field, as `response_action: errors` takes it."""

_NO_DAY = "Pick at least one day, or use Pause instead."
_NO_EXERCISE = "Pick at least one, or use Pause instead."
_NOTHING_ON_SOME_DAYS = "Nothing would be left on some days. Pick one more exercise, or use Pause instead."
_NOTHING_ON_THOSE = "You left out everything on those days. Pick another day, or use Pause instead."
_DAY_END = re.compile(r"[;\n]")


class FieldRefused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """One field cannot be taken as it is."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


def parse_settings(
    typed: TypedSettings, *, seen: Choice | None = None, seen_visibility: Visibility | None = None
) -> SettingsForm | Errors:
    """The form to save, which showed what was `seen`; or what is wrong with it."""
    try:
        return SettingsForm(
            interval=timedelta(minutes=typed.minutes),
            zone=_zone(typed),
            week=_week(typed),
            visibility=typed.visibility,
            seen_visibility=seen_visibility,
            choice=typed.choice,
            seen=seen,
            style=typed.style,
            guide_sounds=typed.sounds,
        )
    except FieldRefused as refused:
        return {refused.field: refused.sentence}


def refused_fields(refusal: Refusal, typed: TypedSettings) -> Errors:
    """A refusal of saving, as a sentence at the field it is about. Short days are a question, not an error."""
    match refusal:
        case IntervalTooShort() | IntervalTooLong():
            return {ids.INTERVAL_FIELD: out_of_bounds(refusal)}
        case HoursOverlap():
            return {ids.TO_FIELD: overlap(refusal)}
        case NothingLeft():
            return _nothing_left(typed)
        case NothingOnThoseDays():
            return {ids.DAYS_FIELD: _NOTHING_ON_THOSE}
        case HoursTooShort(interval=interval):
            return {ids.TO_FIELD: f"Those hours are shorter than your {interval_words(interval)}."}
        case _:
            return {ids.INTERVAL_FIELD: refusal_text(refusal).replace("`", "").replace("*", "")}


def _nothing_left(typed: TypedSettings) -> Errors:
    if not typed.choice.wanted:
        return {ids.EXERCISES_FIELD: _NO_EXERCISE}
    return {ids.STANDING_ONLY_FIELD if typed.choice.standing_only else ids.EXERCISES_FIELD: _NOTHING_ON_SOME_DAYS}


def _zone(typed: TypedSettings) -> str:
    if typed.zone is None:
        raise FieldRefused(ids.ZONE_FIELD, "Find your city, so that I know your hours.")
    return typed.zone


def _week(typed: TypedSettings) -> Week:
    usual, after_midnight = _usual_hours(typed)
    differing = _differing_days(typed.differing)
    days = [differing.get(day, usual if day in typed.days else ()) for day in range(7)]
    for day in set(typed.days) - differing.keys():
        days[(day + 1) % 7] += after_midnight
    if not any(days):
        raise FieldRefused(ids.DAYS_FIELD, _NO_DAY)
    try:
        return Week(tuple(days))
    except HoursOverlap as refusal:
        field = ids.DIFFERING_FIELD if typed.differing else ids.TO_FIELD
        raise FieldRefused(field, overlap(refusal)) from refusal


def _usual_hours(typed: TypedSettings) -> tuple[Hours, Hours]:
    """What From, To and gaps leave of a day, and what a gap after midnight leaves to the next one."""
    span = _span(typed)
    gaps = _gaps(typed.gaps)
    for gap in gaps:
        if subtract_gaps(span, [gap]) == (span,):
            raise FieldRefused(ids.GAPS_FIELD, f"{period_words(gap)} is not inside {period_words(span)}.")
    left = subtract_gaps(span, gaps)
    if not left:
        raise FieldRefused(ids.GAPS_FIELD, f"That leaves nothing of {period_words(span)}.")
    return (
        tuple(period for period in left if period.start >= span.start),
        tuple(period for period in left if period.start < span.start),
    )


def _span(typed: TypedSettings) -> Period:
    start, end = _minute(typed.start), _minute(typed.end) or DAY
    try:
        return Period.of(start, end)
    except HoursEndBeforeStart as refusal:
        sentence = "This is the same as From." if start == end else "This is before From."
        raise FieldRefused(ids.TO_FIELD, sentence) from refusal


def _gaps(text: str) -> Hours:
    try:
        return parse_gaps(text)
    except NotUnderstood as refusal:
        raise FieldRefused(ids.GAPS_FIELD, _unreadable(refusal)) from refusal


def _differing_days(text: str) -> dict[int, Hours]:
    found: dict[int, Hours] = {}
    try:
        for part in _DAY_END.split(text):
            days = parse_differing_days(part)
            if twice := sorted(found.keys() & days.keys()):
                raise FieldRefused(ids.DIFFERING_FIELD, f"{full_days(twice)} can only be there once.")
            found |= days
        _refuse_overlaps(found)
    except NotUnderstood as refusal:
        raise FieldRefused(ids.DIFFERING_FIELD, _unreadable(refusal)) from refusal
    except HoursOverlap as refusal:
        raise FieldRefused(ids.DIFFERING_FIELD, overlap(refusal)) from refusal
    return found


def _refuse_overlaps(days: dict[int, Hours]) -> None:
    """Overlaps among these days alone, which are this field's fault and no other's."""
    Week(tuple(days.get(day, ()) for day in range(7)))


def _unreadable(refusal: NotUnderstood) -> str:
    return f"I can't read {one_line(refusal.word, longest=LONGEST_WORD)}. Try {refusal.suggestion}."


@reading()
def _minute(picked: str) -> int:
    hours, minutes = picked.split(":")
    return int(hours) * 60 + int(minutes)
