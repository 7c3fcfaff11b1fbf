"""The settings: a modal."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.errors import DaysTooShort
from bot.domain.member import Visibility
from bot.domain.phrases import typed_interval
from bot.domain.settings import SettingsShown
from bot.domain.spread import Bounds
from bot.slack import ids
from bot.slack.blocks import choices
from bot.slack.blocks.elements import option, plain, section
from bot.slack.blocks.fields import checkboxes, field, radio, select_one
from bot.slack.blocks.settings_exercises import what_comes_fields
from bot.slack.blocks.status import status_message
from bot.slack.blocks.welcome import zone_menu, zone_option
from bot.slack.escaping import one_line
from bot.slack.message import Block, Message, View
from bot.slack.settings_memory import Remembered, remembering
from bot.slack.typed_settings import TypedSettings, typed_from
from bot.slack.wording.refusals import days_too_short
from bot.slack.wording.times import interval_words

_STEP = timedelta(minutes=15)
_USUAL = timedelta(hours=2, minutes=30)
_MOST_OPTIONS = 100
_LONGEST_NAME = 60  # characters, so that an option's words fit around it
_INTERVAL_HINT = "The article suggests every 2 to 3 hours."


def settings_view(
    shown: SettingsShown,
    typed: TypedSettings | None = None,
    *,
    warning: DaysTooShort | None = None,
    known: Remembered | None = None,
) -> View:
    """The form as the member stands, or as they filled in one that remembers what it had shown; a `warning` is a
    question that saving again answers.
    """
    if typed is None:
        typed = typed_from(shown)
        known = Remembered(seen=typed.choice, visibility=typed.visibility)
    blocks = [
        _interval(typed, shown.bounds),
        _zone(typed),
        _days(typed),
        _time("From", ids.FROM_FIELD, typed.start),
        _time("To", ids.TO_FIELD, typed.end),
        _text("Lunch or other gaps", ids.GAPS_FIELD, typed.gaps, placeholder="12:30-13:15"),
        _text("Days that differ", ids.DIFFERING_FIELD, typed.differing, placeholder="fri 9-13"),
        *what_comes_fields(shown, typed),
        _visibility(typed, shown.status.member.name),
    ]
    if warning is not None:
        blocks.insert(_field_of(warning, typed, blocks) + 1, _warning(warning))
    return {
        "type": "modal",
        "callback_id": ids.SETTINGS_VIEW,
        "private_metadata": remembering(known or Remembered(), warning=warning),
        "title": plain("Settings"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": blocks,
    }


def settings_question(shown: SettingsShown) -> Message:
    """Where no modal can be opened at once, as after a typed word: how things stand, a button that does, and the words
    that do the same.
    """
    standing = status_message(shown.status)
    every = typed_interval(shown.bounds.nearest(_USUAL))
    typed = f"every {every}; hours 9-17:30; zone Europe/Berlin; exercises; pause; show me; hide me"
    spoken = f"{standing.text} To change any of it, press Settings. Or type one of these: {typed}."
    return Message(spoken, standing.blocks)


def _interval(typed: TypedSettings, bounds: Bounds) -> Block:
    own = timedelta(minutes=typed.minutes)
    intervals = {own}
    step = bounds.shortest
    while step <= bounds.longest and len(intervals) < _MOST_OPTIONS:
        intervals.add(step)
        step += _STEP
    options = {interval: _interval_option(interval) for interval in sorted(intervals)}
    chosen = options[own]
    return select_one("How often", ids.INTERVAL_FIELD, list(options.values()), initial=chosen, hint=_INTERVAL_HINT)


def _interval_option(interval: timedelta) -> Block:
    return option(f"Every {interval_words(interval)}", str(interval // timedelta(minutes=1)))


def _zone(typed: TypedSettings) -> Block:
    initial = {} if typed.zone is None else {"initial_option": zone_option(typed.zone)}
    return field("Time zone", ids.ZONE_FIELD, zone_menu() | initial)


def _days(typed: TypedSettings) -> Block:
    options = choices.weekdays()
    return checkboxes("Days", ids.DAYS_FIELD, options, initial=[options[day] for day in typed.days])


def _time(label: str, name: str, picked: str) -> Block:
    return field(label, name, {"type": "timepicker", "action_id": name, "initial_time": picked})


def _text(label: str, name: str, content: str, *, placeholder: str) -> Block:
    element: Block = {"type": "plain_text_input", "action_id": name, "placeholder": plain(placeholder)}
    if content:
        element["initial_value"] = content
    return field(label, name, element, optional=True)


def _visibility(typed: TypedSettings, name: str) -> Block:
    options = {
        Visibility.PRIVATE: option("Keep me private", Visibility.PRIVATE.value),
        Visibility.SHOWN: option(f'Show me as "{one_line(name, longest=_LONGEST_NAME)}"', Visibility.SHOWN.value),
    }
    chosen = options.get(typed.visibility)
    return radio("On the leaderboard", ids.VISIBILITY_FIELD, list(options.values()), initial=chosen)


def _field_of(warning: DaysTooShort, typed: TypedSettings, blocks: Sequence[Block]) -> int:
    """Where the field stands that gave these days their hours."""
    name = ids.TO_FIELD if set(warning.days) <= set(typed.days) and not typed.differing else ids.DIFFERING_FIELD
    return next(index for index, block in enumerate(blocks) if block["block_id"] == name)


def _warning(warning: DaysTooShort) -> Block:
    return section(f"{days_too_short(warning)} Fine? Save again.", block_id=ids.WARNING)
