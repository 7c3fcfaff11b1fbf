"""The fields of the settings about what comes: routine, exercises, the look of the card, the guide."""

from bot.domain.member import Style
from bot.domain.periods import Week
from bot.domain.selection import Selection
from bot.domain.settings import SettingsShown
from bot.slack import ids
from bot.slack.blocks import choices
from bot.slack.blocks.elements import option, plain
from bot.slack.blocks.fields import checkboxes, radio, select_one
from bot.slack.message import Block
from bot.slack.typed_settings import TypedSettings
from bot.slack.wording.care import left_out_words
from bot.slack.wording.counts import capitalised
from routines.model import Exercise

_OFFICE_DAYS = frozenset(range(5))
_STYLES = {
    Style.PICTURES: "Steps and pictures",
    Style.STEPS: "Steps, no pictures",
    Style.SHORT: "Short",
}


def what_comes_fields(shown: SettingsShown, typed: TypedSettings) -> list[Block]:
    return [
        *_routine(shown, typed),
        _exercises(shown.selection, typed),
        *_standing_only(shown, typed),
        _style(typed),
        _guide(typed),
    ]


def _routine(shown: SettingsShown, typed: TypedSettings) -> list[Block]:
    if len(shown.routines) == 1:
        return []
    options = {routine.id: option(routine.title, routine.id) for routine in shown.routines}
    initial = options.get(typed.choice.routine or "", options[shown.routine.id])
    hint = "Another one begins with all of its exercises, but for what you left out of it before."
    return [select_one("Routine", ids.ROUTINE_FIELD, list(options.values()), initial=initial, hint=hint)]


def _exercises(selection: Selection, typed: TypedSettings) -> Block:
    options = {exercise.id: _exercise(exercise, selection) for exercise in selection.exercises}
    initial = [one for exercise, one in options.items() if exercise in typed.choice.wanted]
    return checkboxes("Exercises", ids.EXERCISES_FIELD, list(options.values()), initial=initial)


def _exercise(exercise: Exercise, selection: Selection) -> Block:
    """One that comes back by itself, or is missing on some days, says so."""
    one = selection.left_out_of(exercise.id)
    box = option(exercise.title, exercise.id)
    is_told_below = one is None or one.always or (one.until is None and one.weekdays == selection.standing_only)
    if one is None or is_told_below:
        return box
    return box | {"description": plain(capitalised(left_out_words(one, today=selection.today)))}


def _standing_only(shown: SettingsShown, typed: TypedSettings) -> list[Block]:
    standing = len(shown.selection.standing)
    if not standing:
        return []
    days = sorted(_OFFICE_DAYS | _with_hours(shown.status.member.week) | typed.choice.standing_only)
    options = dict(zip(days, choices.weekdays(days), strict=True))
    initial = [options[day] for day in sorted(typed.choice.standing_only)]
    label = f"At the office only the standing {'one' if standing == 1 else 'ones'}"
    hint = "For days without a floor to lie on."
    return [checkboxes(label, ids.STANDING_ONLY_FIELD, list(options.values()), initial=initial, hint=hint)]


def _with_hours(week: Week) -> set[int]:
    return {weekday for weekday, periods in enumerate(week.days) if periods}


def _style(typed: TypedSettings) -> Block:
    options = {style: option(words, style.value) for style, words in _STYLES.items()}
    return radio("The message", ids.STYLE_FIELD, list(options.values()), initial=options[typed.style])


def _guide(typed: TypedSettings) -> Block:
    sounds = option("Message me when a timer ends", "sounds")
    return checkboxes("Guide me", ids.SOUNDS_FIELD, [sounds], initial=[sounds] if typed.sounds else [])
