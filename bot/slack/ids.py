"""The names by which Slack hands a press back: action, block and callback ids, and what a button's value says."""

import re

from bot.domain.guide import Place
from bot.domain.ids import ReminderId

# The card. Each value carries the reminder's id (`card_value`).
DONE_ALL = "done_all"
DONE_ONE = re.compile(r"^done_one_[0-9]+$")
SNOOZE = "snooze"
CARD_MORE = "card_more"
SHOW_IT_NOW = "show_it_now"
MARK_DONE = "mark_done"

GUIDE = "guide"
SHOW_STEPS = "show_steps"

# The guide. The detail of the value is the place that was pressed (`guide_value`).
GUIDE_NEXT = "guide_next"
GUIDE_BACK = "guide_back"
GUIDE_START = "guide_start"
GUIDE_LEAVE = "guide_leave"

_RUNS = "_runs"

# What an option of CARD_MORE asks for: the detail of its value.
MOVED = "moved"
CARE = "care"  # also a button of the Home, without a value
SHORT_CARD = "short_card"  # also the button in a summary
SKIP = "skip"
UNDO = "undo"
WEEK = "week"

# The member's own affairs. No value, unless said.
START = "start"
STOP = "stop"
NOW = "now"
SHOW_EXERCISES = "show_exercises"
SEE_STEPS = "see_steps"  # value: the exercise's id
WHY = "why"  # also an option of CARD_MORE
SETTINGS = "settings"  # also an option of CARD_MORE
PAUSE = "pause"  # a select or buttons PAUSE_BUTTON; value: the words after `/budge`, or PICK_A_DAY
PICK_A_DAY = "pick_a_day"
PAUSE_BUTTON = re.compile(r"^pause_[0-9]+$")
RESUME = "resume"
CHOOSE_ZONE = "choose_zone"  # external_select; value: an IANA name
STAY_ON_ZONE = "stay_on_zone"  # value: an IANA name
EXERCISES = "exercises"
LEAVE_OUT = re.compile(r"^leave_out_[0-9]+$")  # value: the exercise's id
PUT_BACK = re.compile(r"^put_back_[0-9]+$")  # value: the exercise's id

# What is stored about the member. No value.
EXPORT = "export"
FORGET_ME = "forget_me"

# The leaderboard.
SHOW_ME = "show_me"
HIDE_ME = "hide_me"
KEEP_PRIVATE = "keep_private"
MY_WEEK = "my_week"
JOIN_IN = "join_in"
POST_OFF = "post_off"

# The workspace's admins. No value, unless said.
BOUNDS = "bounds"
HOW_TO_POST = "how_to_post"
HOW_TO_REMOVE = "how_to_remove"
END_POST = "end_post"  # value: the channel's id

SETTINGS_VIEW = "settings_view"
PAUSE_VIEW = "pause_view"
STEPS_VIEW = "steps_view"
FORGET_VIEW = "forget_view"
WHY_VIEW = "why_view"
BOUNDS_VIEW = "bounds_view"
CARE_VIEW = "care_view"
LEAVE_OUT_VIEW = "leave_out_view"


def done_one(number: int) -> str:
    """The action id of the Done button of the exercise at `number`; DONE_ONE matches it."""
    return f"done_one_{number}"


def pause_button(number: int) -> str:
    """The action id of one of several pause buttons; PAUSE_BUTTON matches it."""
    return f"pause_{number}"


def leave_out(number: int) -> str:
    """The action id of one of several buttons that leave an exercise out; LEAVE_OUT matches it."""
    return f"leave_out_{number}"


def put_back(number: int) -> str:
    """The action id of one of several buttons that put an exercise back; PUT_BACK matches it."""
    return f"put_back_{number}"


def card_value(reminder: ReminderId, detail: str = "") -> str:
    """The value of a card's element: the reminder and, after a colon, an exercise, minutes or what is asked for."""
    return f"{reminder}:{detail}" if detail else reminder


def read_card_value(value: str) -> tuple[ReminderId, str]:
    """The reminder and the detail of a `card_value`; the detail is empty where there was none."""
    reminder, _, detail = value.partition(":")
    return ReminderId(reminder), detail


def guide_value(reminder: ReminderId, place: Place) -> str:
    """The value of a button of the guide: the reminder, the number of the screen, and whether its timer runs."""
    return card_value(reminder, f"{place.screen}{_RUNS if place.is_running else ''}")


def read_place(detail: str) -> Place | None:
    """The place in the detail of a `guide_value`; None for any other detail."""
    number = detail.removesuffix(_RUNS)
    return Place(int(number), is_running=number != detail) if number.isdecimal() else None


# The fields of the settings, by block id. The element in it has the same id, but for the zone's: CHOOSE_ZONE.
INTERVAL_FIELD = "settings_interval"
ZONE_FIELD = "settings_zone"
DAYS_FIELD = "settings_days"
FROM_FIELD = "settings_from"
TO_FIELD = "settings_to"
GAPS_FIELD = "settings_gaps"
DIFFERING_FIELD = "settings_differing"
VISIBILITY_FIELD = "settings_visibility"
ROUTINE_FIELD = "settings_routine"
EXERCISES_FIELD = "settings_exercises"
STANDING_ONLY_FIELD = "settings_standing_only"
STYLE_FIELD = "settings_style"
SOUNDS_FIELD = "settings_sounds"
WARNING = "settings_warning"

# The field of the pause until a picked day, and the element in it.
PAUSE_FIELD = "pause_until"

# The fields of the bounds, each with the element in it.
SHORTEST_FIELD = "bounds_shortest"
LONGEST_FIELD = "bounds_longest"

# The fields of "Something hurts" and of leaving an exercise out, each with the element in it.
CHANGE_FIELD = "care_change"
HOW_LONG_FIELD = "care_how_long"
UNTIL_FIELD = "left_out_until"
WEEKDAYS_FIELD = "left_out_weekdays"
