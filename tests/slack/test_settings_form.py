from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import (
    DaysTooShort,
    HoursOverlap,
    HoursTooShort,
    IntervalTooLong,
    IntervalTooShort,
    NothingLeft,
    NothingOnThoseDays,
)
from bot.domain.member import Style, Visibility
from bot.domain.periods import DAY, Period, Week
from bot.domain.selection import Choice
from bot.domain.settings import SettingsForm
from bot.slack import ids
from bot.slack.blocks.settings import settings_view
from bot.slack.message import View
from bot.slack.settings_form import parse_settings, refused_fields
from bot.slack.settings_memory import Remembered, remembered, remembering
from bot.slack.typed_settings import TypedSettings, typed_from, typed_of
from tests.slack.examples import BERLIN, HIP, KNEE, member, settings_shown, week

MINUTES = st.integers(0, DAY - 1)


def choice(**changes: Any) -> Choice:
    both = Choice(routine=None, wanted=frozenset({HIP.id, KNEE.id}), standing_only=frozenset())
    return replace(both, **changes)


def typed(**changes: Any) -> TypedSettings:
    fields: dict[str, Any] = {
        "minutes": 150,
        "zone": BERLIN,
        "days": (0, 1, 2, 3, 4),
        "start": "09:00",
        "end": "17:30",
        "gaps": "",
        "differing": "",
        "choice": choice(),
        "style": Style.PICTURES,
        "sounds": True,
        "visibility": Visibility.PRIVATE,
    }
    return TypedSettings(**fields | changes)


def submitted(view: View) -> dict[str, Any]:
    """The state Slack sends when the form is saved as it opened."""
    return {
        block["block_id"]: {block["element"]["action_id"]: _state(block["element"])}
        for block in view["blocks"]
        if block["type"] == "input"
    }


def _state(element: dict[str, Any]) -> dict[str, Any]:
    match element["type"]:
        case "timepicker":
            return {"type": "timepicker", "selected_time": element["initial_time"]}
        case "checkboxes":
            return {"type": "checkboxes", "selected_options": element.get("initial_options", [])}
        case "plain_text_input":
            return {"type": "plain_text_input", "value": element.get("initial_value")}
        case kind:
            return {"type": kind, "selected_option": element.get("initial_option")}


@st.composite
def day_hours(draw: st.DrawFn) -> tuple[Period, ...]:
    """The periods of one day, some of them touching, the last one maybe across midnight."""
    edges = sorted(draw(st.sets(MINUTES, max_size=6)))
    periods = [Period(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    touches: bool = draw(st.booleans())
    crosses: bool = draw(st.booleans())
    if touches and len(periods) > 1:
        periods[1] = Period(periods[0].end, periods[1].end)
    if crosses and periods:
        last = periods[-1].start
        periods[-1] = Period(last, draw(st.integers(last + 1, max(DAY, last + DAY // 2))))
    return tuple(periods)


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    """Any week a member can have typed: days of their own, and days that share theirs."""
    some = draw(st.lists(day_hours(), min_size=1, max_size=3))
    days = [draw(st.sampled_from([*some, ()])) for _ in range(7)]
    try:
        return Week(tuple(days))
    except HoursOverlap:
        return Week(tuple(day if index % 2 == 0 and index < 6 else () for index, day in enumerate(days)))


@given(
    hours=weeks().filter(lambda week: any(week.days)),
    minutes=st.integers(120, 180),
    visibility=st.sampled_from(Visibility),
    style=st.sampled_from(Style),
    sounds=st.booleans(),
)
def test_whatever_a_member_has_comes_out_of_the_form_as_it_was(
    hours: Week, minutes: int, visibility: Visibility, style: Style, sounds: bool
) -> None:
    interval = timedelta(minutes=minutes)
    ana = member(week=hours, interval=interval, visibility=visibility, style=style, guide_sounds=sounds)
    form = parse_settings(typed_of(submitted(settings_view(settings_shown(ana)))))
    assert form == SettingsForm(
        interval=interval,
        zone=BERLIN,
        week=hours,
        visibility=visibility,
        choice=choice(),
        style=style,
        guide_sounds=sounds,
    )


@pytest.mark.parametrize(
    ("hours", "fields"),
    [
        (week(mon="9-17:30", tue="9-17:30"), ((0, 1), "09:00", "17:30", "", "")),
        (week(mon="9-12:30 13:15-17:30", fri="9-13"), ((0,), "09:00", "17:30", "12:30-13:15", "fri 9-13")),
        (week(mon="9-17", tue="9-17", fri="9-13"), ((0, 1), "09:00", "17:00", "", "fri 9-13")),
        (week(mon="22-6", wed="22-6"), ((0, 2), "22:00", "06:00", "", "")),
        (week(mon="9-24"), ((0,), "09:00", "00:00", "", "")),
        (week(sat="9-12 12-15"), ((), "09:00", "17:30", "", "sat 9-12 12-15")),
        (week(sun="13-18 22-6"), ((), "09:00", "17:30", "", "sun 13-18 22-6")),
    ],
)
def test_the_form_shows_what_most_days_have_and_then_the_days_that_differ(
    hours: Week, fields: tuple[object, ...]
) -> None:
    shown = typed_from(settings_shown(member(week=hours)))
    assert (shown.days, shown.start, shown.end, shown.gaps, shown.differing) == fields


@pytest.mark.parametrize(
    ("changes", "hours"),
    [
        ({}, week(**dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "9-17:30"))),
        ({"days": (0,), "gaps": "12:30-13:15, 15-15:30"}, week(mon="9-12:30 13:15-15 15:30-17:30")),
        ({"days": (0,), "differing": "fri 9-13\nsat 10-12 14-16"}, week(mon="9-17:30", fri="9-13", sat="10-12 14-16")),
        ({"days": (0, 4), "differing": "fri 9-13"}, week(mon="9-17:30", fri="9-13")),
        ({"days": (), "differing": "mon-tue 9-13"}, week(mon="9-13", tue="9-13")),
        ({"days": (0,), "start": "22:00", "end": "06:00", "gaps": "2-2:30"}, week(mon="22-2", tue="2:30-6")),
        (
            {"days": (0, 1), "start": "22:00", "end": "06:00", "gaps": "23:30-0:30", "differing": "tue 9-12"},
            week(mon="22-23:30", tue="0:30-6 9-12"),
        ),
        ({"days": (0,), "end": "00:00"}, week(mon="9-24")),
        ({"days": (0,), "start": "00:00", "end": "00:00"}, week(mon="0-24")),
    ],
)
def test_what_is_filled_in_becomes_a_week(changes: dict[str, Any], hours: Week) -> None:
    form = parse_settings(typed(**changes))
    assert isinstance(form, SettingsForm)
    assert form.week == hours


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"end": "05:00"}, ids.TO_FIELD, "This is before From."),
        ({"end": "09:00"}, ids.TO_FIELD, "This is the same as From."),
        ({"gaps": "12.30/13"}, ids.GAPS_FIELD, "I can't read 12.30/13. Try 12:30-13:15."),
        ({"gaps": "lunch"}, ids.GAPS_FIELD, "I can't read lunch. Try 12:30-13:15."),
        ({"gaps": "18-19"}, ids.GAPS_FIELD, "18:00–19:00 is not inside 9:00–17:30."),
        ({"gaps": "9-17:30"}, ids.GAPS_FIELD, "That leaves nothing of 9:00–17:30."),
        ({"days": ()}, ids.DAYS_FIELD, "Pick at least one day, or use Pause instead."),
        ({"differing": "fry 9-13"}, ids.DIFFERING_FIELD, "I can't read fry. Try fri 9-13."),
        ({"differing": "fri"}, ids.DIFFERING_FIELD, "I can't read fri. Try fri 9-13."),
        ({"differing": "fri 9-13; fri 9-12"}, ids.DIFFERING_FIELD, "Friday can only be there once."),
        ({"differing": "fri 9-13 11-15"}, ids.DIFFERING_FIELD, "9–13 and 11–15 overlap."),
        ({"differing": "sun 22-9:30"}, ids.DIFFERING_FIELD, "22–9:30 and 9–17:30 overlap."),
        ({"zone": None}, ids.ZONE_FIELD, "Find your city, so that I know your hours."),
    ],
)
def test_what_cannot_be_saved_gets_a_sentence_at_its_field(changes: dict[str, Any], field: str, sentence: str) -> None:
    assert parse_settings(typed(**changes)) == {field: sentence}


@given(gaps=st.text(max_size=60), differing=st.text(max_size=60))
def test_any_text_is_read_or_refused(gaps: str, differing: str) -> None:
    result = parse_settings(typed(gaps=gaps, differing=differing))
    assert isinstance(result, SettingsForm) or set(result) <= {ids.GAPS_FIELD, ids.DIFFERING_FIELD}


def test_a_refusal_of_saving_stands_at_the_field_it_is_about() -> None:
    hour, two, three = timedelta(hours=1), timedelta(hours=2), timedelta(hours=3)
    too_short = IntervalTooShort("every 2h", asked=hour, bound=two)
    too_long = IntervalTooLong("every 3h", asked=timedelta(hours=5), bound=three)
    assert refused_fields(too_short, typed()) == {
        ids.INTERVAL_FIELD: "1 hour is shorter than this workspace's 2 hours."
    }
    assert refused_fields(too_long, typed()) == {ids.INTERVAL_FIELD: "5 hours is longer than this workspace's 3 hours."}
    no_room = HoursTooShort("hours 9-13", interval=two)
    assert refused_fields(no_room, typed()) == {ids.TO_FIELD: "Those hours are shorter than your 2 h."}


def test_leaving_nothing_is_told_where_it_can_be_mended() -> None:
    some_days = "Nothing would be left on some days. Pick one more exercise, or use Pause instead."
    nothing_wanted, one, office = frozenset[str](), frozenset({KNEE.id}), frozenset({0})
    assert refused_fields(NothingLeft(), typed(choice=choice(wanted=nothing_wanted))) == {
        ids.EXERCISES_FIELD: "Pick at least one, or use Pause instead."
    }
    assert refused_fields(NothingLeft(), typed(choice=choice(wanted=one, standing_only=office))) == {
        ids.STANDING_ONLY_FIELD: some_days
    }
    assert refused_fields(NothingLeft(), typed(choice=choice(wanted=one))) == {ids.EXERCISES_FIELD: some_days}


def test_saving_again_accepts_the_days_that_were_warned_of() -> None:
    refusal = DaysTooShort(days=(4, 5), week=week(fri="9-10", sat="9-10"), interval=timedelta(hours=2))
    assert remembered(remembering(Remembered(), warning=refusal)) == Remembered(accepted_days=(4, 5))
    assert remembered("") == Remembered()


def test_a_form_remembers_what_it_showed_and_a_warning_does_not_make_it_forget() -> None:
    seen = choice(routine="hips", standing_only=frozenset({0, 4}))
    view = settings_view(settings_shown(), typed(), warning=None, known=Remembered(seen=seen))
    assert remembered(view["private_metadata"]).seen == seen
    refusal = DaysTooShort(days=(4,), week=week(fri="9-10"), interval=timedelta(hours=2))
    warned = settings_view(settings_shown(), typed(), warning=refusal, known=Remembered(seen=seen))
    assert remembered(warned["private_metadata"]) == Remembered(accepted_days=(4,), seen=seen)


def test_days_on_which_all_is_left_out_are_refused_at_the_days() -> None:
    assert refused_fields(NothingOnThoseDays(), typed()) == {
        ids.DAYS_FIELD: "You left out everything on those days. Pick another day, or use Pause instead."
    }
